#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "settings/document.hpp"
#include "settings/limits.hpp"

/// The key `outside` of a tenant: where it may call, how much and when.
namespace peal::settings {
namespace {

const std::vector<std::string_view> kNights{"open", "international", "all"};

bool country(const std::string& text) {
  return text.size() == 2 && std::ranges::all_of(text, [](unsigned char c) { return c >= 'A' && c <= 'Z'; });
}

bool beginning(const std::string& text) {
  const auto digits = text.starts_with('+') ? std::string_view(text).substr(1) : std::string_view(text);
  return !digits.empty() && digits.size() <= kMostTrunkNumberBytes && digits.find_first_not_of("0123456789*#") == std::string_view::npos;
}

// "22:30" in minutes after midnight.
std::optional<std::uint16_t> clock(std::string_view text) {
  const bool shaped = text.size() == 5 && text[2] == ':' && text.find_first_not_of("0123456789:") == std::string_view::npos;
  if (!shaped) return std::nullopt;
  const int hour = (text[0] - '0') * 10 + (text[1] - '0'), minute = (text[3] - '0') * 10 + (text[4] - '0');
  if (hour > 23 || minute > 59 || text[0] == ':' || text[3] == ':') return std::nullopt;
  return static_cast<std::uint16_t>(hour * 60 + minute);
}

void read_night(YamlMap& map, core::OutsideRules& rules) {
  rules.night = static_cast<core::NightRule>(map.one_of("night", kNights, static_cast<std::size_t>(rules.night)));
  if (!map.has("night_hours")) return;
  const std::string text = map.text("night_hours");
  const auto dash = text.find('-');
  const auto from = clock(std::string_view(text).substr(0, dash));
  const auto to = dash == std::string::npos ? std::nullopt : clock(std::string_view(text).substr(dash + 1));
  if (!from || !to || *from == *to) return map.wrong("night_hours", fmt::format("is '{}'; write it like \"22:00-07:00\".", text.substr(0, kMostKeyBytes)));
  rules.night_from = *from;
  rules.night_to = *to;
}

}  // namespace

std::vector<std::string> read_texts(YamlMap& map, const char* key, std::size_t most, std::string_view example,
                                    const std::function<bool(const std::string&)>& good) {
  std::vector<std::string> texts;
  if (!map.has(key)) return texts;
  const YAML::Node list = map.node(key);
  if (!list.IsSequence()) {
    map.wrong(key, fmt::format("must be a list, such as {}.", example));
    return texts;
  }
  if (list.size() > most) {
    map.wrong(key, fmt::format("has more than {} entries.", most));
    return texts;
  }
  for (const auto& entry : list) {
    const std::string text = entry.IsScalar() ? entry.Scalar() : "";
    if (!good(text)) {
      map.mistakes().add(entry.Mark(), fmt::format("'{}' does not belong into {} of {}; write it like {}.",
                                                   text.substr(0, kMostKeyBytes), key, map.what(), example),
                         {Rule::kListEntry, {std::string(example)}});
    } else if (std::ranges::find(texts, text) == texts.end()) {
      texts.push_back(text);
    }
  }
  return texts;
}

core::OutsideRules read_outside(YamlMap& tenant, Reading& reading) {
  core::OutsideRules rules;
  if (!tenant.has("outside")) return rules;
  YamlMap map(tenant.node("outside"), "outside of " + tenant.what(), reading.mistakes);
  if (!map.usable()) return rules;
  const auto limit = [&](const char* key, std::uint32_t most) { return static_cast<std::uint32_t>(map.number(key, 0, 0, most)); };
  rules.countries = read_texts(map, "countries", kMostOutsideCountries, "[HK, US]", country);
  rules.allowed = read_texts(map, "allowed", kMostOutsideBeginnings, "[\"+4420\", \"400\"]", beginning);
  rules.blocked = read_texts(map, "blocked", kMostOutsideBeginnings, "[\"+4470\", \"168\"]", beginning);
  rules.premium = map.truth("premium", rules.premium);
  rules.calls = limit("calls", kMostChannels);
  rules.calls_per_minute = limit("calls_per_minute", 60 * kMostCallsPerSecond);
  rules.minutes_per_hour = limit("minutes_per_hour", kMostOutsideMinutes);
  read_night(map, rules);
  map.finish();
  return rules;
}

}  // namespace peal::settings
