#include "base/id.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace peal::base {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford
constexpr std::size_t kIdChars = 13;                                       // 65 bits

tl::unexpected<Error> bad(std::string_view text) {
  return fail(ErrorCode::kBadInput, fmt::format("'{}' is not an id; ids look like 1-0DQ3M8X0A4K0C.", text.substr(0, 40)));
}

}  // namespace

std::uint64_t next_id_value(std::uint64_t last, Time now, std::uint16_t shard) {
  const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(unix_millis(now) - kIdEpochMillis, 1));
  const std::uint64_t shard_part = static_cast<std::uint64_t>(shard & ((1U << kIdShardBits) - 1)) << kIdCountBits;
  const std::uint64_t first = (ms << (kIdShardBits + kIdCountBits)) | shard_part;
  if (first > last) return first;
  const std::uint64_t count = (last & ((1U << kIdCountBits) - 1)) + 1;
  const std::uint64_t last_ms = last >> (kIdShardBits + kIdCountBits);
  if (count < (1U << kIdCountBits)) return (last_ms << (kIdShardBits + kIdCountBits)) | shard_part | count;
  return ((last_ms + 1) << (kIdShardBits + kIdCountBits)) | shard_part;
}

Time id_time(std::uint64_t value) {
  return from_unix_millis(static_cast<std::int64_t>(value >> (kIdShardBits + kIdCountBits)) + kIdEpochMillis);
}

std::string id_text(TenantId tenant, std::uint64_t value) {
  std::string text = fmt::format("{}-", tenant.value);
  for (std::size_t i = kIdChars; i-- > 0;) text += kAlphabet[(i * 5 >= 64 ? 0 : value >> (i * 5)) & 31];
  return text;
}

Result<std::pair<TenantId, std::uint64_t>> parse_id_text(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos || text.size() - dash - 1 != kIdChars) return bad(text);
  std::uint32_t tenant = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + dash, tenant);
  if (error != std::errc{} || end != text.data() + dash || tenant == 0) return bad(text);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < kIdChars; ++i) {
    const auto digit = kAlphabet.find(text[dash + 1 + i]);
    if (digit == std::string_view::npos || (i == 0 && digit > 15)) return bad(text);
    value = (value << 5) | digit;
  }
  if (value == 0) return bad(text);
  return std::pair{TenantId{tenant}, value};
}

}  // namespace peal::base
