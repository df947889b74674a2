#include "media/secure/dtls_proof.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <memory>
#include <optional>

namespace peal::media::secure {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// The next `size` bytes of `rest`, or nothing.
std::optional<Bytes> take(Bytes& rest, std::size_t size) {
  if (rest.size() < size) return std::nullopt;
  const Bytes taken = rest.first(size);
  rest = rest.subspan(size);
  return taken;
}

/// A vector behind a length of `size` bytes (RFC 5246 4.3).
std::optional<Bytes> take_vector(Bytes& rest, std::size_t size) {
  const auto prefix = take(rest, size);
  if (!prefix) return std::nullopt;
  std::size_t length = 0;
  for (const std::uint8_t byte : *prefix) length = length << 8 | byte;
  return take(rest, length);
}

std::unique_ptr<X509, decltype(&X509_free)> first_certificate(const HandshakeMessage& message) {
  Bytes rest = message.body;
  auto list = take_vector(rest, 3);
  const auto first = list ? take_vector(*list, 3) : std::nullopt;
  if (!first) return {nullptr, X509_free};
  const unsigned char* der = first->data();
  return {d2i_X509(nullptr, &der, static_cast<long>(first->size())), X509_free};
}

struct Scheme {
  std::uint16_t code;
  const EVP_MD* (*hash)();  ///< None: the key signs the text itself (RFC 8422 5.1.3).
  bool pss;
};

// SignatureScheme (RFC 8446 4.2.3). SHA-1 is left out: OpenSSL refuses it too.
constexpr Scheme kSchemes[] = {
    {0x0403, EVP_sha256, false}, {0x0503, EVP_sha384, false}, {0x0603, EVP_sha512, false},
    {0x0401, EVP_sha256, false}, {0x0501, EVP_sha384, false}, {0x0601, EVP_sha512, false},
    {0x0804, EVP_sha256, true},  {0x0805, EVP_sha384, true},  {0x0806, EVP_sha512, true},
    {0x0809, EVP_sha256, true},  {0x080A, EVP_sha384, true},  {0x080B, EVP_sha512, true},
    {0x0807, nullptr, false},    {0x0808, nullptr, false},
};

/// `signed_part` is a DigitallySigned (RFC 5246 4.7): a scheme and a signature.
bool signed_by(const HandshakeMessage& certificate, Bytes signed_part, Bytes text) {
  const auto code = take(signed_part, 2);
  const auto signature = take_vector(signed_part, 2);
  const auto shown = first_certificate(certificate);
  EVP_PKEY* const key = shown ? X509_get0_pubkey(shown.get()) : nullptr;
  if (!code || !signature || key == nullptr) return false;
  for (const Scheme& scheme : kSchemes) {
    if (scheme.code != ((*code)[0] << 8 | (*code)[1])) continue;
    const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* options = nullptr;
    const EVP_MD* const hash = scheme.hash != nullptr ? scheme.hash() : nullptr;
    if (!context || EVP_DigestVerifyInit(context.get(), &options, hash, nullptr, key) != 1) return false;
    if (scheme.pss && (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) != 1 ||
                       EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) != 1)) {
      return false;
    }
    return EVP_DigestVerify(context.get(), signature->data(), signature->size(), text.data(), text.size()) == 1;
  }
  return false;
}

}  // namespace

bool client_proven(const HandshakeMessage& certificate, const HandshakeMessage& verify, Bytes transcript) {
  const bool proven = signed_by(certificate, verify.body, transcript);
  ERR_clear_error();
  return proven;
}

bool server_proven(const HandshakeMessage& server_hello, const HandshakeMessage& certificate,
                   const HandshakeMessage& key_exchange, Bytes client_random) {
  Bytes hello = server_hello.body;
  Bytes rest = key_exchange.body;
  const auto version = take(hello, 2);
  const auto random = take(hello, 32);
  const auto curve = take(rest, 3);  // ECCurveType and NamedCurve.
  const auto point = take_vector(rest, 1);
  if (!version || !random || !curve || !point) return false;
  std::vector<std::uint8_t> text(client_random.begin(), client_random.end());
  text.insert(text.end(), random->begin(), random->end());
  const auto parameters = Bytes(key_exchange.body).first(key_exchange.body.size() - rest.size());
  text.insert(text.end(), parameters.begin(), parameters.end());
  const bool proven = signed_by(certificate, rest, text);
  ERR_clear_error();
  return proven;
}

}  // namespace peal::media::secure
