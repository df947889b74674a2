#include "api/session/authenticator.hpp"

#include <array>

#include <sodium.h>

#include "api/limits.hpp"

namespace peal::api {
namespace {

constexpr std::string_view kBearer = "Bearer ";

std::string_view key_of(const net::HttpRequest& request) {
  const auto header = request.headers.get("Authorization");
  return header.starts_with(kBearer) ? header.substr(kBearer.size()) : std::string_view{};
}

// What is remembered must not open anything when memory leaks out.
std::string fingerprint(char kind, std::string_view shown) {
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(shown.data()), shown.size(),
                     nullptr, 0);
  std::string text(1, kind);
  return text.append(reinterpret_cast<const char*>(hash.data()), hash.size());
}

std::string fingerprint_of(const net::HttpRequest& request) {
  if (shows_key(request)) return fingerprint('k', key_of(request));
  if (const auto token = request.cookies.get(kSessionCookie); !token.empty()) return fingerprint('s', token);
  return {};
}

bool is_outage(const base::Error& error) {
  using enum base::ErrorCode;
  return error.code == kUnavailable || error.code == kStorage || error.code == kStorageFull || error.code == kOverloaded ||
         error.code == kTimeout;
}

}  // namespace

bool shows_key(const net::HttpRequest& request) { return !key_of(request).empty(); }

std::optional<Identity> Authenticator::known(const net::HttpRequest& request, base::Time now) const {
  const auto shown = fingerprint_of(request);
  if (shown.empty()) return Identity{};
  const std::lock_guard lock(mutex_);
  const auto it = entries_.find(shown);
  if (it == entries_.end() || it->second.fresh_until <= now) return std::nullopt;
  auto identity = it->second.identity;
  identity.as_of = epoch_;
  return identity;
}

bool Authenticator::still(const Identity& identity) const {
  const std::lock_guard lock(mutex_);
  return identity.as_of == epoch_;
}

base::Result<Identity> Authenticator::look_up(const net::HttpRequest& request, base::Time now) {
  const auto shown = fingerprint_of(request);
  if (shown.empty()) return Identity{};
  std::uint64_t epoch = 0;
  std::optional<Identity> old;
  {
    const std::lock_guard lock(mutex_);
    epoch = epoch_;
    if (const auto it = entries_.find(shown); it != entries_.end()) old = it->second.identity;
  }
  auto found = shows_key(request) ? look_up_key(key_of(request))
                                  : look_up_session(request.cookies.get(kSessionCookie), now);
  const std::lock_guard lock(mutex_);
  if (!found) {
    // A database that is away for a while must not throw people out of their calls.
    if (old && is_outage(found.error()) && epoch == epoch_) {
      old->as_of = epoch;
      return *old;
    }
    entries_.erase(shown);
    return found;
  }
  found->as_of = epoch;
  if (epoch != epoch_) return found;
  if (entries_.size() >= kIdentitiesCachedMax) entries_.clear();
  entries_.insert_or_assign(shown, Entry{*found, now + kIdentityRecheck});
  return found;
}

Identity Authenticator::person(const settings::User& user, const records::Session& session) {
  Identity identity;
  identity.kind = Identity::Kind::kPerson;
  identity.tenant = user.id.tenant;
  identity.user = user.id;
  identity.name = user.key;
  identity.role = user.role;
  identity.agent = user.agent;
  identity.language = user.language;
  identity.session = session.id;
  identity.expires = session.expires;
  return identity;
}

base::Result<Identity> Authenticator::look_up_session(std::string_view token, base::Time now) {
  const auto session = sessions_.check(token, now);
  if (!session) {
    if (session.error().code != base::ErrorCode::kNotSignedIn) return base::fail(session.error());
    return base::fail(base::ErrorCode::kNotSignedIn, "The session is over.", "api.session_over");
  }
  const auto user = settings_.find_user(session->user);
  if (user) return person(*user, *session);
  if (user.error().code != base::ErrorCode::kNotFound) return base::fail(user.error());
  return base::fail(base::ErrorCode::kNotSignedIn, "The user is no longer there.", "api.session_over");
}

base::Result<Identity> Authenticator::look_up_key(std::string_view secret) {
  const auto key = settings_.check_api_key(secret);
  if (!key) {
    if (is_outage(key.error())) return base::fail(key.error());
    return base::fail(base::ErrorCode::kNotSignedIn, "The API key is unknown or was revoked.", "api.bad_key");
  }
  Identity identity;
  identity.kind = Identity::Kind::kProgram;
  identity.tenant = key->id.tenant;
  identity.name = key->name;
  identity.role = key->role;
  identity.key = key->id;
  return identity;
}

void Authenticator::forget(records::SessionId session) {
  const std::lock_guard lock(mutex_);
  ++epoch_;
  std::erase_if(entries_, [&](const auto& entry) { return entry.second.identity.session == session; });
}

void Authenticator::forget(settings::ApiKeyId key) {
  const std::lock_guard lock(mutex_);
  ++epoch_;
  std::erase_if(entries_, [&](const auto& entry) { return entry.second.identity.key == key; });
}

void Authenticator::forget_all() {
  const std::lock_guard lock(mutex_);
  ++epoch_;
  entries_.clear();
}

}  // namespace peal::api
