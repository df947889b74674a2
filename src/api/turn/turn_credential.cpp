#include "api/turn/turn_credential.hpp"

#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "base/assert.hpp"

namespace peal::api {
namespace {

constexpr std::size_t kSha1Bytes = 20;

}  // namespace

TurnCredential turn_credential(std::string_view secret, std::string_view user, base::Time expires) {
  auto username = fmt::format("{}:{}", base::unix_millis(expires) / 1'000, user);
  std::array<unsigned char, kSha1Bytes> mac{};
  unsigned size = 0;
  const auto* made = HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()),
                          reinterpret_cast<const unsigned char*>(username.data()), username.size(), mac.data(), &size);
  PEAL_ASSERT(made != nullptr && size == kSha1Bytes);
  constexpr auto kPlain = sodium_base64_VARIANT_ORIGINAL;
  std::array<char, sodium_base64_ENCODED_LEN(kSha1Bytes, kPlain)> text{};
  sodium_bin2base64(text.data(), text.size(), mac.data(), mac.size(), kPlain);
  return {std::move(username), text.data()};
}

}  // namespace peal::api
