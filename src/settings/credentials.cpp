#include <fmt/format.h>
#include <openssl/evp.h>
#include <sodium.h>

#include <array>

#include "base/assert.hpp"
#include "settings/entities.hpp"
#include "settings/limits.hpp"
#include "settings/store.hpp"

namespace peal::settings {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::uint16_t kApiKeyShard = 6;  // Ids of API keys.
constexpr std::string_view kApiKeyStart = "peal_";
constexpr std::size_t kApiKeyBytes = 32;

void start_sodium() {
  static const int started = sodium_init();
  PEAL_ASSERT(started >= 0);
}

std::string hex(const unsigned char* bytes, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

std::string digest_hex(const EVP_MD* algorithm, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  PEAL_ASSERT(EVP_Digest(text.data(), text.size(), digest.data(), &length, algorithm, nullptr) == 1);
  return hex(digest.data(), length);
}

base::Result<std::string> hash_password(std::string_view password) {
  if (password.size() < kLeastPasswordBytes || password.size() > kMostPasswordBytes) {
    return fail(ErrorCode::kBadInput,
                fmt::format("A password has from {} to {} bytes.", kLeastPasswordBytes, kMostPasswordBytes),
                "password");
  }
  start_sodium();
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), kArgonPasses, kArgonMemory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return fail(ErrorCode::kOverloaded, "There is too little memory to hash a password; try again.");
  }
  return std::string(hash.data());
}

bool fits(const std::string& hash, std::string_view password) {
  start_sodium();
  return hash.size() < crypto_pwhash_STRBYTES && password.size() <= kMostPasswordBytes &&
         crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

// Checked against when there is no such user, so that the time taken does not
// tell who exists.
const std::string& nobody_hash() {
  static const std::string hash = hash_password(random_password()).value();
  return hash;
}

}  // namespace

std::string random_password() {
  start_sodium();
  // 32 characters that nobody confuses: 5 bits each.
  constexpr std::string_view kAlphabet = "abcdefghjkmnpqrstuvwxyz23456789-";
  std::string password;
  for (int i = 0; i < 16; ++i) {
    if (i > 0 && i % 4 == 0) password += '-';
    password += kAlphabet[randombytes_uniform(31)];
  }
  return password;
}

base::Result<PasswordMatch> Store::check_password(std::string_view tenant_key, std::string_view user_key,
                                                  std::string_view password) {
  const auto wrong = fail(ErrorCode::kNotSignedIn, "User and password do not fit.");
  std::string hash;
  core::UserId id;
  {
    auto connection = pool_->borrow();
    if (!connection) return fail(connection.error());
    auto rows =
        (*connection)
            ->query(
                "SELECT t.id, s.id, p.hash FROM setting_tenant t JOIN setting s ON s.tenant = t.id AND s.kind = ? AND "
                "s.key = ? AND s.until IS NULL JOIN setting_password p ON p.tenant = t.id AND p.user_id = s.id WHERE "
                "t.key = ?",
                Kind::kUser, user_key, tenant_key);
    if (!rows && rows.error().code != ErrorCode::kBadInput) return fail(rows.error());
    if (rows && !rows->empty()) {
      const auto& row = rows->front();
      id = core::UserId{core::TenantId{static_cast<std::uint32_t>(row.integer(0))},
                        static_cast<std::uint64_t>(row.integer(1))};
      hash = row.text(2);
    }
  }
  // The connection is given back before the slow part.
  const bool good = fits(hash.empty() ? nobody_hash() : hash, password);
  if (!good || hash.empty()) return wrong;
  auto user = find_user(id);
  if (!user) return fail(user.error());
  return PasswordMatch{std::move(*user), std::move(hash)};
}

base::Status Store::still_holds(const PasswordMatch& match) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  const core::UserId id = match.user.id;
  auto rows = (*connection)->query("SELECT hash FROM setting_password WHERE tenant = ? AND user_id = ?", id.tenant, id);
  if (!rows) return fail(rows.error());
  if (!rows->empty() && rows->front().text(0) == match.hash) return {};
  return fail(ErrorCode::kNotSignedIn, "The password was changed meanwhile.");
}

base::Status Store::set_password(core::UserId user, std::string_view password, core::Time now) {
  if (auto found = find_user(user); !found) return fail(found.error());
  auto hash = hash_password(password);
  if (!hash) return fail(hash.error());
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto done = (*connection)
                  ->execute(
                      "INSERT INTO setting_password (tenant, user_id, hash, changed) VALUES (?, ?, ?, ?) "
                      "ON CONFLICT (tenant, user_id) DO UPDATE SET hash = excluded.hash, changed = excluded.changed",
                      user.tenant, user, *hash, now);
  if (!done) return fail(done.error());
  return {};
}

namespace {

base::Result<std::string> agent_key(db::Connection& connection, core::AgentId agent) {
  auto rows = connection.query("SELECT key FROM setting WHERE tenant = ? AND kind = ? AND id = ? AND until IS NULL",
                               agent.tenant, Kind::kAgent, agent);
  if (!rows) return fail(rows.error());
  if (rows->empty()) return fail(ErrorCode::kNotFound, "There is no such agent any more.");
  return rows->front().text(0);
}

}  // namespace

base::Status Store::set_phone_password(core::AgentId agent, std::string_view realm, std::string_view password,
                                       core::Time now) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto user = agent_key(**connection, agent);
  if (!user) return fail(user.error());
  // RFC 7616 3.4.2: A1 is user, realm and password.
  const std::string a1 = fmt::format("{}:{}:{}", *user, realm, password);
  auto done = (*connection)
                  ->execute(
                      "INSERT INTO setting_phone (tenant, agent, realm, ha1_md5, ha1_sha256, changed) VALUES (?, ?, ?, "
                      "?, ?, ?) "
                      "ON CONFLICT (tenant, agent, realm) DO UPDATE SET ha1_md5 = excluded.ha1_md5, ha1_sha256 = "
                      "excluded.ha1_sha256, "
                      "changed = excluded.changed",
                      agent.tenant, agent, realm, digest_hex(EVP_md5(), a1), digest_hex(EVP_sha256(), a1), now);
  if (!done) return fail(done.error());
  return {};
}

base::Result<PhoneSecret> Store::phone_secret(core::AgentId agent, std::string_view realm) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto user = agent_key(**connection, agent);
  if (!user) return fail(user.error());
  auto rows = (*connection)
                  ->query("SELECT ha1_md5, ha1_sha256 FROM setting_phone WHERE tenant = ? AND agent = ? AND realm = ?",
                          agent.tenant, agent, realm);
  if (!rows) return fail(rows.error());
  if (rows->empty()) return fail(ErrorCode::kNotFound, fmt::format("Agent {} has no phone password yet.", *user));
  return PhoneSecret{*user, std::string(realm), rows->front().text(0), rows->front().text(1)};
}

base::Result<Store::NewApiKey> Store::make_api_key(core::TenantId tenant, std::string_view name, Role role,
                                                   core::Time now) {
  if (name.empty() || name.size() > kMostApiKeyNameBytes) {
    return fail(ErrorCode::kBadInput,
                fmt::format("An API key has a name of 1 to {} bytes that says what it is for.", kMostApiKeyNameBytes),
                "name");
  }
  start_sodium();
  std::array<unsigned char, kApiKeyBytes> chance{};
  randombytes_buf(chance.data(), chance.size());
  const std::string secret = std::string(kApiKeyStart) + hex(chance.data(), chance.size());
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto transaction = db::Transaction::begin(**connection);
  if (!transaction) return fail(transaction.error());
  auto last = (*connection)->query("SELECT MAX(id) FROM setting_api_key WHERE tenant = ?", tenant);
  if (!last) return fail(last.error());
  const std::uint64_t id = base::next_id_value(static_cast<std::uint64_t>(last->front().integer(0)), now, kApiKeyShard);
  auto done =
      (*connection)
          ->execute("INSERT INTO setting_api_key (tenant, id, name, role, hash, made) VALUES (?, ?, ?, ?, ?, ?)",
                    tenant, id, name, role, digest_hex(EVP_sha256(), secret), now);
  if (!done) return fail(done.error());
  if (auto committed = transaction->commit(); !committed) return fail(committed.error());
  return NewApiKey{{{tenant, id}, std::string(name), role, now}, secret};
}

namespace {

ApiKey read_api_key(const db::Row& row) {
  const core::TenantId tenant{static_cast<std::uint32_t>(row.integer(0))};
  return {{tenant, static_cast<std::uint64_t>(row.integer(1))}, row.text(2), row.as<Role>(3), row.time(4)};
}

}  // namespace

base::Result<ApiKey> Store::check_api_key(std::string_view secret) {
  if (!secret.starts_with(kApiKeyStart)) return fail(ErrorCode::kNotSignedIn, "This is no API key of Peal.");
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  // A secret of 256 bits needs no slow hash: it cannot be guessed.
  auto rows = (*connection)
                  ->query("SELECT tenant, id, name, role, made FROM setting_api_key WHERE hash = ? AND revoked IS NULL",
                          digest_hex(EVP_sha256(), secret));
  if (!rows) return fail(rows.error());
  if (rows->empty()) return fail(ErrorCode::kNotSignedIn, "This API key is unknown or was revoked.");
  return read_api_key(rows->front());
}

base::Result<std::vector<ApiKey>> Store::api_keys(core::TenantId tenant) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto rows = (*connection)
                  ->query(
                      "SELECT tenant, id, name, role, made FROM setting_api_key WHERE tenant = ? AND revoked IS NULL "
                      "ORDER BY id",
                      tenant);
  if (!rows) return fail(rows.error());
  std::vector<ApiKey> keys;
  for (const auto& row : *rows) keys.push_back(read_api_key(row));
  return keys;
}

base::Status Store::revoke_api_key(ApiKeyId id, core::Time now) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto done = (*connection)
                  ->execute("UPDATE setting_api_key SET revoked = ? WHERE tenant = ? AND id = ? AND revoked IS NULL",
                            now, id.tenant, id);
  if (!done) return fail(done.error());
  if (*done == 0) return fail(ErrorCode::kNotFound, "There is no such API key, or it was revoked before.");
  return {};
}

}  // namespace peal::settings
