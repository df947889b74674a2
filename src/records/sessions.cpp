#include "records/sessions.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

#include "base/assert.hpp"
#include "records/limits.hpp"
#include "records/new_id.hpp"

namespace peal::records {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kTokenBytes = 32;
constexpr std::chrono::minutes kNoteUse{1};
constexpr std::chrono::hours kKeepEnded{24};

void start_sodium() {
  static const int started = sodium_init();
  PEAL_ASSERT(started >= 0);
}

std::string new_token() {
  start_sodium();
  std::array<unsigned char, kTokenBytes> chance{};
  randombytes_buf(chance.data(), chance.size());
  std::array<char, sodium_base64_ENCODED_LEN(kTokenBytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING)> text{};
  sodium_bin2base64(text.data(), text.size(), chance.data(), chance.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return text.data();
}

// 256 bits of chance cannot be guessed, so a fast hash is enough.
std::string hash_of(std::string_view token) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(token.data()), token.size());
  std::string text;
  for (const unsigned char byte : hash) text += fmt::format("{:02x}", byte);
  return text;
}

Session session_from(const db::Row& row) {
  const core::TenantId tenant{static_cast<std::uint32_t>(row.integer(0))};
  return {row.id<SessionId>(tenant, 1),
          row.id<core::UserId>(tenant, 2),
          row.time(3),
          row.time(4),
          row.time(5),
          row.text(6),
          row.text(7)};
}

constexpr const char* kColumns = "tenant, id, user_id, made, last_used, expires, source, agent";

}  // namespace

base::Result<Sessions::Opened> Sessions::open(core::UserId user, std::string_view source, std::string_view agent,
                                              core::Time now) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto work = db::Transaction::begin(**connection);
  if (!work) return fail(work.error());
  auto last = (*connection)->query("SELECT MAX(id) FROM sign_in WHERE tenant = ?", user.tenant);
  if (!last) return fail(last.error());
  const std::uint64_t id = new_id(static_cast<std::uint64_t>(last->front().integer(0)), now, shard_);
  Opened opened{{{user.tenant, id},
                 user,
                 now,
                 now,
                 now + kSessionLongest,
                 std::string(source.substr(0, 100)),
                 std::string(agent.substr(0, 300))},
                new_token()};
  const Session& session = opened.session;
  auto done = (*connection)
                  ->execute(
                      "INSERT INTO sign_in (tenant, id, token_hash, user_id, made, last_used, expires, source, agent) "
                      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      user.tenant, session.id, hash_of(opened.token), user, now, now, session.expires, session.source,
                      session.agent);
  if (!done) return fail(done.error());
  if (auto committed = work->commit(); !committed) return fail(committed.error());
  return opened;
}

base::Result<Session> Sessions::check(std::string_view token, core::Time now) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto rows = (*connection)
                  ->query(fmt::format("SELECT {} FROM sign_in WHERE token_hash = ? AND revoked IS NULL", kColumns),
                          hash_of(token));
  if (!rows) return fail(rows.error());
  if (rows->empty()) return fail(ErrorCode::kNotSignedIn, "Sign in first.");
  Session session = session_from(rows->front());
  if (now >= session.expires || now >= session.last_used + kSessionIdle) {
    return fail(ErrorCode::kNotSignedIn, "The sign-in has ended; sign in again.");
  }
  if (now >= session.last_used + kNoteUse) {
    auto noted = (*connection)
                     ->execute("UPDATE sign_in SET last_used = ? WHERE tenant = ? AND id = ?", now, session.id.tenant,
                               session.id);
    // A disk that is full must not throw people out: the use is noted later.
    if (noted) session.last_used = now;
  }
  return session;
}

base::Result<std::vector<Session>> Sessions::of_user(core::UserId user, core::Time now) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto rows = (*connection)
                  ->query(fmt::format("SELECT {} FROM sign_in WHERE tenant = ? AND user_id = ? AND revoked IS NULL AND "
                                      "expires > ? AND last_used > ? ORDER BY id",
                                      kColumns),
                          user.tenant, user, now, now - kSessionIdle);
  if (!rows) return fail(rows.error());
  std::vector<Session> sessions;
  for (const auto& row : *rows) sessions.push_back(session_from(row));
  return sessions;
}

base::Result<std::vector<Session>> Sessions::of_tenant(core::TenantId tenant, core::Time now) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto rows = (*connection)
                  ->query(fmt::format("SELECT {} FROM sign_in WHERE tenant = ? AND revoked IS NULL AND expires > ? AND "
                                      "last_used > ? ORDER BY id",
                                      kColumns),
                          tenant, now, now - kSessionIdle);
  if (!rows) return fail(rows.error());
  std::vector<Session> sessions;
  for (const auto& row : *rows) sessions.push_back(session_from(row));
  return sessions;
}

base::Status Sessions::revoke(SessionId session, core::Time now) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto done = (*connection)
                  ->execute("UPDATE sign_in SET revoked = ? WHERE tenant = ? AND id = ? AND revoked IS NULL", now,
                            session.tenant, session);
  if (!done) return fail(done.error());
  if (*done == 0) return fail(ErrorCode::kNotFound, "There is no such sign-in, or it has ended.");
  return {};
}

base::Status Sessions::revoke_user(core::UserId user, core::Time now) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto done = (*connection)
                  ->execute("UPDATE sign_in SET revoked = ? WHERE tenant = ? AND user_id = ? AND revoked IS NULL", now,
                            user.tenant, user);
  if (!done) return fail(done.error());
  return {};
}

base::Result<std::int64_t> Sessions::sweep(core::Time now) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  return (*connection)
      ->execute("DELETE FROM sign_in WHERE expires < ? OR last_used < ? OR (revoked IS NOT NULL AND revoked < ?)",
                now - kKeepEnded, now - kSessionIdle - kKeepEnded, now - kKeepEnded);
}

}  // namespace peal::records
