#include "api/json/body_reader.hpp"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "api/limits.hpp"

namespace peal::api {

struct BodyReader::Inside {
  nlohmann::json body;
  std::set<std::string, std::less<>> asked;
  std::optional<base::Error> first;

  const nlohmann::json* find(std::string_view name) {
    asked.emplace(name);
    if (!body.is_object()) return nullptr;
    const auto it = body.find(name);
    return it == body.end() || it->is_null() ? nullptr : &*it;
  }
};

namespace {

// Characters of UTF-8: every byte that does not continue one.
std::size_t length_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool fits(const std::string& text, std::size_t least, std::size_t most) {
  const auto length = length_of(text);
  // A zero byte ends a text in C libraries and in PostgreSQL.
  return length >= least && length <= most && text.find('\0') == std::string::npos;
}

bool is_flat(const nlohmann::json& value, std::size_t levels) {
  if (!value.is_structured()) return true;
  return levels > 0 && std::ranges::all_of(value, [&](const nlohmann::json& inner) { return is_flat(inner, levels - 1); });
}

std::string bounds(std::size_t least, std::size_t most) {
  return "The text must have " + std::to_string(least) + " to " + std::to_string(most) + " characters.";
}

}  // namespace

BodyReader::BodyReader(std::string_view text) : inside_(std::make_unique<Inside>()) {
  inside_->body = nlohmann::json::parse(text, nullptr, false);
  if (!inside_->body.is_object()) mistake("The body must be one JSON object.", "body");
}

BodyReader::~BodyReader() = default;

void BodyReader::mistake(std::string message, std::string_view name) {
  if (!inside_->first) inside_->first = base::Error{base::ErrorCode::kBadInput, std::move(message), std::string(name)};
}

std::string BodyReader::text(std::string_view name, std::size_t least, std::size_t most) {
  const nlohmann::json* found = inside_->find(name);
  if (found == nullptr || !found->is_string()) {
    mistake("This field is needed and must be a text.", name);
    return {};
  }
  const auto& text = found->get_ref<const std::string&>();
  if (!fits(text, least, most)) mistake(bounds(least, most), name);
  return text;
}

std::optional<std::string> BodyReader::optional_text(std::string_view name, std::size_t most) {
  const nlohmann::json* found = inside_->find(name);
  if (found == nullptr) return std::nullopt;
  return text(name, 0, most);
}

bool BodyReader::boolean(std::string_view name) {
  const nlohmann::json* found = inside_->find(name);
  if (found != nullptr && found->is_boolean()) return found->get<bool>();
  mistake("This field is needed and must be true or false.", name);
  return false;
}

std::int64_t BodyReader::integer(std::string_view name, std::int64_t least, std::int64_t most) {
  const nlohmann::json* found = inside_->find(name);
  if (found != nullptr && found->is_number_integer()) {
    const bool huge = found->is_number_unsigned() && found->get<std::uint64_t>() > INT64_MAX;
    const auto number = huge ? INT64_MAX : found->get<std::int64_t>();
    if (number >= least && number <= most) return number;
  }
  mistake("This must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ".", name);
  return least;
}

std::optional<std::vector<std::string>> BodyReader::texts(std::string_view name, std::size_t most_items,
                                                          std::size_t most_each) {
  const nlohmann::json* found = inside_->find(name);
  if (found == nullptr) return std::nullopt;
  std::vector<std::string> items;
  if (!found->is_array() || found->size() > most_items) {
    mistake("This must be a list of at most " + std::to_string(most_items) + " texts.", name);
    return items;
  }
  for (const auto& item : *found) {
    if (item.is_string() && fits(item.get_ref<const std::string&>(), 1, most_each)) {
      items.push_back(item.get<std::string>());
    } else {
      mistake(bounds(1, most_each), name);
    }
  }
  return items;
}

std::optional<std::map<std::string, std::string>> BodyReader::pairs(std::string_view name, std::size_t most_items,
                                                                    std::size_t most_each) {
  const nlohmann::json* found = inside_->find(name);
  if (found == nullptr) return std::nullopt;
  std::map<std::string, std::string> items;
  if (!found->is_object() || found->size() > most_items) {
    mistake("This must be an object with at most " + std::to_string(most_items) + " texts.", name);
    return items;
  }
  for (const auto& [key, item] : found->items()) {
    if (item.is_string() && fits(item.get_ref<const std::string&>(), 0, most_each)) {
      items.emplace(key, item.get<std::string>());
    } else {
      mistake(bounds(0, most_each), name);
    }
  }
  return items;
}

std::string BodyReader::object(std::string_view name) {
  const nlohmann::json* found = inside_->find(name);
  if (found != nullptr && found->is_object() && is_flat(*found, kEntryDepthMax)) {
    return found->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
  mistake("This field is needed and must be an object.", name);
  return {};
}

base::Status BodyReader::finish() {
  if (!inside_->first && inside_->body.is_object()) {
    for (const auto& [key, unused] : inside_->body.items()) {
      if (!inside_->asked.contains(key)) mistake("There is no such field.", key);
    }
  }
  if (inside_->first) return base::fail(*inside_->first);
  return {};
}

}  // namespace peal::api
