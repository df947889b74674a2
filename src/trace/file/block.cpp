#include "trace/file/block.hpp"

#include <sodium.h>

#include <cstring>

#include "base/assert.hpp"

namespace peal::trace {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kProof = crypto_aead_xchacha20poly1305_ietf_ABYTES;

unsigned char* raw(char* text) { return reinterpret_cast<unsigned char*>(text); }
const unsigned char* raw(const char* text) { return reinterpret_cast<const unsigned char*>(text); }

}  // namespace

void Block::add(const Head& head, std::string_view text) {
  Head stored = head;
  stored.size = static_cast<std::uint32_t>(text.size());
  if (records_.empty()) first_us_ = head.at_us;
  first_us_ = std::min(first_us_, head.at_us);
  last_us_ = std::max(last_us_, head.at_us);
  records_.append(reinterpret_cast<const char*>(&stored), sizeof stored);
  records_.append(text);
  names_.insert(head.call);
  if (head.kind == Head::kTie) names_.insert(name_of_leg({head.leg, head.leg_tenant}));
}

std::string Block::sealed(const std::string& key) const {
  PEAL_ASSERT(key.size() == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  BlockHead head{kBlockMagic, first_us_, last_us_, static_cast<std::uint32_t>(names_.size()),
                 static_cast<std::uint32_t>(kNonce + records_.size() + kProof)};
  std::string out(reinterpret_cast<const char*>(&head), sizeof head);
  for (const auto name : names_) out.append(reinterpret_cast<const char*>(&name), sizeof name);
  const std::size_t before = out.size();
  out.resize(before + head.sealed_bytes);
  randombytes_buf(out.data() + before, kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(raw(out.data() + before + kNonce), nullptr, raw(records_.data()), records_.size(),
                                             raw(out.data()), before, nullptr, raw(out.data() + before), raw(key.data()));
  return out;
}

void Block::clear() {
  records_.clear();
  names_.clear();
  first_us_ = last_us_ = 0;
}

std::optional<std::string> unsealed(std::string_view before, std::string_view sealed, const std::string& key) {
  if (sealed.size() < kNonce + kProof) return std::nullopt;
  std::string records(sealed.size() - kNonce - kProof, '\0');
  const int fine = crypto_aead_xchacha20poly1305_ietf_decrypt(raw(records.data()), nullptr, nullptr, raw(sealed.data() + kNonce),
                                                              sealed.size() - kNonce, raw(before.data()), before.size(),
                                                              raw(sealed.data()), raw(key.data()));
  if (fine != 0) return std::nullopt;
  return records;
}

}  // namespace peal::trace
