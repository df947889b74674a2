#include <algorithm>
#include <charconv>

#include "api/http/handlers.hpp"
#include "api/json/body_reader.hpp"
#include "api/json/json_writer.hpp"
#include "api/security/security_words.hpp"
#include "api/service/context.hpp"

/// Who is shut out, whose password is guessed, which calls to outside were refused: for administrators.
namespace peal::api {
namespace {

constexpr std::size_t kSourceMax = 64;

bool sees(const Call& call, core::TenantId tenant) {
  return call.identity.kind == Identity::Kind::kControl || call.identity.tenant == tenant;
}

void write_bans(JsonWriter& out, const core::GuardView& guard, std::string_view language) {
  out.key("bans").begin_array();
  for (const auto& ban : guard.bans) {
    out.begin_object().field("source", ban.source).field("why", word(ban.why)).field("text", ban_text(ban.why, language));
    out.field("since", ban.since).field("until", ban.until).field("times", ban.times).field("dropped", ban.dropped).end_object();
  }
  out.end_array().key("locks").begin_array();
  for (const auto& lock : guard.locks) {
    out.begin_object().field("user", lock.user).field("failures", lock.failures).field("nextTry", lock.next_try).end_object();
  }
  out.end_array();
}

std::string name_of(Context& context, core::AgentId agent) {
  const auto centre = agent.valid() ? context.settings.centre(agent.tenant) : nullptr;
  if (centre == nullptr) return {};
  const auto at = std::ranges::find(centre->agents, agent, &core::Agent::id);
  return at == centre->agents.end() ? std::string() : at->name;
}

void send_security(Context& context, const core::GuardView& guard, const Call& call) {
  JsonWriter out;
  out.begin_object();
  write_bans(out, guard, call.language);
  out.key("alarms").begin_array();
  for (const auto& alarm : guard.alarms) {
    if (!sees(call, alarm.tenant)) continue;
    out.begin_object().field("id", std::to_string(alarm.id)).field("why", word(alarm.why)).field("text", alarm_text(alarm.why, call.language));
    out.field("calls", alarm.calls).field("first", alarm.first).field("last", alarm.last);
    out.field("beginning", alarm.beginning).field("agent", name_of(context, alarm.agent)).end_object();
  }
  core::OutsideUse use;
  for (const auto& one : guard.outside) {
    if (one.tenant == call.identity.tenant) use = one;
  }
  out.end_array().key("outside").begin_object();
  out.field("calls", use.calls).field("lastMinute", use.last_minute).field("minutes", use.minutes).end_object();
  out.key("strangers").begin_array();
  for (const auto& one : guard.strangers) {
    out.begin_object().field("source", one.source).field("refused", one.refused).field("last", one.last).end_object();
  }
  out.end_array().field("strangersRefused", guard.strangers_refused);
  call.json(200, out.end_object());
}

}  // namespace

void show_security(Context& context, Call call) {
  if (!context.config.guard) return send_security(context, {}, call);
  context.config.guard([&context, call = std::move(call)](const core::GuardView& guard) { send_security(context, guard, call); });
}

void lift_ban(Context& context, Call call) {
  BodyReader body(call.request.body);
  const auto source = body.text("source", 1, kSourceMax);
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  context.audit(call.identity, call.source(), "security.lift", source);
  const auto done = [call](bool lifted) {
    if (!lifted) return call.problem({base::ErrorCode::kNotFound, "That source is not shut out.", "source"});
    call.no_content();
  };
  if (!context.config.lift_ban) return done(false);
  context.config.lift_ban(source, done);
}

void acknowledge_alarm(Context& context, Call call) {
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(call.id.data(), call.id.data() + call.id.size(), id);
  const bool read = error == std::errc{} && end == call.id.data() + call.id.size();
  context.audit(call.identity, call.source(), "security.acknowledge", call.id);
  const auto done = [call](bool known) {
    if (!known) return call.problem({base::ErrorCode::kNotFound, "There is no such alarm.", "id"});
    call.no_content();
  };
  if (!read || !context.config.acknowledge_alarm) return done(false);
  context.config.acknowledge_alarm(call.identity.tenant, id, done);
}

}  // namespace peal::api
