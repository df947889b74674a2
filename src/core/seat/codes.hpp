#pragma once

/// The codes of docs/guide/phones.md for sitting down at a phone and leaving it.
namespace peal::core::seat {

inline constexpr const char* kSeatCode = "*11";
inline constexpr const char* kLeaveCode = "*12";

}  // namespace peal::core::seat
