#include "api/security/security_words.hpp"

#include <array>

#include "api/text/texts.hpp"

namespace peal::api {
namespace {

constexpr std::array<std::string_view, core::kMisdeedCount> kMisdeeds{"wrong_password", "no_password", "unknown_number", "scanner", "malformed", "flood"};
constexpr std::array<std::string_view, core::kOutsideRefusalCount> kRefusals{"country", "premium",  "blocked",    "unreadable",
                                                                             "night",   "at_once", "per_minute", "minutes"};

std::string text(std::string_view section, std::string_view name, std::string_view language) {
  const std::string key = std::string(section) + std::string(name);
  return std::string(text_of(key, language).value_or(key));
}

}  // namespace

std::string_view word(core::Misdeed why) { return kMisdeeds[static_cast<std::size_t>(why)]; }
std::string_view word(core::OutsideRefusal why) { return kRefusals[static_cast<std::size_t>(why)]; }
std::string ban_text(core::Misdeed why, std::string_view language) { return text("ban.", word(why), language); }
std::string alarm_text(core::OutsideRefusal why, std::string_view language) { return text("outside.", word(why), language); }

}  // namespace peal::api
