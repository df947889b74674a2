#pragma once

#include <compare>
#include <utility>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace peal::base {

struct TenantId {
  std::uint32_t value = 0;
  friend constexpr auto operator<=>(const TenantId&, const TenantId&) = default;
  [[nodiscard]] constexpr bool valid() const { return value != 0; }
};

/// A strong id: the tenant it belongs to and a number that sorts by time and
/// never repeats. Zero means none. As text "1-0DQ3M8X0A4K0C": the tenant in
/// decimal, then 13 characters of Crockford's base 32, so text sorts too.
template <class Tag>
struct Id {
  TenantId tenant;
  std::uint64_t value = 0;

  friend constexpr auto operator<=>(const Id&, const Id&) = default;
  [[nodiscard]] constexpr bool valid() const { return value != 0; }
};

/// Layout of Id::value: 42 bits of milliseconds since 2024-01-01 (139 years),
/// 10 bits of shard, 12 bits of count. More than 4,096 ids in a millisecond
/// borrow from the next one, so the order holds.
inline constexpr std::int64_t kIdEpochMillis = 1'704'067'200'000;
inline constexpr unsigned kIdShardBits = 10;
inline constexpr unsigned kIdCountBits = 12;

/// The smallest id value of `shard` at or after `now` that is above `last`.
[[nodiscard]] std::uint64_t next_id_value(std::uint64_t last, Time now, std::uint16_t shard);
/// When an id was made, within the borrowing above.
[[nodiscard]] Time id_time(std::uint64_t value);

[[nodiscard]] std::string id_text(TenantId tenant, std::uint64_t value);
[[nodiscard]] Result<std::pair<TenantId, std::uint64_t>> parse_id_text(std::string_view text);

template <class Tag>
[[nodiscard]] std::string to_text(const Id<Tag>& id) {
  return id_text(id.tenant, id.value);
}
template <class IdType>
[[nodiscard]] Result<IdType> parse_id(std::string_view text) {
  return parse_id_text(text).map([](const auto& p) { return IdType{p.first, p.second}; });
}

}  // namespace peal::base

template <>
struct std::hash<peal::base::TenantId> {
  std::size_t operator()(peal::base::TenantId id) const noexcept { return id.value; }
};
template <class Tag>
struct std::hash<peal::base::Id<Tag>> {
  std::size_t operator()(const peal::base::Id<Tag>& id) const noexcept {
    // Splitmix finaliser: ids made in one millisecond differ in few bits.
    std::uint64_t x = id.value + 0x9e3779b97f4a7c15ULL * (id.tenant.value + 1);
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return static_cast<std::size_t>(x ^ (x >> 31));
  }
};
