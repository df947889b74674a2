#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"

namespace peal::api {

/// Reads the JSON object of a request, field by field, and keeps the first
/// mistake: read all fields, then ask `finish`. A field that nobody asked for is
/// a mistake too, so that a misspelt one is noticed. Lengths count characters.
class BodyReader {
 public:
  explicit BodyReader(std::string_view json);
  ~BodyReader();
  BodyReader(const BodyReader&) = delete;
  BodyReader& operator=(const BodyReader&) = delete;

  [[nodiscard]] std::string text(std::string_view name, std::size_t least, std::size_t most);
  [[nodiscard]] std::optional<std::string> optional_text(std::string_view name, std::size_t most);
  [[nodiscard]] bool boolean(std::string_view name);
  [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t least, std::int64_t most);
  /// Absent or null is nothing; `least` applies to each text.
  [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view name, std::size_t most_items,
                                                              std::size_t most_each);
  [[nodiscard]] std::optional<std::map<std::string, std::string>> pairs(std::string_view name, std::size_t most_items,
                                                                        std::size_t most_each);
  /// The object of this name as JSON text, whatever is in it, at most kEntryDepthMax deep.
  [[nodiscard]] std::string object(std::string_view name);
  /// Absent or null is an id of nothing.
  template <class IdType>
  [[nodiscard]] IdType id(std::string_view name) {
    const auto found = optional_text(name, 64);
    if (!found) return {};
    const auto parsed = base::parse_id<IdType>(*found);
    if (!parsed) mistake("This is not an id.", name);
    return parsed.value_or(IdType{});
  }

  /// A rule of the caller's own was broken.
  void mistake(std::string message, std::string_view name);
  /// kBadInput with the field in `where`.
  [[nodiscard]] base::Status finish();

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace peal::api
