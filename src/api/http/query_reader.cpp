#include "api/http/query_reader.hpp"

#include <algorithm>
#include <charconv>

namespace peal::api {

QueryReader::QueryReader(const net::HttpPairs& query, std::initializer_list<std::string_view> names) : query_(query) {
  for (const auto& [name, value] : query.items()) {
    if (std::ranges::find(names, std::string_view{name}) == names.end()) mistake("There is no such parameter.", name);
  }
}

void QueryReader::mistake(std::string message, std::string_view name) {
  if (!first_) first_ = base::Error{base::ErrorCode::kBadInput, std::move(message), std::string(name)};
}

std::optional<std::string> QueryReader::text(std::string_view name, std::size_t most_bytes) {
  if (!query_.has(name)) return std::nullopt;
  const auto value = query_.get(name);
  if (value.size() > most_bytes) mistake("The text is too long.", name);
  return std::string(value);
}

std::optional<base::Time> QueryReader::time(std::string_view name) {
  const auto found = text(name, 64);
  if (!found) return std::nullopt;
  const auto parsed = base::parse_rfc3339(*found);
  if (parsed) return *parsed;
  mistake("This is not a time as in 2026-11-22T02:40:11.000Z.", name);
  return std::nullopt;
}

std::optional<bool> QueryReader::boolean(std::string_view name) {
  const auto found = text(name, 5);
  if (!found) return std::nullopt;
  if (*found != "true" && *found != "false") mistake("This must be true or false.", name);
  return *found == "true";
}

std::int64_t QueryReader::integer(std::string_view name, std::int64_t least, std::int64_t most,
                                  std::int64_t otherwise) {
  const auto found = text(name, 20);
  if (!found) return otherwise;
  std::int64_t number = 0;
  const auto end = found->data() + found->size();
  const auto read = std::from_chars(found->data(), end, number);
  if (read.ec == std::errc{} && read.ptr == end && number >= least && number <= most) return number;
  mistake("This must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ".", name);
  return otherwise;
}

base::Status QueryReader::finish() const {
  if (first_) return base::fail(*first_);
  return {};
}

}  // namespace peal::api
