#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "api/access/identity.hpp"
#include "net/http_message.hpp"
#include "records/sessions.hpp"
#include "settings/store.hpp"

namespace peal::api {

inline constexpr std::string_view kSessionCookie = "peal_session";

/// Says who sends a request. Sessions and keys are rows in the database; who
/// was looked up is remembered for a minute, so that a click does not wait for
/// it. Any thread.
class Authenticator {
 public:
  Authenticator(settings::Store& settings, records::Sessions& sessions) : settings_(settings), sessions_(sessions) {}

  /// Remembered, or nobody when the request shows nothing to remember; nothing
  /// when it must be looked up. Never blocks.
  [[nodiscard]] std::optional<Identity> known(const net::HttpRequest& request, base::Time now) const;
  /// Blocks. kNotSignedIn: what the request shows is no longer, or never was, valid.
  [[nodiscard]] base::Result<Identity> look_up(const net::HttpRequest& request, base::Time now);

  /// False when something was forgotten since `identity` came from here: it may have ended, or be somebody less.
  /// Whoever opens something that lasts asks this where the ends of sessions are heard, and looks up again. Never blocks.
  [[nodiscard]] bool still(const Identity& identity) const;

  /// The person behind a new session.
  [[nodiscard]] static Identity person(const settings::User& user, const records::Session& session);

  /// A session has ended: it opens nothing from this moment on.
  void forget(records::SessionId session);
  /// The same for a key that was revoked.
  void forget(settings::ApiKeyId key);
  /// Users or roles may have changed: look everybody up again.
  void forget_all();

 private:
  struct Entry {
    Identity identity;
    base::Time fresh_until;
  };
  [[nodiscard]] base::Result<Identity> look_up_session(std::string_view token, base::Time now);
  [[nodiscard]] base::Result<Identity> look_up_key(std::string_view secret);

  settings::Store& settings_;
  records::Sessions& sessions_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;  ///< By a hash of what was shown.
  std::uint64_t epoch_ = 0;  ///< Grows when something is forgotten: an answer read before that is not remembered.
};

/// True when the request carries an API key rather than a cookie.
[[nodiscard]] bool shows_key(const net::HttpRequest& request);

}  // namespace peal::api
