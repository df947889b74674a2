#include <algorithm>
#include <map>
#include <optional>

#include "api/http/handlers.hpp"
#include "api/json/body_reader.hpp"
#include "api/json/json_writer.hpp"
#include "api/service/context.hpp"
#include "api/trunk/trunk_words.hpp"

/// Trunks as they are at this moment, for administrators.
namespace peal::api {
namespace {

constexpr std::size_t kNumberMax = 32;

void write_problem(JsonWriter& out, std::string_view name, const core::TrunkProblem& problem, std::string_view language) {
  out.key(name);
  if (problem.kind == core::TrunkTrouble::kNone) {
    out.null();
    return;
  }
  out.begin_object().field("at", problem.at).field("status", problem.status);
  out.field("text", trunk_problem_text(problem, language)).end_object();
}

void write_limits(JsonWriter& out, const core::Trunk& trunk) {
  out.field("priority", trunk.priority).field("weight", trunk.weight).field("channels", trunk.channels);
  out.field("callsPerSecond", trunk.calls_per_second).key("codecs").begin_array();
  for (const auto& codec : trunk.codecs) out.value(codec);
  out.end_array().field("healthEverySeconds", trunk.health_every.count());
}

void write_targets(JsonWriter& out, const std::vector<core::TrunkTarget>& targets) {
  out.key("targets").begin_array();
  for (const auto& target : targets) {
    out.begin_object().field("address", target.address).field("name", target.name);
    out.field("priority", target.priority).field("weight", target.weight).field("failing", target.failing).end_object();
  }
  out.end_array();
}

void write_live(JsonWriter& out, const core::TrunkView& live, std::string_view language) {
  out.field("state", word(live.state)).key("since").time_or_null(live.since);
  out.key("registeredUntil").time_or_null(live.registered ? live.registered_until : core::Time{});
  out.field("peer", live.peer).field("callsIn", live.calls_in).field("callsOut", live.calls_out);
  out.field("transportInUse", word(live.transport));
  write_targets(out, live.targets);
  out.field("newCallsIn", live.new_calls_in).field("newCallsOut", live.new_calls_out);
  out.field("refusedChannels", live.refused_channels).field("refusedPace", live.refused_pace);
  out.field("failedOver", live.failed_over);
  write_problem(out, "problem", live.problem, language);
  write_problem(out, "lastCallProblem", live.last_call_problem, language);
}

void write_trunk(JsonWriter& out, const core::Centre& centre, const core::Trunk& trunk, const core::TrunkView& live,
                 std::string_view language) {
  out.begin_object().field("id", trunk.id).field("key", trunk.key).field("name", trunk.name);
  out.field("address", trunk.address).field("outboundProxy", trunk.proxy);
  out.field("transport", word(trunk.transport)).field("srtp", word(trunk.srtp));
  out.field("realm", trunk.realm).field("trusted", trunk.trusted).field("forwardedBy", word(trunk.forwarded));
  out.field("registers", trunk.registers).field("user", trunk.user);
  write_limits(out, trunk);
  out.key("numbers").begin_array();
  for (const auto& number : centre.numbers) {
    if (number.trunk == trunk.id) out.value(number.digits);
  }
  out.end_array();
  write_live(out, live, language);
  out.end_object();
}

void send_trunks(const core::Centre& centre, const std::vector<core::TrunkView>& views, const Call& call) {
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const auto& trunk : centre.trunks) {
    const auto live = std::ranges::find(views, trunk.id, &core::TrunkView::id);
    write_trunk(out, centre, trunk, live == views.end() ? core::TrunkView{} : *live, call.language);
  }
  call.json(200, out.end_array().end_object());
}

struct Found {
  std::shared_ptr<const core::Centre> centre;
  const core::Trunk* trunk = nullptr;
};

// The trunk named in the path; the owner of the data folder may name one of
// any tenant. Answers 404 itself.
Found find_trunk(Context& context, const Call& call) {
  const auto settings = context.settings.all();
  for (const auto& centre : settings->centres) {
    if (call.identity.kind != Identity::Kind::kControl && centre.tenant != call.identity.tenant) continue;
    const auto trunk = std::ranges::find(centre.trunks, call.id, &core::Trunk::key);
    if (trunk != centre.trunks.end()) return {{settings, &centre}, &*trunk};
  }
  call.problem({base::ErrorCode::kNotFound, "There is no such trunk.", "id"});
  return {};
}

// As the store has it: the switch takes a trunk up a moment after it was added.
core::TrunkId stored_trunk(Context& context, const Call& call) {
  const auto settings = context.rooms.settings.current();
  if (!settings) {
    call.problem(settings.error());
    return {};
  }
  for (const auto& centre : settings->centres) {
    if (call.identity.kind != Identity::Kind::kControl && centre.tenant != call.identity.tenant) continue;
    const auto trunk = std::ranges::find(centre.trunks, call.id, &core::Trunk::key);
    if (trunk != centre.trunks.end()) return trunk->id;
  }
  call.problem({base::ErrorCode::kNotFound, "There is no such trunk.", "id"});
  return {};
}

bool callable(std::string_view number) {
  const auto digits = number.starts_with('+') ? number.substr(1) : number;
  return !digits.empty() && digits.find_first_not_of("0123456789*#") == std::string_view::npos;
}

}  // namespace

void list_trunks(Context& context, Call call) {
  const auto centre = context.settings.centre(call.identity.tenant);
  if (centre == nullptr) return call.problem({base::ErrorCode::kNotFound, "There is no such tenant.", "tenant"});
  if (!context.config.trunks) return send_trunks(*centre, {}, call);
  context.config.trunks([centre, call = std::move(call)](const std::vector<core::TrunkView>& views) { send_trunks(*centre, views, call); });
}

void set_trunk_password(Context& context, Call call) {
  const auto trunk = stored_trunk(context, call);
  if (!trunk.valid()) return;
  BodyReader body(call.request.body);
  const auto password = body.text("password", 0, 256);
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  const auto done = context.rooms.settings.set_trunk_password(trunk, password, context.config.trunk_key, base::live_now());
  if (!done) return call.problem(done.error());
  if (const auto status = context.adoption.now(); !status) return call.problem(status.error());
  context.audit(call.identity, call.source(), password.empty() ? "trunk.password_removed" : "trunk.password_set", call.id);
  call.no_content();
}

void test_trunk(Context& context, Call call) {
  const auto found = find_trunk(context, call);
  if (found.trunk == nullptr) return;
  BodyReader body(call.request.body);
  const auto number = body.text("number", 1, kNumberMax);
  if (!callable(number)) body.mistake("Give digits, with at most a plus before them.", "number");
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  if (!context.config.test_call) return call.problem({base::ErrorCode::kUnavailable, "This server has no telephony.", "trunk"});
  // A call costs money, so who made it stands in the log before it is made.
  context.audit(call.identity, call.source(), "trunk.test_call", call.id + " " + number);
  const auto& language = found.centre->language;
  TrunkTest test{found.trunk->id, number, language, std::string(trunk_test_sentence(language))};
  context.config.test_call(std::move(test), [call = std::move(call)](const base::Result<core::TrunkTestOutcome>& outcome) {
    if (!outcome) return call.problem(outcome.error());
    JsonWriter out;
    out.begin_object().field("answered", outcome->answered).field("heardToTheEnd", outcome->heard_to_the_end);
    out.field("status", outcome->status).field("untilAnswerMs", outcome->until_answer.count());
    call.json(200, out.field("text", trunk_test_text(*outcome, call.language)).end_object());
  });
}

}  // namespace peal::api
