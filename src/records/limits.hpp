#pragma once

#include <cstddef>

#include "base/time.hpp"

namespace peal::records {

inline constexpr std::size_t kMostNameBytes = 400;
inline constexpr std::size_t kMostNotesBytes = 64U << 10;
inline constexpr std::size_t kMostNumbers = 20;
inline constexpr std::size_t kMostTags = 50;
inline constexpr std::size_t kMostTagBytes = 100;
inline constexpr std::size_t kMostFields = 100;
inline constexpr std::size_t kMostFieldBytes = 4'000;
inline constexpr std::size_t kMostNumberBytes = 64;
inline constexpr std::size_t kShortNumberMost = 8;  ///< Digits of national numbers outside the plan: 10086, 95588.
inline constexpr std::size_t kMostPageRows = 500;
/// A sign-in ends after this long without a request, and at the latest after
/// kSessionLongest.
inline constexpr std::chrono::hours kSessionIdle{12};
inline constexpr std::chrono::hours kSessionLongest{24 * 7};

}  // namespace peal::records
