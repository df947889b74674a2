#pragma once

#include <array>
#include <cstdint>

namespace peal::base {

/// An amount in the smallest unit of an ISO 4217 currency (fen, cent).
struct Money {
  std::int64_t minor = 0;
  std::array<char, 3> currency{'C', 'N', 'Y'};
  friend constexpr auto operator<=>(const Money&, const Money&) = default;
};

}  // namespace peal::base
