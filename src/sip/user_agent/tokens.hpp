#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace peal::sip {

/// Tags, branches and Call-IDs nobody can guess (RFC 3261 19.3): SHAKE256 (FIPS
/// 202) over the secret and a counter, 64 bits a piece. The same secret gives the same
/// row, so a simulated run can be repeated.
class Tokens {
 public:
  explicit Tokens(const std::array<std::uint8_t, 32>& secret) : secret_(secret) {}

  std::uint64_t number();
  /// 13 characters of a-z and 2-7.
  std::string text() { return token_text(number()); }
  /// A branch with the cookie of RFC 3261 8.1.1.7.
  std::string branch() { return "z9hG4bK" + text(); }
  /// The same token for the same bytes, for tags of stateless responses (8.2.7).
  std::string of(std::string_view bytes) const;

  static std::string token_text(std::uint64_t value);

 private:
  std::array<std::uint8_t, 32> secret_;
  std::uint64_t counter_ = 0;
  /// As much as one permutation gives.
  std::array<std::uint64_t, 17> block_{};
  unsigned left_ = 0;
};

}  // namespace peal::sip
