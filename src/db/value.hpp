#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"

namespace peal::db {

using Null = std::monostate;
/// What goes into and comes out of a database. Times are UTC milliseconds,
/// truths are 0 and 1, ids are their number (the tenant has its own column),
/// bytes are base64 text.
using Value = std::variant<Null, std::int64_t, double, std::string>;

template <class T>
[[nodiscard]] Value to_value(const T& v) {
  if constexpr (std::is_same_v<T, Value>)
    return v;
  else if constexpr (std::is_same_v<T, Null> || std::is_same_v<T, std::nullptr_t>)
    return Null{};
  else if constexpr (std::is_enum_v<T> || std::integral<T>)
    return static_cast<std::int64_t>(v);
  else if constexpr (std::floating_point<T>)
    return static_cast<double>(v);
  else if constexpr (std::is_same_v<T, base::Time>)
    return base::unix_millis(v);
  else if constexpr (requires {
                       v.count();
                       typename T::period;
                     })
    return static_cast<std::int64_t>(v.count());
  else if constexpr (std::is_same_v<T, base::TenantId>)
    return static_cast<std::int64_t>(v.value);
  else if constexpr (requires {
                       v.tenant;
                       v.value;
                       v.valid();
                     })
    return static_cast<std::int64_t>(v.value);
  else if constexpr (requires {
                       v.has_value();
                       *v;
                     })
    return v ? to_value(*v) : Value{Null{}};
  else
    return std::string(std::string_view(v));
}

/// One row of an answer, columns in the order of the SELECT.
class Row {
 public:
  explicit Row(std::vector<Value> values) : values_(std::move(values)) {}
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] bool is_null(std::size_t column) const { return values_[column].index() == 0; }
  /// NULL and what is no number read as 0.
  [[nodiscard]] std::int64_t integer(std::size_t column) const;
  [[nodiscard]] double real(std::size_t column) const;
  /// NULL reads as "".
  [[nodiscard]] std::string text(std::size_t column) const;
  [[nodiscard]] bool truth(std::size_t column) const { return integer(column) != 0; }
  [[nodiscard]] base::Time time(std::size_t column) const { return base::from_unix_millis(integer(column)); }
  [[nodiscard]] std::optional<base::Time> time_if(std::size_t column) const {
    return is_null(column) ? std::nullopt : std::optional(time(column));
  }
  template <class IdType>
  [[nodiscard]] IdType id(base::TenantId tenant, std::size_t column) const {
    const auto value = static_cast<std::uint64_t>(integer(column));
    return value == 0 ? IdType{} : IdType{tenant, value};
  }
  template <class Enum>
  [[nodiscard]] Enum as(std::size_t column) const {
    return static_cast<Enum>(integer(column));
  }
  [[nodiscard]] const Value& value(std::size_t column) const { return values_[column]; }

 private:
  std::vector<Value> values_;
};
using Rows = std::vector<Row>;

/// RFC 4648 4, without line breaks.
[[nodiscard]] std::string to_base64(std::string_view bytes);
/// What is not base64 reads as empty.
[[nodiscard]] std::string from_base64(std::string_view text);

}  // namespace peal::db
