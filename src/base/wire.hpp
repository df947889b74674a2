#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/fields.hpp"
#include "base/id.hpp"
#include "base/money.hpp"
#include "base/personal.hpp"
#include "base/result.hpp"

namespace peal::base {

/// The binary form of plain values: journal, snapshots, messages between nodes.
/// Integers are LEB128 (signed ones zigzag), strings and lists carry a length,
/// structs their number of fields, so a reader may know fewer (the rest is
/// skipped by the record's length) or more (the rest keeps its default).
/// Personal text is not written inline: it goes to `sealed`, in order, and the
/// caller encrypts that part. Without `sealed` it is written inline.
class WireWriter {
 public:
  explicit WireWriter(std::string& out, std::string* sealed = nullptr) : out_(out), sealed_(sealed) {}

  void u64(std::uint64_t v) { varint(out_, v); }
  void bytes(std::string_view text) {
    u64(text.size());
    out_.append(text);
  }

  template <class T>
  void value(const T& v) {
    if constexpr (std::is_same_v<T, Personal>) {
      std::string& to = sealed_ != nullptr ? *sealed_ : out_;
      varint(to, v.text.size());
      to.append(v.text);
    } else if constexpr (std::is_same_v<T, bool>) {
      out_.push_back(v ? 1 : 0);
    } else if constexpr (std::is_enum_v<T>) {
      u64(static_cast<std::uint64_t>(v));
    } else if constexpr (std::unsigned_integral<T>) {
      u64(v);
    } else if constexpr (std::signed_integral<T>) {
      const auto s = static_cast<std::int64_t>(v);
      u64((static_cast<std::uint64_t>(s) << 1) ^ static_cast<std::uint64_t>(s >> 63));
    } else if constexpr (std::floating_point<T>) {
      const double d = v;
      char raw[sizeof d];
      std::memcpy(raw, &d, sizeof d);
      out_.append(raw, sizeof d);
    } else if constexpr (std::is_same_v<T, std::string>) {
      bytes(v);
    } else if constexpr (std::is_same_v<T, TenantId>) {
      u64(v.value);
    } else if constexpr (std::is_same_v<T, Money>) {
      value(v.minor);
      out_.append(v.currency.data(), v.currency.size());
    } else if constexpr (requires { v.tenant; v.value; v.valid(); }) {
      u64(v.tenant.value);
      u64(v.value);
    } else if constexpr (requires { v.time_since_epoch(); }) {
      value(static_cast<std::int64_t>(v.time_since_epoch().count()));
    } else if constexpr (requires { v.count(); typename T::period; }) {
      value(static_cast<std::int64_t>(v.count()));
    } else if constexpr (HasFields<T>) {
      const auto fields = v.tie();
      u64(std::tuple_size_v<std::remove_const_t<decltype(fields)>>);
      std::apply([this](const auto&... field) { (value(field), ...); }, fields);
    } else {
      container(v);
    }
  }

 private:
  template <class T>
  void container(const std::optional<T>& v) {
    value(v.has_value());
    if (v) value(*v);
  }
  template <class A, class B>
  void container(const std::pair<A, B>& v) {
    value(v.first);
    value(v.second);
  }
  template <class... Ts>
  void container(const std::variant<Ts...>& v) {
    u64(v.index());
    std::visit([this](const auto& held) { value(held); }, v);
  }
  template <class T>
  void container(const T& range)
    requires requires { range.begin(); range.size(); }
  {
    u64(range.size());
    for (const auto& item : range) value(item);
  }
  static void varint(std::string& out, std::uint64_t v) {
    for (; v >= 0x80; v >>= 7) out.push_back(static_cast<char>(v | 0x80));
    out.push_back(static_cast<char>(v));
  }

  std::string& out_;
  std::string* sealed_;
};

/// Reads what WireWriter wrote. Never throws and never reads past the end: a
/// broken record sets `failed()` and yields defaults. When the sealed part was
/// erased, give no `sealed`: Personal reads as empty.
class WireReader {
 public:
  explicit WireReader(std::string_view in) : in_(in), inline_personal_(true) {}
  /// `sealed`: the decrypted personal part, or nothing when its key is gone.
  WireReader(std::string_view in, std::optional<std::string_view> sealed)
      : in_(in), sealed_(sealed.value_or(std::string_view{})), inline_personal_(false), erased_(!sealed.has_value()) {}

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool at_end() const { return in_.empty(); }
  std::uint64_t u64() { return varint(in_); }
  std::string_view bytes() { return take(in_, u64()); }

  template <class T>
  void value(T& v) {
    if constexpr (std::is_same_v<T, Personal>) {
      if (erased_) return void(v.text.clear());
      std::string_view& from = inline_personal_ ? in_ : sealed_;
      const auto size = varint(from);
      v.text = std::string(take(from, size));
    } else if constexpr (std::is_same_v<T, bool>) {
      const auto raw = take(in_, 1);
      v = !raw.empty() && raw[0] != 0;
    } else if constexpr (std::is_enum_v<T>) {
      v = static_cast<T>(u64());
    } else if constexpr (std::unsigned_integral<T>) {
      v = static_cast<T>(u64());
    } else if constexpr (std::signed_integral<T>) {
      const auto raw = u64();
      v = static_cast<T>(static_cast<std::int64_t>(raw >> 1) ^ -static_cast<std::int64_t>(raw & 1));
    } else if constexpr (std::floating_point<T>) {
      double d = 0;
      if (const auto raw = take(in_, sizeof d); raw.size() == sizeof d) std::memcpy(&d, raw.data(), sizeof d);
      v = static_cast<T>(d);
    } else if constexpr (std::is_same_v<T, std::string>) {
      v = std::string(bytes());
    } else if constexpr (std::is_same_v<T, TenantId>) {
      v.value = static_cast<std::uint32_t>(u64());
    } else if constexpr (std::is_same_v<T, Money>) {
      value(v.minor);
      const auto raw = take(in_, v.currency.size());
      if (raw.size() == v.currency.size()) std::copy(raw.begin(), raw.end(), v.currency.begin());
    } else if constexpr (requires { v.tenant; v.value; v.valid(); }) {
      v.tenant.value = static_cast<std::uint32_t>(u64());
      v.value = u64();
    } else if constexpr (requires { v.time_since_epoch(); }) {
      std::int64_t count = 0;
      value(count);
      v = T{typename T::duration{count}};
    } else if constexpr (requires { v.count(); typename T::period; }) {
      std::int64_t count = 0;
      value(count);
      v = T{count};
    } else if constexpr (HasFields<T>) {
      const auto known = u64();
      std::size_t index = 0;
      std::apply([&](auto&... field) { ((index++ < known ? value(field) : void()), ...); }, v.tie());
      if (known > index) failed_ = true;  // Written by a newer release: refuse rather than guess.
    } else {
      container(v);
    }
  }

 private:
  template <class T>
  void container(std::optional<T>& v) {
    bool present = false;
    value(present);
    v.reset();
    if (present) value(v.emplace());
  }
  template <class A, class B>
  void container(std::pair<A, B>& v) {
    value(v.first);
    value(v.second);
  }
  template <class... Ts>
  void container(std::variant<Ts...>& v) {
    const auto index = u64();
    if (index >= sizeof...(Ts)) return void(failed_ = true);
    emplace<0>(v, index);
  }
  template <std::size_t I, class V>
  void emplace(V& v, std::size_t index) {
    if constexpr (I < std::variant_size_v<V>) {
      if (index == I) return value(v.template emplace<I>());
      emplace<I + 1>(v, index);
    }
  }
  template <class T>
  void container(T& range)
    requires requires { range.begin(); range.size(); range.clear(); }
  {
    range.clear();
    const auto count = u64();
    for (std::uint64_t i = 0; i < count && !failed_; ++i) {
      if (in_.empty()) return void(failed_ = true);
      if constexpr (requires { typename T::mapped_type; }) {
        std::pair<typename T::key_type, typename T::mapped_type> item{};
        value(item);
        range.insert(std::move(item));
      } else if constexpr (requires { typename T::key_type; }) {
        typename T::key_type item{};
        value(item);
        range.insert(std::move(item));
      } else {
        value(range.emplace_back());
      }
    }
  }
  std::uint64_t varint(std::string_view& from) {
    std::uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto raw = take(from, 1);
      if (raw.empty()) return 0;
      v |= static_cast<std::uint64_t>(static_cast<unsigned char>(raw[0]) & 0x7f) << shift;
      if ((static_cast<unsigned char>(raw[0]) & 0x80) == 0) return v;
    }
    failed_ = true;
    return 0;
  }
  std::string_view take(std::string_view& from, std::uint64_t size) {
    if (size > from.size()) {
      failed_ = true;
      return {};
    }
    const auto part = from.substr(0, size);
    from.remove_prefix(size);
    return part;
  }

  std::string_view in_;
  std::string_view sealed_;
  bool inline_personal_;
  bool erased_ = false;
  bool failed_ = false;
};

}  // namespace peal::base
