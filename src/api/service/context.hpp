#pragma once

#include <atomic>

#include "api/event/stream.hpp"
#include "api/me/softphone_secrets.hpp"
#include "api/page/static_pages.hpp"
#include "api/revision/adoption.hpp"
#include "api/service/config.hpp"
#include "api/service/rooms.hpp"
#include "api/service/settings_mirror.hpp"
#include "api/session/authenticator.hpp"
#include "api/session/connections.hpp"
#include "api/session/rate_limit.hpp"
#include "api/web_call/web_call_tokens.hpp"
#include "api/worker/worker_pool.hpp"

namespace peal::api {

/// What handlers work with. One for the life of the service.
struct Context {
  /// Before the follower starts: it listens there. libsodium must be ready.
  Context(Config config_, Rooms rooms_);

  Config config;
  Rooms rooms;
  SettingsMirror settings;
  SettingsAdoption adoption;
  std::atomic<bool> adopting{false};  ///< A worker tries again.
  Authenticator authenticator;
  RateLimit sign_ins_by_source;
  RateLimit sign_ins_by_name;
  RateLimit web_calls_by_source;
  SoftphoneSecrets softphones;
  WebCallTokens web_calls;
  Connections connections;  ///< SIP sockets of sessions.
  StaticPages pages;
  EventStream events;
  WorkerPool workers;       ///< Last: its threads end first.

  /// The session opens nothing from now on; its sockets close. Any thread.
  void end_session(records::SessionId session);
  /// Settings that are stored but could not be brought into force are tried again on a worker. Any thread.
  void adopt_what_is_owed();
  /// One line of the audit log about what `identity` did. A log that cannot be
  /// written is logged itself; it stops nobody's work. Blocks.
  void audit(const Identity& identity, std::string_view source, std::string_view action, std::string object);
};

}  // namespace peal::api
