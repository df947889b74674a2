#include "api/trace/covered_number.hpp"

#include <algorithm>

namespace peal::api {
namespace {

constexpr std::size_t kDigitsLeast = 5;  ///< Fewer stand in ports and lengths as well.
constexpr std::size_t kDigitsCompared = 8;  ///< The last ones: what comes before them depends on who writes.

bool digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void cover_number(std::string& text, std::string_view number) {
  std::string digits;
  std::ranges::copy_if(number, std::back_inserter(digits), digit);
  if (digits.size() < kDigitsLeast) return;
  const auto tail = std::string_view(digits).substr(digits.size() - std::min(digits.size(), kDigitsCompared));
  for (std::size_t at = 0; (at = text.find(tail, at)) != std::string::npos;) {
    const auto end = at + tail.size();
    auto begin = at;
    while (begin > 0 && digit(text[begin - 1])) --begin;
    if (end == text.size() || !digit(text[end])) std::fill(text.begin() + static_cast<std::ptrdiff_t>(begin), text.begin() + static_cast<std::ptrdiff_t>(end), '*');
    at = end;
  }
}

}  // namespace peal::api
