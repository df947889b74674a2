#include "api/http/handlers.hpp"
#include "api/json/body_reader.hpp"
#include "api/json/json_writer.hpp"
#include "api/service/context.hpp"

/// What an agent does: each request is one signal to the core, answered when
/// its facts are on the disk.
namespace peal::api {
namespace {

// To HTTP a rule that says "not now" is a conflict with the state (RFC 9110
// 15.5.10), not a server that is away or a client that asks too often.
base::Error as_conflict(base::Error error) {
  const bool not_now = error.code == base::ErrorCode::kUnavailable || error.code == base::ErrorCode::kTooMany;
  if (not_now && error.where.starts_with("refuse.")) error.code = base::ErrorCode::kConflict;
  return error;
}

// Dialled digits without the separators that people write (RFC 3966 5.1.1).
std::string dialled(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')'; });
  return text;
}

// One of agent, queue and number.
core::Target read_target(BodyReader& body, core::TenantId tenant) {
  core::Target to;
  to.agent = body.id<core::AgentId>("agent");
  to.queue = body.id<core::QueueId>("queue");
  const auto number = body.optional_text("number", 40);
  if (int{to.agent.valid()} + int{to.queue.valid()} + int{number.has_value()} != 1)
    body.mistake("Name one of agent, queue and number.", "number");
  if (to.agent.valid() && to.agent.tenant != tenant) body.mistake("There is no such agent.", "agent");
  if (to.queue.valid() && to.queue.tenant != tenant) body.mistake("There is no such queue.", "queue");
  to.kind = to.agent.valid() ? core::TargetKind::kAgent : to.queue.valid() ? core::TargetKind::kQueue : core::TargetKind::kNumber;
  if (number) to.digits = base::Personal{dialled(*number)};
  return to;
}

void submit(Context& context, const Call& call, core::Signal signal) {
  const auto status = context.rooms.engine.submit(std::move(signal), [call](base::Result<engine::Position> done) {
    if (!done) return call.problem(as_conflict(done.error()));
    JsonWriter out;
    call.json(200, out.begin_object().field("position", *done).end_object());
  });
  if (!status) call.problem(status.error());
}

// Signals about a contact that need nothing but the contact.
template <class Signal>
void submit_for_contact(Context& context, const Call& call) {
  const auto contact = call.path_id<core::ContactId>();
  if (!contact.valid()) return;
  Signal signal;
  signal.agent = call.identity.agent;
  signal.contact = contact;
  signal.by = call.identity.user;
  submit(context, call, std::move(signal));
}

// The same with a body; `read` fills in what it says.
template <class Signal, class Read>
void submit_with_body(Context& context, const Call& call, Read read) {
  const auto contact = call.path_id<core::ContactId>();
  if (!contact.valid()) return;
  BodyReader body(call.request.body);
  Signal signal;
  signal.agent = call.identity.agent;
  signal.contact = contact;
  signal.by = call.identity.user;
  read(body, signal);
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  submit(context, call, std::move(signal));
}

}  // namespace

void agent_sign_in(Context& context, Call call) {
  submit(context, call, core::SignIn{call.identity.agent, call.identity.user});
}

void agent_sign_out(Context& context, Call call) {
  submit(context, call, core::SignOut{call.identity.agent, call.identity.user});
}

void set_agent_status(Context& context, Call call) {
  BodyReader body(call.request.body);
  const auto status = body.text("status", 1, 20);
  const auto reason = body.id<core::ReasonId>("reason");
  if (status != "ready" && status != "not_ready") body.mistake("The status is ready or not_ready.", "status");
  if (reason.valid() && reason.tenant != call.identity.tenant) body.mistake("There is no such reason.", "reason");
  if (const auto whole = body.finish(); !whole) return call.problem(whole.error());
  if (status == "ready") return submit(context, call, core::GoReady{call.identity.agent, call.identity.user});
  submit(context, call, core::GoNotReady{call.identity.agent, reason, call.identity.user});
}

void reject_offer(Context& context, Call call) { submit_for_contact<core::RejectOffer>(context, call); }
void hold(Context& context, Call call) { submit_for_contact<core::Hold>(context, call); }
void retrieve(Context& context, Call call) { submit_for_contact<core::Retrieve>(context, call); }
void hang_up(Context& context, Call call) { submit_for_contact<core::HangUp>(context, call); }

void transfer_contact(Context& context, Call call) {
  const auto tenant = call.identity.tenant;
  submit_with_body<core::TransferContact>(context, call, [tenant](BodyReader& body, core::TransferContact& signal) {
    signal.to = read_target(body, tenant);
  });
}

void consult(Context& context, Call call) {
  const auto tenant = call.identity.tenant;
  submit_with_body<core::Consult>(context, call, [tenant](BodyReader& body, core::Consult& signal) {
    signal.to = read_target(body, tenant);
  });
}

void swap_consult(Context& context, Call call) { submit_for_contact<core::SwapConsult>(context, call); }
void complete_transfer(Context& context, Call call) { submit_for_contact<core::CompleteTransfer>(context, call); }
void join_consult(Context& context, Call call) { submit_for_contact<core::JoinConsult>(context, call); }
void cancel_consult(Context& context, Call call) { submit_for_contact<core::CancelConsult>(context, call); }
void retrieve_parked(Context& context, Call call) { submit_for_contact<core::RetrieveParked>(context, call); }

void park_contact(Context& context, Call call) {
  submit_with_body<core::Park>(context, call, [](BodyReader& body, core::Park& signal) {
    signal.place = body.optional_text("place", 20).value_or("");
  });
}

void set_forwarding(Context& context, Call call) {
  BodyReader body(call.request.body);
  core::SetForwarding signal{call.identity.agent, core::ForwardWhen::kAlways, {}, call.identity.user};
  const auto when = body.text("when", 1, 20);
  if (when == "busy") signal.when = core::ForwardWhen::kBusy;
  else if (when == "no_answer") signal.when = core::ForwardWhen::kNoAnswer;
  else if (when != "always") body.mistake("It is always, busy or no_answer.", "when");
  signal.to = dialled(body.optional_text("to", 40).value_or(""));
  if (const auto whole = body.finish(); !whole) return call.problem(whole.error());
  submit(context, call, std::move(signal));
}

void set_phone_rules(Context& context, Call call) {
  BodyReader body(call.request.body);
  core::SetPhoneRules signal;
  signal.agent = call.identity.agent;
  signal.by = call.identity.user;
  signal.call_waiting = body.boolean("callWaiting");
  signal.do_not_disturb = body.boolean("doNotDisturb");
  signal.ring_for = base::Seconds{body.integer("ringSeconds", 0, 3'600)};
  if (const auto whole = body.finish(); !whole) return call.problem(whole.error());
  submit(context, call, std::move(signal));
}

void leave_seat(Context& context, Call call) {
  submit(context, call, core::LeaveSeat{call.identity.agent, call.identity.user});
}

void mute(Context& context, Call call) {
  submit_with_body<core::Mute>(context, call, [](BodyReader& body, core::Mute& signal) {
    signal.on = body.boolean("on");
  });
}

void send_digits(Context& context, Call call) {
  submit_with_body<core::SendDigits>(context, call, [](BodyReader& body, core::SendDigits& signal) {
    signal.digits = base::Personal{body.text("digits", 1, 32)};
    if (signal.digits.text.find_first_not_of("0123456789ABCD*#") != std::string::npos) {
      body.mistake("Keys are 0-9, A-D, * and #.", "digits");
    }
  });
}

void extend_wrap_up(Context& context, Call call) {
  submit_with_body<core::ExtendWrapUp>(context, call, [](BodyReader& body, core::ExtendWrapUp& signal) {
    signal.by_time = base::Seconds{body.integer("seconds", 1, 600)};
  });
}

void finish_wrap_up(Context& context, Call call) {
  const auto tenant = call.identity.tenant;
  submit_with_body<core::FinishWrapUp>(context, call, [tenant](BodyReader& body, core::FinishWrapUp& signal) {
    signal.disposition = body.id<core::DispositionId>("disposition");
    if (signal.disposition.valid() && signal.disposition.tenant != tenant) {
      body.mistake("There is no such disposition.", "disposition");
    }
  });
}

void write_notes(Context& context, Call call) {
  submit_with_body<core::WriteNotes>(context, call, [](BodyReader& body, core::WriteNotes& signal) {
    signal.notes = base::Personal{body.text("notes", 0, 20'000)};
  });
}

}  // namespace peal::api
