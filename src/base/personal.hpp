#pragma once

#include <compare>
#include <string>
#include <utility>

namespace peal::base {

/// Text about a person (number, name, digits, notes). The journal seals it with
/// the key of that person, so destroying the key erases it everywhere; after
/// that it reads as empty. It never goes into a log line.
struct Personal {
  std::string text;
  Personal() = default;
  explicit Personal(std::string value) : text(std::move(value)) {}
  friend auto operator<=>(const Personal&, const Personal&) = default;
};

}  // namespace peal::base
