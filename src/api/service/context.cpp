#include "api/service/context.hpp"

#include "api/limits.hpp"
#include "base/log.hpp"
#include "core/view.hpp"

namespace peal::api {

Context::Context(Config config_, Rooms rooms_)
    : config(std::move(config_)),
      rooms(rooms_),
      adoption(config.settings_changed),
      authenticator(rooms.settings, rooms.sessions),
      sign_ins_by_source(kSignInPerSource, kSignInWindow),
      sign_ins_by_name(kSignInPerName, kSignInWindow),
      web_calls_by_source(kWebCallsPerSource, kWebCallWindow),
      pages(config.desk, config.widget),
      events(*this),
      workers(kWorkerThreads, kWorkerQueueMax) {
  // Requests come before the follower has said anything; until then the revision
  // stands that the core is about to take up, or everybody's password would be wrong.
  auto stored = rooms.settings.current();
  if (stored) settings.set(std::make_shared<const core::Settings>(*std::move(stored)));
  // The mirror comes before the events, so that what they tell about is there to be read.
  rooms.follower.listen([this](const core::State& state, std::span<const engine::Recorded> facts) {
    for (const auto& recorded : facts) {
      if (!std::holds_alternative<core::SettingsAdopted>(recorded.fact.body)) continue;
      settings.set(core::settings_of(state));
      authenticator.forget_all();
    }
  });
  // The follower begins with the state of before the restart, which would hide what was stored since.
  if (!stored) rooms.follower.read([this](const core::State& state, engine::Position) { settings.set(core::settings_of(state)); });
  events.listen();
}

void Context::adopt_what_is_owed() {
  if (!adoption.owed() || adopting.exchange(true)) return;
  const bool taken = workers.post([this] {
    if (adoption.owed() && adoption.now()) {
      base::log(base::LogLevel::kInfo, "api", "settings_adopted_late");
      events.review_viewers();
    }
    adopting = false;
  });
  if (!taken) adopting = false;
}

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
