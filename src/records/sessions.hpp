#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "core/ids.hpp"
#include "db/pool.hpp"

namespace peal::records {

using SessionId = base::Id<struct SessionTag>;

/// A sign-in. Its token is given out once; only a hash is kept.
struct Session {
  SessionId id;
  core::UserId user;
  core::Time made;
  core::Time last_used;
  core::Time expires;  ///< The latest moment, however busy.
  std::string source;  ///< Address of the browser.
  std::string agent;   ///< What the browser calls itself.
};

class Sessions {
 public:
  explicit Sessions(db::Pool& pool, std::uint16_t shard = 3) : pool_(&pool), shard_(shard) {}

  struct Opened {
    Session session;
    std::string token;  ///< 256 bits, base64url.
  };
  [[nodiscard]] base::Result<Opened> open(core::UserId user, std::string_view source, std::string_view agent,
                                          core::Time now);
  /// kNotSignedIn: unknown, expired, idle for too long or revoked. Notes the use
  /// at most once a minute.
  [[nodiscard]] base::Result<Session> check(std::string_view token, core::Time now);
  [[nodiscard]] base::Result<std::vector<Session>> of_user(core::UserId user, core::Time now);
  /// Everybody's who is signed in, oldest first.
  [[nodiscard]] base::Result<std::vector<Session>> of_tenant(core::TenantId tenant, core::Time now);
  [[nodiscard]] base::Status revoke(SessionId session, core::Time now);
  [[nodiscard]] base::Status revoke_user(core::UserId user, core::Time now);
  /// Drops rows that ended more than a day ago; returns how many.
  [[nodiscard]] base::Result<std::int64_t> sweep(core::Time now);

 private:
  db::Pool* pool_;
  std::uint16_t shard_;
};

}  // namespace peal::records
