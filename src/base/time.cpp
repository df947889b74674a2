#include "base/time.hpp"

#include <charconv>

#include <fmt/format.h>

namespace peal::base {
namespace {

using Days = std::chrono::days;

// Reads `width` digits at `at`; -1 when they are not digits.
int digits(std::string_view text, std::size_t at, std::size_t width) {
  if (at + width > text.size()) return -1;
  int value = 0;
  for (char c : text.substr(at, width)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

tl::unexpected<Error> bad(std::string_view text) {
  return fail(ErrorCode::kBadInput, fmt::format("'{}' is not a time; write it like 2026-11-22T02:40:11Z.", text));
}

}  // namespace

std::string to_rfc3339(Time t) {
  const auto since = t.time_since_epoch();
  const auto day = std::chrono::floor<Days>(since);
  const std::chrono::year_month_day date{std::chrono::sys_days{day}};
  const auto ms = (since - day).count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), ms / 3'600'000,
                     ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
}

Result<Time> parse_rfc3339(std::string_view text) {
  const int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  const int hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  if (text.size() < 20 || year < 0 || month < 1 || day < 1 || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
      second < 0 || second > 60 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't') ||
      text[13] != ':' || text[16] != ':') {
    return bad(text);
  }
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return bad(text);
  std::size_t at = 19;
  int ms = 0;
  if (text[at] == '.') {
    int scale = 100;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) ms += (text[at] - '0') * scale;
  }
  std::chrono::minutes offset{0};
  const auto zone = text.substr(std::min(at, text.size()));
  if (zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':') {
    const int h = digits(zone, 1, 2), m = digits(zone, 4, 2);
    if (h < 0 || m < 0) return bad(text);
    offset = std::chrono::minutes{h * 60 + m} * (zone[0] == '-' ? -1 : 1);
  } else if (zone != "Z" && zone != "z") {
    return bad(text);
  }
  const Millis total = std::chrono::sys_days{date}.time_since_epoch() + std::chrono::hours{hour} +
                       std::chrono::minutes{minute} + Seconds{second} + Millis{ms} - offset;
  return Time{total};
}

Time live_now() {
  using std::chrono::steady_clock;
  using std::chrono::system_clock;
  static const auto wall = std::chrono::duration_cast<Millis>(system_clock::now().time_since_epoch());
  static const auto start = steady_clock::now();
  return Time{wall + std::chrono::duration_cast<Millis>(steady_clock::now() - start)};
}

}  // namespace peal::base
