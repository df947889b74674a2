#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>

/// Names the members of a plain struct once; the binary codec, the JSON writer,
/// equality and the simulation's trace are all derived from this one list.
///
///     struct OfferMade {
///       OfferId offer; ContactId contact; Time expires;
///       PEAL_FIELDS(OfferMade, offer, contact, expires)
///     };
///
/// A new field goes at the end and has a default: old journals lack it.
#define PEAL_FIELDS(Type, ...)                                                            \
  static constexpr std::string_view kTypeName = #Type;                                    \
  static constexpr std::string_view kFieldList = #__VA_ARGS__;                            \
  [[nodiscard]] auto tie() { return std::tie(__VA_ARGS__); }                              \
  [[nodiscard]] auto tie() const { return std::tie(__VA_ARGS__); }                        \
  friend bool operator==(const Type& a, const Type& b) { return a.tie() == b.tie(); }

#define PEAL_NO_FIELDS(Type)                                   \
  static constexpr std::string_view kTypeName = #Type;         \
  static constexpr std::string_view kFieldList = "";           \
  [[nodiscard]] auto tie() { return std::tuple<>{}; }          \
  [[nodiscard]] auto tie() const { return std::tuple<>{}; }    \
  friend bool operator==(const Type&, const Type&) { return true; }

namespace peal::base {

template <class T>
concept HasFields = requires(const T& value) {
  value.tie();
  T::kFieldList;
};

/// The member names of T, in order.
template <HasFields T>
constexpr auto field_names() {
  constexpr std::size_t count = std::tuple_size_v<decltype(std::declval<T&>().tie())>;
  std::array<std::string_view, count> names{};
  std::string_view rest = T::kFieldList;
  for (auto& name : names) {
    const auto comma = rest.find(',');
    name = rest.substr(0, comma);
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  }
  return names;
}

}  // namespace peal::base
