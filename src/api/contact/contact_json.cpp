#include "api/contact/contact_json.hpp"

#include <algorithm>
#include <map>

#include "api/view/area.hpp"
#include "api/view/diversion_json.hpp"
#include "api/view/words.hpp"

namespace peal::api {
namespace {

template <class End>
void write_end(JsonWriter& out, std::string_view field, const std::optional<End>& end) {
  out.key(field);
  if (end) out.value(word(*end));
  else out.null();
}

void write_visit(JsonWriter& out, const journal::VisitRow& row) {
  out.begin_object().field("id", row.visit).field("queue", row.queue).field("startedAt", row.started);
  out.field("endedAt", row.ended);
  write_end(out, "end", row.end);
  out.field("waitedMs", row.waited).end_object();
}

void write_handling(JsonWriter& out, const journal::HandlingRow& row) {
  out.begin_object().field("id", row.handling).field("agent", row.agent).field("queue", row.queue);
  out.field("startedAt", row.started).field("talkEndedAt", row.talk_ended).field("endedAt", row.ended);
  write_end(out, "end", row.end);
  out.field("talkedMs", row.talked).field("heldMs", row.held).field("wrappedUpMs", row.wrapped_up);
  out.field("disposition", row.disposition).field("notes", row.notes).end_object();
}

// Offers are kept as the facts that made and ended them.
void write_offers(JsonWriter& out, const std::vector<journal::Step>& steps) {
  std::map<core::OfferId, std::pair<core::Time, core::OfferEnd>> ends;
  for (const auto& step : steps) {
    if (const auto* ended = std::get_if<core::OfferEnded>(&step.fact.body)) {
      ends[ended->offer] = {step.fact.at, ended->end};
    }
  }
  out.key("offers").begin_array();
  for (const auto& step : steps) {
    const auto* made = std::get_if<core::OfferMade>(&step.fact.body);
    if (made == nullptr) continue;
    const auto end = ends.find(made->offer);
    out.begin_object().field("id", made->offer).field("agent", made->agent).field("queue", made->queue);
    out.field("madeAt", step.fact.at);
    const bool ended = end != ends.end();
    out.field("endedAt", ended ? std::optional(end->second.first) : std::nullopt);
    write_end(out, "end", ended ? std::optional(end->second.second) : std::nullopt);
    out.end_object();
  }
  out.end_array();
}

// How the contact came: over which trunk, sent on by whom.
core::ContactArrived arrival_of(const std::vector<journal::Step>& steps) {
  for (const auto& step : steps) {
    if (const auto* arrived = std::get_if<core::ContactArrived>(&step.fact.body)) return *arrived;
  }
  return {};
}

// Over which trunks calls to outside numbers went, each with whether the next
// one of the same call had to take over.
void write_trunks_out(JsonWriter& out, const std::vector<journal::Step>& steps, const core::Centre* centre) {
  std::map<core::LegId, journal::Position> last;
  for (const auto& step : steps) {
    if (const auto* taken = std::get_if<core::TrunkTaken>(&step.fact.body)) last[taken->leg] = step.position;
  }
  out.key("trunksOut").begin_array();
  for (const auto& step : steps) {
    const auto* taken = std::get_if<core::TrunkTaken>(&step.fact.body);
    if (taken == nullptr) continue;
    out.begin_object().field("at", step.fact.at).key("trunk");
    write_trunk_name(out, taken->trunk, centre);
    out.field("gaveWay", last.at(taken->leg) != step.position).end_object();
  }
  out.end_array();
}

}  // namespace

void write_contact(JsonWriter& out, const journal::ContactRow& row, std::string_view country) {
  out.begin_object().field("id", row.contact).field("channel", "voice").field("source", word(row.source));
  out.field("arrivedAt", row.arrived).field("answeredAt", row.answered).field("endedAt", row.ended);
  write_end(out, "end", row.end);
  out.field("number", row.number).field("dialled", row.dialled).field("caller", row.caller);
  out.field("callerName", row.caller_name).field("area", area_of(row.caller, country, row.area));
  out.field("language", row.language);
  out.field("customer", row.customer).field("customerName", row.customer_name);
  out.field("queue", row.queue).field("agent", row.agent).field("waitedMs", row.waited);
  out.field("talkedMs", row.talked).field("heldMs", row.held).field("wrappedUpMs", row.wrapped_up);
  out.field("disposition", row.disposition).field("recorded", row.recorded).end_object();
}

void write_recording(JsonWriter& out, const journal::RecordingRow& row, const journal::ContactRow* contact) {
  static const journal::ContactRow kUnknown;
  const auto& of = contact == nullptr ? kUnknown : *contact;
  out.begin_object().field("id", row.recording).field("contact", row.contact).field("startedAt", row.started);
  out.field("endedAt", row.ended).field("lengthMs", row.length).field("bytes", row.bytes).field("sha256", row.hash);
  out.field("whole", row.whole);
  out.field("cause", row.cause ? base::error_row(*row.cause).name : std::string_view{});
  out.field("caller", of.caller).field("customer", of.customer).field("customerName", of.customer_name);
  out.field("queue", row.queue).field("agent", row.agent).end_object();
}

void write_trunk_name(JsonWriter& out, core::TrunkId trunk, const core::Centre* centre) {
  if (!trunk.valid()) {
    out.null();
    return;
  }
  static const core::Trunk kGone;  // Not in the settings any more.
  const core::Trunk* known = &kGone;
  if (centre != nullptr) {
    const auto found = std::ranges::find(centre->trunks, trunk, &core::Trunk::id);
    if (found != centre->trunks.end()) known = &*found;
  }
  out.begin_object().field("id", trunk).field("key", known->key).field("name", known->name).end_object();
}

std::string withheld_caller(const journal::ContactDetail& detail) { return arrival_of(detail.steps).withheld.text; }

std::string contact_detail_json(const journal::ContactDetail& detail, std::string_view country, const core::Centre* centre, bool with_withheld) {
  const auto arrival = arrival_of(detail.steps);
  JsonWriter out;
  out.begin_object().key("contact");
  write_contact(out, detail.contact, country);
  out.key("trunk");
  write_trunk_name(out, arrival.trunk, centre);
  write_trunks_out(out, detail.steps, centre);
  out.key("diversion");
  write_diversion(out, {arrival.diverted_by.text, arrival.diversion, arrival.first_called.text, arrival.diversions});
  out.key("withheldCaller");
  if (with_withheld && !arrival.withheld.text.empty()) out.value(arrival.withheld.text);
  else out.null();
  out.key("visits").begin_array();
  for (const auto& visit : detail.visits) write_visit(out, visit);
  out.end_array();
  write_offers(out, detail.steps);
  out.key("handlings").begin_array();
  for (const auto& handling : detail.handlings) write_handling(out, handling);
  out.end_array().key("steps").begin_array();
  for (const auto& step : detail.steps) write_step(out, step, centre);
  out.end_array().key("recordings").begin_array();
  for (const auto& recording : detail.recordings) write_recording(out, recording, &detail.contact);
  out.end_array().end_object();
  return out.take();
}

}  // namespace peal::api
