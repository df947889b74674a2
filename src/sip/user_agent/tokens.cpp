#include "sip/user_agent/tokens.hpp"

#include <openssl/evp.h>

#include <cstring>
#include <memory>

#include "base/assert.hpp"

namespace peal::sip {

namespace {

std::array<std::uint64_t, 4> digest(const std::array<std::uint8_t, 32>& secret, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out;
  // Looked up once: EVP_sha256() would have OpenSSL look for its implementation every time.
  static EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  std::string in(reinterpret_cast<const char*>(secret.data()), secret.size());
  in.append(bytes);
  PEAL_ASSERT(EVP_Digest(in.data(), in.size(), out.data(), nullptr, sha256, nullptr) == 1);
  std::array<std::uint64_t, 4> words;
  std::memcpy(words.data(), out.data(), sizeof words);
  return words;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

template <std::size_t kWords>
void stretch(const std::array<std::uint8_t, 32>& secret, std::uint64_t counter, std::array<std::uint64_t, kWords>& out) {
  static EVP_MD* const shake = EVP_MD_fetch(nullptr, "SHAKE256", nullptr);
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  const bool made = context != nullptr && EVP_DigestInit_ex2(context.get(), shake, nullptr) == 1 &&
                    EVP_DigestUpdate(context.get(), secret.data(), secret.size()) == 1 &&
                    EVP_DigestUpdate(context.get(), &counter, sizeof counter) == 1 &&
                    EVP_DigestFinalXOF(context.get(), reinterpret_cast<unsigned char*>(out.data()), sizeof out) == 1;
  PEAL_ASSERT(made);
}

}  // namespace

std::uint64_t Tokens::number() {
  if (left_ == 0) {
    stretch(secret_, ++counter_, block_);
    left_ = static_cast<unsigned>(block_.size());
  }
  return block_[--left_];
}

std::string Tokens::of(std::string_view bytes) const { return token_text(digest(secret_, "stateless" + std::string(bytes))[0]); }

std::string Tokens::token_text(std::uint64_t value) {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::string text(13, 'a');
  for (char& c : text) {
    c = kAlphabet[value & 31];
    value >>= 5;
  }
  return text;
}

}  // namespace peal::sip
