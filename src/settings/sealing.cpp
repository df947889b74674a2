#include "settings/sealing.hpp"

#include <sodium.h>

#include "base/assert.hpp"
#include "settings/limits.hpp"

namespace peal::settings {
namespace {

static_assert(kSealingKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;

const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

std::string seal(std::string_view plain, std::string_view key, std::string_view bound) {
  PEAL_ASSERT(sodium_init() >= 0 && key.size() == kSealingKeyBytes);
  std::string sealed(kNonce + plain.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
  auto* out = reinterpret_cast<unsigned char*>(sealed.data());
  randombytes_buf(out, kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + kNonce, nullptr, raw(plain), plain.size(), raw(bound), bound.size(),
                                             nullptr, out, raw(key));
  return sealed;
}

std::optional<std::string> unseal(std::string_view sealed, std::string_view key, std::string_view bound) {
  PEAL_ASSERT(sodium_init() >= 0 && key.size() == kSealingKeyBytes);
  constexpr std::size_t kMore = kNonce + crypto_aead_xchacha20poly1305_ietf_ABYTES;
  if (sealed.size() < kMore) return std::nullopt;
  std::string plain(sealed.size() - kMore, '\0');
  const bool good = crypto_aead_xchacha20poly1305_ietf_decrypt(
                        reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, raw(sealed) + kNonce,
                        sealed.size() - kNonce, raw(bound), bound.size(), raw(sealed), raw(key)) == 0;
  return good ? std::optional(std::move(plain)) : std::nullopt;
}

}  // namespace peal::settings
