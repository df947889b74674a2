#include <algorithm>
#include <functional>
#include <optional>

#include "api/http/handlers.hpp"
#include "api/json/body_reader.hpp"
#include "api/json/json_writer.hpp"
#include "api/service/context.hpp"

/// Conferences: who is inside, and what a host or a supervisor does about it.
namespace peal::api {
namespace {

constexpr std::size_t kPinMax = 12;

std::string_view word_of(core::PartyPhase phase) {
  switch (phase) {
    case core::PartyPhase::kAsked: return "asked";
    case core::PartyPhase::kWaiting: return "waiting";
    case core::PartyPhase::kIn: return "in";
    case core::PartyPhase::kTold: return "told";
  }
  return "told";
}

bool inside(const core::PartyView& party) {
  return party.phase == core::PartyPhase::kIn || party.phase == core::PartyPhase::kWaiting;
}

// A supervisor may do all; an agent what a host may, while being one inside.
bool may_rule(const Identity& identity, const core::ConferenceView& view) {
  if (identity.may(Permission::kLiveAll)) return true;
  return identity.agent.valid() && std::ranges::any_of(view.parties, [&](const core::PartyView& party) {
           return party.agent == identity.agent && party.host && inside(party);
         });
}

bool may_look(const Identity& identity, const core::ConferenceView& view) {
  if (identity.may(Permission::kLiveAll)) return true;
  return identity.agent.valid() && std::ranges::any_of(view.parties, [&](const core::PartyView& party) {
           return party.agent == identity.agent && inside(party);
         });
}

// Legs that talk, in their order.
using Talkers = std::vector<core::LegId>;

void write_party(JsonWriter& out, const core::State& state, const core::PartyView& party, const Talkers& talkers) {
  out.begin_object().field("id", party.leg).field("phase", word_of(party.phase)).field("host", party.host);
  const bool talks = party.phase == core::PartyPhase::kIn && !party.muted && std::ranges::binary_search(talkers, party.leg);
  out.field("muted", party.muted).field("talking", talks).field("since", party.since).field("agent", party.agent).field("contact", party.contact);
  std::string name, number;
  if (const auto agent = core::agent_view(state, party.agent)) {
    name = agent->name;
    number = agent->number;
  } else if (const auto contact = core::contact_view(state, party.contact)) {
    name = contact->customer_name.text.empty() ? contact->caller_name.text : contact->customer_name.text;
    number = contact->caller.text;
  }
  out.field("name", name).field("number", number).end_object();
}

void write_room(JsonWriter& out, const core::State& state, const core::Conference& room, const Identity& identity, const Talkers& talkers) {
  const auto live = core::conference_view(state, room.id).value_or(core::ConferenceView{});
  const auto count = static_cast<std::uint64_t>(std::ranges::count_if(live.parties, inside));
  out.begin_object().field("id", room.id).field("key", room.key).field("name", room.name).field("number", room.number);
  out.field("needsPin", room.has_pin).field("hasHosts", room.has_host_pin).field("mostParties", room.most_parties).field("waitsForHost", room.wait_for_host);
  out.key("since").time_or_null(live.since);
  out.field("locked", live.locked).field("recorded", live.recording.valid()).field("count", count);
  out.field("mayRule", may_rule(identity, live)).key("parties").begin_array();
  if (may_look(identity, live))
    for (const auto& party : live.parties) write_party(out, state, party, talkers);
  out.end_array().end_object();
}

// Whoever set a PIN believes that it is asked for.
bool asks_for(const Context& context, core::ConferenceId id, const settings::ConferencePins& pins) {
  const auto centre = context.settings.centre(id.tenant);
  if (centre == nullptr) return false;
  const auto room = std::ranges::find(centre->conferences, id, &core::Conference::id);
  if (room == centre->conferences.end()) return false;
  return (room->has_pin || pins.guest.empty()) && (room->has_host_pin || pins.host.empty());
}

// The conference whose key is in the path; answers 404 itself.
std::optional<core::ConferenceId> named(Context& context, const Call& call) {
  const auto settings = context.settings.all();
  for (const auto& centre : settings->centres) {
    if (call.identity.kind != Identity::Kind::kControl && centre.tenant != call.identity.tenant) continue;
    const auto room = std::ranges::find(centre.conferences, call.id, &core::Conference::key);
    if (room != centre.conferences.end()) return room->id;
  }
  call.problem({base::ErrorCode::kNotFound, "There is no such conference.", "id"});
  return std::nullopt;
}

void submit(Context& context, const Call& call, core::Signal signal) {
  const auto status = context.rooms.engine.submit(std::move(signal), [call](base::Result<engine::Position> done) {
    if (!done) return call.problem(done.error());
    JsonWriter out;
    call.json(200, out.begin_object().field("position", *done).end_object());
  });
  if (!status) call.problem(status.error());
}

// Looks first whether the caller is a host inside, then asks the core.
void rule(Context& context, const Call& call, core::ConferenceId room, core::Signal signal) {
  context.rooms.follower.read([&context, call, room, signal = std::move(signal)](const core::State& state, engine::Position) {
    const auto view = core::conference_view(state, room).value_or(core::ConferenceView{});
    if (!may_rule(call.identity, view)) {
      return call.problem({base::ErrorCode::kForbidden, "Only a host inside or a supervisor may do this.", "refuse.not_host"});
    }
    submit(context, call, signal);
  });
}

}  // namespace

void list_conferences(Context& context, Call call) {
  const auto centre = context.settings.centre(call.identity.tenant);
  if (centre == nullptr) return call.problem({base::ErrorCode::kNotFound, "There is no such tenant.", "tenant"});
  const auto answer = [&context, centre, call](Talkers talkers) {
    std::ranges::sort(talkers);
    context.rooms.follower.read([centre, call, talkers = std::move(talkers)](const core::State& state, engine::Position) {
      JsonWriter out;
      out.begin_object().key("items").begin_array();
      for (const auto& room : centre->conferences) write_room(out, state, room, call.identity, talkers);
      call.json(200, out.end_array().end_object());
    });
  };
  if (context.config.talkers) context.config.talkers(answer);
  else answer({});
}

void mute_party(Context& context, Call call) {
  const auto room = named(context, call);
  if (!room) return;
  BodyReader body(call.request.body);
  core::MuteParty signal{*room, body.id<core::LegId>("party"), body.boolean("on"), call.identity.user};
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  rule(context, call, *room, signal);
}

void remove_party(Context& context, Call call) {
  const auto room = named(context, call);
  if (!room) return;
  BodyReader body(call.request.body);
  core::RemoveParty signal{*room, body.id<core::LegId>("party"), call.identity.user};
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  rule(context, call, *room, signal);
}

void lock_conference(Context& context, Call call) {
  const auto room = named(context, call);
  if (!room) return;
  BodyReader body(call.request.body);
  core::LockConference signal{*room, body.boolean("on"), call.identity.user};
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  rule(context, call, *room, signal);
}

void end_conference(Context& context, Call call) {
  const auto room = named(context, call);
  if (room) rule(context, call, *room, core::EndConference{*room, call.identity.user});
}

void set_conference_pins(Context& context, Call call) {
  const auto room = named(context, call);
  if (!room) return;
  BodyReader body(call.request.body);
  settings::ConferencePins pins;
  pins.guest = body.text("pin", 0, kPinMax);
  pins.host = body.optional_text("hostPin", kPinMax).value_or("");
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  if (!asks_for(context, *room, pins)) {
    return call.problem({base::ErrorCode::kConflict, "The settings of this conference ask for no such PIN.", "refuse.pin_not_asked"});
  }
  const auto done = context.rooms.settings.set_conference_pins(*room, pins, context.config.trunk_key, base::live_now());
  if (!done) return call.problem(done.error());
  if (const auto status = context.adoption.now(); !status) return call.problem(status.error());
  context.audit(call.identity, call.source(), "conference.pins_set", call.id);
  call.no_content();
}

}  // namespace peal::api
