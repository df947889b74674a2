#include "api/service/context.hpp"

#include "api/limits.hpp"
#include "base/log.hpp"

namespace peal::api {

Context::Context(Config config_, Rooms rooms_)
    : config(std::move(config_)),
      rooms(rooms_),
      authenticator(rooms.settings, rooms.sessions),
      sign_ins_by_source(kSignInPerSource, kSignInWindow),
      sign_ins_by_name(kSignInPerName, kSignInWindow),
      web_calls_by_source(kWebCallsPerSource, kWebCallWindow),
      pages(config.desk, config.widget),
      events(*this),
      workers(kWorkerThreads, kWorkerQueueMax) {}

void Context::end_session(records::SessionId session) {
  authenticator.forget(session);
  softphones.drop(session);
  connections.close(session);
  events.end_session(session);
}

void Context::audit(const Identity& identity, std::string_view source, std::string_view action, std::string object) {
  records::AuditEntry entry;
  entry.tenant = identity.tenant;
  entry.at = base::live_now();
  entry.user = identity.user;
  entry.action = action;
  entry.object = std::move(object);
  entry.source = source;
  const auto status = rooms.audit.add(std::move(entry));
  if (!status) base::log(base::LogLevel::kError, "api", "audit_not_written", {{"error", status.error().describe()}});
}

}  // namespace peal::api
