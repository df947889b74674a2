#include "settings/yaml_map.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <deque>
#include <numeric>

#include "settings/limits.hpp"

namespace peal::settings {
namespace {

// Edits that turn one word into another (Levenshtein 1966).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::string path_to(const YAML::Node& document, const YAML::Mark& mark) {
  const auto stands_here = [&](const YAML::Node& node) { return node.Mark().line == mark.line && node.Mark().column == mark.column; };
  struct Place {
    YAML::Node node;
    std::string path;
  };
  std::deque<Place> open{{document, ""}};
  while (!open.empty()) {
    const Place at = open.front();
    open.pop_front();
    if (!at.path.empty() && stands_here(at.node)) return at.path;
    if (at.node.IsSequence()) {
      for (std::size_t i = 0; i < at.node.size(); ++i) open.push_back({at.node[i], fmt::format("{}[{}]", at.path, i)});
    } else if (at.node.IsMap()) {
      for (const auto& entry : at.node) {
        if (!entry.first.IsScalar()) continue;
        const std::string path = at.path.empty() ? entry.first.Scalar() : at.path + "." + entry.first.Scalar();
        if (stands_here(entry.first)) return path;
        open.push_back({entry.second, path});
      }
    }
  }
  return {};
}

void Mistakes::add(const YAML::Mark& mark, std::string_view text, Broken broken, std::string_view missing) {
  // A place that the YAML library does not know is the beginning of the file.
  std::string place = fmt::format("{}:{}:{}", file_, std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1);
  if (list_.empty()) first_place_ = place;
  if (list_.size() >= kMostMistakes) {
    ++left_out_;
    return;
  }
  noted_.push_back({mark, std::string(missing), std::move(broken), std::string(text)});
  std::string path;
  for (std::size_t i = 0; i < documents_.size() && path.empty(); ++i) path = path_to(documents_[i], mark);
  list_.push_back(path.empty() ? fmt::format("{}: {}", place, text) : fmt::format("{}: {}: {}", place, path, text));
}

std::string Mistakes::text() const {
  std::string all = fmt::format("{}", fmt::join(list_, "\n"));
  if (left_out_ > 0) all += fmt::format("\n... and {} more", left_out_);
  return all;
}

std::vector<Mistake> Mistakes::in(const YAML::Node& entry) const {
  std::vector<Mistake> found;
  for (const auto& noted : noted_) {
    auto field = noted.mark.is_null() ? std::string() : path_to(entry, noted.mark);
    if (!noted.missing.empty()) field += (field.empty() ? "" : ".") + noted.missing;
    found.push_back({std::move(field), noted.broken, noted.text});
  }
  return found;
}

std::string nearest_word(std::string_view text, const std::vector<std::string>& words) {
  std::string best;
  std::size_t least = text.size() < 4 ? 2 : 3;  // Further away is another word.
  for (const auto& word : words) {
    const std::size_t edits = distance(text, word);
    if (edits < least) {
      least = edits;
      best = word;
    }
  }
  return best;
}

YamlMap::YamlMap(const YAML::Node& node, std::string what, Mistakes& mistakes)
    : node_(node), what_(std::move(what)), mistakes_(mistakes) {
  if (!node.IsMap()) {
    mistakes_.add(node.Mark(), fmt::format("{} must be written as 'name: value' lines.", what_));
    return;
  }
  usable_ = true;
  std::set<std::string> seen;
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) {
      mistakes_.add(entry.first.Mark(), fmt::format("A name in {} must be plain text.", what_));
    } else if (!seen.insert(entry.first.Scalar()).second) {
      mistakes_.add(entry.first.Mark(),
                    fmt::format("'{}' is said twice in {}; remove one.", entry.first.Scalar(), what_));
    }
  }
}

bool YamlMap::has(std::string_view key) {
  asked_.emplace(key);
  if (!usable_) return false;
  const YAML::Node found = node_[std::string(key)];
  return found.IsDefined() && !found.IsNull();
}

YAML::Node YamlMap::node(std::string_view key) { return has(key) ? node_[std::string(key)] : YAML::Node(); }

YAML::Mark YamlMap::mark(std::string_view key) { return has(key) ? node_[std::string(key)].Mark() : node_.Mark(); }

void YamlMap::wrong(std::string_view key, std::string_view text, Broken broken) {
  mistakes_.add(mark(key), fmt::format("{} of {} {}", key, what_, text), std::move(broken), has(key) ? std::string_view() : key);
}

std::optional<std::string> YamlMap::scalar(std::string_view key) {
  if (!has(key)) return std::nullopt;
  const YAML::Node found = node(key);
  if (!found.IsScalar()) {
    wrong(key, "must be one plain value.", {Rule::kPlainValue, {}});
    return std::nullopt;
  }
  if (found.Scalar().size() > kMostTextBytes) {
    wrong(key, fmt::format("is longer than {} bytes; shorten it.", kMostTextBytes), {Rule::kTooLong, {std::to_string(kMostTextBytes)}});
    return std::nullopt;
  }
  if (found.Scalar().find('\0') != std::string::npos) {
    wrong(key, "holds a character with the code 0; remove it.");
    return std::nullopt;
  }
  return found.Scalar();
}

std::string YamlMap::text(std::string_view key, std::string fallback) {
  return scalar(key).value_or(std::move(fallback));
}

std::string YamlMap::required_text(std::string_view key) {
  if (!has(key)) {
    if (usable_) mistakes_.add(node_.Mark(), fmt::format("{} has no '{}'; add one.", what_, key), {Rule::kNeeded, {}}, key);
    return {};
  }
  std::string value = text(key);
  if (value.empty() && node(key).IsScalar()) wrong(key, "is empty; write something.", {Rule::kNeeded, {}});
  return value;
}

bool YamlMap::truth(std::string_view key, bool fallback) {
  const auto value = scalar(key);
  if (!value) return fallback;
  if (*value == "true" || *value == "yes" || *value == "on") return true;
  if (*value == "false" || *value == "no" || *value == "off") return false;
  wrong(key, fmt::format("is '{}'; write true or false.", *value), {Rule::kTruth, {}});
  return fallback;
}

std::int64_t YamlMap::number(std::string_view key, std::int64_t fallback, std::int64_t least, std::int64_t most) {
  const auto value = scalar(key);
  if (!value) return fallback;
  const auto parsed = parse_number(*value);
  if (parsed && *parsed >= least && *parsed <= most) return *parsed;
  wrong(key, fmt::format("is '{}'; write a whole number from {} to {}.", *value, least, most), {Rule::kNumber, {std::to_string(least), std::to_string(most)}});
  return fallback;
}

base::Seconds YamlMap::seconds(std::string_view key, base::Seconds fallback, base::Seconds least, base::Seconds most) {
  const auto value = scalar(key);
  if (!value) return fallback;
  std::string_view digits = *value;
  std::int64_t unit = 1;
  if (digits.ends_with('s') || digits.ends_with('m') || digits.ends_with('h')) {
    unit = digits.back() == 's' ? 1 : digits.back() == 'm' ? 60 : 3600;
    digits.remove_suffix(1);
  }
  while (digits.ends_with(' ')) digits.remove_suffix(1);
  const auto parsed = parse_number(digits);
  if (parsed && *parsed >= 0 && *parsed <= most.count()) {
    const base::Seconds time{*parsed * unit};
    if (time >= least && time <= most) return time;
  }
  wrong(key, fmt::format("is '{}'; write a time from {} s to {} s, such as 30s, 5m or 1h.", *value, least.count(),
                         most.count()),
        {Rule::kTime, {std::to_string(least.count()), std::to_string(most.count())}});
  return fallback;
}

core::Translated YamlMap::translated(std::string_view key, const std::string& language) {
  core::Translated texts;
  if (!has(key)) return texts;
  const YAML::Node found = node(key);
  if (found.IsScalar()) {
    if (std::string plain = text(key); !plain.empty()) texts[language] = std::move(plain);
    return texts;
  }
  YamlMap languages(found, fmt::format("{} of {}", key, what_), mistakes_);
  if (!languages.usable()) return texts;
  for (const auto& entry : found) {
    if (!entry.first.IsScalar()) continue;
    const std::string& tag = entry.first.Scalar();
    const bool plausible = tag.size() >= 2 && tag.size() <= 35 &&
                           std::ranges::all_of(tag, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
    if (!plausible) {
      mistakes_.add(entry.first.Mark(), fmt::format("'{}' is no language; write zh-CN, en-US or the like.", tag));
      continue;
    }
    texts[tag] = languages.text(tag);
  }
  return texts;
}

std::size_t YamlMap::one_of(std::string_view key, const std::vector<std::string_view>& names, std::size_t fallback) {
  const auto value = scalar(key);
  if (!value) return fallback;
  const auto found = std::ranges::find(names, *value);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  wrong(key, fmt::format("is '{}'; write one of: {}.", *value, fmt::join(names, ", ")), {Rule::kOneOf, {fmt::format("{}", fmt::join(names, ", "))}});
  return fallback;
}

void YamlMap::finish() {
  if (!usable_) return;
  const std::vector<std::string> known(asked_.begin(), asked_.end());
  for (const auto& entry : node_) {
    if (!entry.first.IsScalar() || asked_.contains(entry.first.Scalar())) continue;
    const std::string& key = entry.first.Scalar();
    const std::string near = nearest_word(key, known);
    const std::string hint =
        near.empty() ? fmt::format("known are: {}", fmt::join(known, ", ")) : fmt::format("did you mean '{}'?", near);
    mistakes_.add(entry.first.Mark(), fmt::format("'{}' is unknown in {}; {}", key, what_, hint), {Rule::kUnknown, {}});
  }
}

}  // namespace peal::settings
