#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/http_message.hpp"

namespace peal::api {

/// Reads the query of a request as BodyReader reads a body: the first mistake
/// is kept, and a parameter that is not in `names` is one.
class QueryReader {
 public:
  QueryReader(const net::HttpPairs& query, std::initializer_list<std::string_view> names);

  [[nodiscard]] std::optional<std::string> text(std::string_view name, std::size_t most_bytes);
  [[nodiscard]] std::optional<base::Time> time(std::string_view name);
  [[nodiscard]] std::optional<bool> boolean(std::string_view name);
  [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t least, std::int64_t most,
                                     std::int64_t otherwise);
  template <class IdType>
  [[nodiscard]] std::optional<IdType> id(std::string_view name) {
    const auto found = text(name, 64);
    if (!found) return std::nullopt;
    const auto parsed = base::parse_id<IdType>(*found);
    if (parsed) return *parsed;
    mistake("This is not an id.", name);
    return std::nullopt;
  }

  void mistake(std::string message, std::string_view name);
  [[nodiscard]] base::Status finish() const;

 private:
  const net::HttpPairs& query_;
  std::optional<base::Error> first_;
};

}  // namespace peal::api
