#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/personal.hpp"
#include "base/time.hpp"

namespace peal::api {

/// Writes JSON straight into a string, without a tree: boards with thousands of
/// rows are written several times a second. Commas are its business; that calls
/// nest properly is the caller's.
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& null();
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view{text}); }
  JsonWriter& value(const base::Personal& personal) { return value(std::string_view{personal.text}); }
  JsonWriter& value(bool on);
  JsonWriter& value(double number);
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  JsonWriter& value(T number) {
    return integer(static_cast<std::int64_t>(number));
  }
  /// As RFC 3339.
  JsonWriter& value(base::Time time);
  /// In milliseconds.
  JsonWriter& value(base::Millis span) { return integer(span.count()); }
  /// As text; an id of nothing is null.
  template <class Tag>
  JsonWriter& value(const base::Id<Tag>& id) {
    return id.valid() ? value(std::string_view{base::to_text(id)}) : null();
  }
  JsonWriter& value(const std::map<std::string, std::string>& pairs);
  template <class T>
  JsonWriter& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : null();
  }
  /// The epoch stands for "never" in the core's views.
  JsonWriter& time_or_null(base::Time time) { return time == base::Time{} ? null() : value(time); }
  /// JSON that is ready.
  JsonWriter& raw(std::string_view json);

  template <class T>
  JsonWriter& field(std::string_view name, const T& v) {
    return key(name).value(v);
  }

  [[nodiscard]] const std::string& text() const { return out_; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& integer(std::int64_t number);
  void separate();

  std::string out_;
  bool comma_ = false;
};

}  // namespace peal::api
