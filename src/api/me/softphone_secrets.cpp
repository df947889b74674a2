#include "api/me/softphone_secrets.hpp"

#include <array>

#include <sodium.h>

#include "api/limits.hpp"

namespace peal::api {
namespace {

std::string random_text() {
  std::array<unsigned char, 24> raw{};
  randombytes_buf(raw.data(), raw.size());
  std::array<char, 40> text{};
  sodium_bin2base64(text.data(), text.size(), raw.data(), raw.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return text.data();
}

}  // namespace

SoftphoneSecrets::Secret SoftphoneSecrets::issue(core::AgentId agent, records::SessionId session, core::Time now) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[agent];
  if (entry.secret.password.empty() || entry.secret.expires - now < kSoftphoneSecretLife / 2) {
    entry.secret = {random_text(), now + kSoftphoneSecretLife};
  }
  entry.sessions.insert(session);
  return entry.secret;
}

std::optional<std::string> SoftphoneSecrets::password_of(core::AgentId agent, core::Time now) const {
  const std::lock_guard lock(mutex_);
  const auto it = entries_.find(agent);
  if (it == entries_.end() || it->second.secret.expires <= now) return std::nullopt;
  return it->second.secret.password;
}

void SoftphoneSecrets::drop(records::SessionId session) {
  const std::lock_guard lock(mutex_);
  std::erase_if(entries_, [&](const auto& entry) { return entry.second.sessions.contains(session); });
}

}  // namespace peal::api
