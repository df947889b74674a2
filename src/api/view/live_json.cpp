#include "api/view/live_json.hpp"

#include "api/json/json_writer.hpp"
#include "api/view/area.hpp"
#include "api/view/diversion_json.hpp"
#include "api/view/words.hpp"

namespace peal::api {
namespace {

void write_number(JsonWriter& out, const core::ContactView& view) {
  out.key("number");
  if (!view.number.valid()) {
    out.null();
    return;
  }
  out.begin_object().field("id", view.number).field("digits", view.dialled);
  out.field("name", view.number_name).end_object();
}

void write_offer(JsonWriter& out, const core::ContactView& view) {
  out.key("offer");
  if (!view.offer.valid() || view.place != core::ContactPlace::kOffered) {
    out.null();
    return;
  }
  out.begin_object().field("id", view.offer).field("agent", view.agent).field("ringing", view.offer_ringing);
  out.field("madeAt", view.offer_made).field("expires", view.offer_expires).end_object();
}

void write_consult(JsonWriter& out, const core::HandlingView& view) {
  out.key("consult");
  if (!view.consult) {
    out.null();
    return;
  }
  const auto& consult = *view.consult;
  out.begin_object().field("agent", consult.to).field("outside", consult.digits).field("answered", consult.answered);
  out.field("withTarget", consult.with_target).field("byPhone", consult.by_phone);
  out.field("joined", consult.joined).field("since", consult.since);
  out.key("expires").time_or_null(consult.expires).end_object();
}

void write_handling(JsonWriter& out, const core::HandlingView& view) {
  const bool wrapping_up = view.phase == core::ContactPlace::kWrapUp;
  out.begin_object().field("id", view.id).field("agent", view.agent).field("queue", view.queue);
  out.field("phase", word(view.phase)).field("phaseSince", view.phase_since).field("startedAt", view.started);
  out.field("muted", view.muted);
  out.key("lostUntil").time_or_null(view.phase == core::ContactPlace::kAgentLost ? view.lost_until : base::Time{});
  out.key("wrapUp");
  if (wrapping_up) {
    out.begin_object().field("policy", word(view.wrap_up_policy));
    out.key("until").time_or_null(view.wrap_up_until).end_object();
  } else {
    out.null();
  }
  out.field("disposition", view.disposition).field("notes", view.notes);
  write_consult(out, view);
  out.end_object();
}

}  // namespace

std::string agent_json(const core::AgentView& view) {
  JsonWriter out;
  out.begin_object();
  out.field("id", view.id).field("key", view.key).field("name", view.name).field("number", view.number);
  out.field("device", word(view.device)).field("deviceUp", view.device_up);
  out.field("status", word(view.status)).field("statusSince", view.status_since);
  out.key("signedInSince").time_or_null(view.signed_in_since);
  out.field("reason", view.reason).field("statusCause", word(view.cause));
  out.key("queuedBreak");
  if (view.break_queued) out.begin_object().field("reason", view.queued_reason).end_object();
  else out.null();
  out.field("state", word(view.activity)).field("stateSince", view.activity_since);
  out.field("contact", view.contact).field("handling", view.handling).field("queue", view.queue);
  out.key("queues").begin_array();
  for (const auto& queue : view.queues) out.value(queue);
  out.end_array().key("forwarding").begin_object().field("always", view.forward_always);
  out.field("busy", view.forward_busy).field("noAnswer", view.forward_no_answer).end_object();
  out.key("phoneRules").begin_object().field("mayWait", view.may_wait).field("callWaiting", view.may_wait && view.rules.call_waiting);
  out.field("doNotDisturb", view.rules.do_not_disturb).field("ringSeconds", view.ring_for.count()).end_object();
  out.field("seat", view.seat).field("guest", view.guest).key("internal");
  if (view.activity == core::AgentActivity::kInternalCall)
    out.begin_object().field("with", view.with).field("called", view.called).field("connected", view.connected).end_object();
  else
    out.null();
  out.end_object();
  return out.take();
}

std::string queue_json(const core::QueueView& view) {
  JsonWriter out;
  out.begin_object().field("id", view.id).field("key", view.key).field("name", view.name);
  out.field("waiting", view.waiting).key("longestSince").time_or_null(view.longest_since);
  out.field("signedIn", view.signed_in).field("ready", view.ready).field("busy", view.busy).field("away", view.away);
  out.end_object();
  return out.take();
}

std::string contact_json(const core::ContactView& view, std::string_view country) {
  JsonWriter out;
  out.begin_object().field("id", view.id).field("channel", "voice").field("source", word(view.source));
  out.field("state", word(view.place)).field("stateSince", view.place_since).field("arrivedAt", view.arrived);
  write_number(out, view);
  out.field("dialled", view.dialled).field("caller", view.caller).field("callerName", view.caller_name);
  out.field("area", area_of(view.caller.text, country, view.area.text)).field("language", view.language);
  out.field("customer", view.customer).field("customerName", view.customer_name);
  out.field("customerLevel", view.customer_level).field("customerIsNew", view.is_new_customer);
  out.field("digits", view.pressed).field("node", view.node).field("queue", view.queue);
  out.key("waitingSince").time_or_null(view.waiting_since);
  out.field("waitedMs", view.waited).key("place");
  if (view.position > 0) out.value(view.position);
  else out.null();
  out.field("agent", view.agent);
  write_offer(out, view);
  out.key("handlings").begin_array();
  for (const auto& handling : view.handlings) write_handling(out, handling);
  out.end_array().field("recording", word(view.recording_mark)).field("recordedMs", view.recorded);
  out.field("givenBy", view.given_by).field("outside", view.outside).field("parkPlace", view.park_place);
  out.key("parkedUntil").time_or_null(view.parked_until);
  out.field("lastNotes", view.notes).key("diversion");
  write_diversion(out, {view.diverted_by.text, view.diversion, view.first_called.text, view.diversions});
  out.end_object();
  return out.take();
}

}  // namespace peal::api
