#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace peal::base {

/// Hashes for tables whose keys strangers choose: addresses, branches, Call-IDs.
/// Whoever knows a hash can pick keys that all meet in one bucket (Crosby and
/// Wallach, Denial of Service via Algorithmic Complexity Attacks, 2003), so a
/// number that nobody outside knows is mixed in. It is zero until the program
/// draws one, which keeps tests and simulations repeatable.
///
/// Call it before anything is hashed, from the only thread.
void set_hash_salt(std::uint64_t salt);

namespace hash_detail {
extern std::uint64_t salt;

/// Both halves of the product, folded: each bit of either factor reaches every
/// bit of the sum (the mix of wyhash, Wang Yi 2019).
inline std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  __extension__ typedef unsigned __int128 Wide;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}
inline constexpr std::uint64_t kOdd1 = 0xa0761d6478bd642fULL, kOdd2 = 0xe7037ed1a0b428dbULL;
}  // namespace hash_detail

[[nodiscard]] inline std::uint64_t salted_hash(std::uint64_t value) {
  using namespace hash_detail;
  return fold(value ^ salt ^ kOdd1, std::rotl(salt, 32) ^ kOdd2);
}

[[nodiscard]] inline std::uint64_t salted_hash(std::string_view bytes) {
  using namespace hash_detail;
  std::uint64_t h = salt ^ fold(bytes.size() ^ kOdd1, kOdd2);
  const std::uint64_t other = std::rotl(salt, 32) ^ kOdd2;
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = bytes.size() < sizeof word ? bytes.size() : sizeof word;
    std::memcpy(&word, bytes.data(), size);
    h = fold(h ^ word ^ kOdd1, h ^ other);
    bytes.remove_prefix(size);
  }
  return fold(h ^ kOdd1, other);
}

/// For maps keyed by such text.
struct SaltedText {
  [[nodiscard]] std::size_t operator()(std::string_view text) const noexcept { return static_cast<std::size_t>(salted_hash(text)); }
};

}  // namespace peal::base
