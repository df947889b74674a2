#include "telephony/arrivals.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "sip/message/warning.hpp"
#include "sip/sdp/mismatch.hpp"
#include "telephony/cause.hpp"
#include "telephony/endings.hpp"
#include "telephony/lines.hpp"
#include "telephony/sound_keys.hpp"
#include "telephony/numbers.hpp"
#include "telephony/trunk/sent_on.hpp"

namespace peal::telephony {
namespace {

using base::ErrorCode;

// Whose number it is, and the number as their settings write it.
struct Dialled {
  core::TenantId tenant;
  std::string number;
};

// A carrier that we register at calls the contact we gave it, and says in To
// which of our numbers its customer dialled.
base::Result<std::string> number_of(const sip::IncomingCall& incoming, const TrunkSetup* trunk) {
  auto dialled = dialled_number(incoming.request_uri);
  const bool our_contact = trunk != nullptr && trunk->trunk.registers && incoming.request_uri.user_text() == trunk->trunk.user;
  if (!our_contact) return dialled;
  auto meant = dialled_number(incoming.to.uri);
  return meant ? meant : dialled;
}

base::Result<Dialled> on_trunk(const Directory& directory, const core::Trunk& trunk, const std::string& number) {
  auto own = directory.number_on_trunk(trunk.id.tenant, number);
  if (!own) return base::fail(ErrorCode::kNotFound, "Not a number of this trunk's tenant.");
  const auto only = directory.trunk_of(trunk.id.tenant, *own);
  if (only.valid() && only != trunk.id) return base::fail(ErrorCode::kForbidden, "The number comes in on another trunk.");
  return Dialled{trunk.id.tenant, *std::move(own)};
}

core::TenantId tenant_of(const Directory& directory, const Admissions::Caller& caller, std::string_view dialled) {
  switch (caller.source) {
    case core::LegSource::kDevice: return caller.agent.tenant;
    case core::LegSource::kWeb: return caller.web->tenant;
    default: return directory.tenant_of(dialled).value_or(core::TenantId{});
  }
}

}  // namespace

void Arrivals::refuse(sip::CallId call, base::ErrorCode cause, base::Counter& counted, const sip::sdp::Mismatch& why) {
  counted.add();
  const auto status = base::error_row(cause).sip_status;
  sip::ExtraHeaders headers;
  if (why.text.empty()) headers = {{"Reason", reason_field(cause)}, {"Warning", warning_field(cause)}};
  else headers = {{"Reason", reason_field(cause, why.text)}, {"Warning", sip::warning(why.code, why.text)}};
  if (status == 503) headers.emplace_back("Retry-After", fmt::format("{}", base::Seconds{kRetryAfterFull}.count()));
  (void)board_.sip.reject(call, status, status_phrase(status), board_.now(), headers);
}

core::LegId Arrivals::next_leg(core::TenantId tenant) {
  last_leg_ = base::next_id_value(last_leg_, board_.now(), board_.config.shard);
  return {tenant, last_leg_};
}

void Arrivals::arrived(sip::CallId call, const sip::IncomingCall& incoming) {
  board_.meters.arrived.add();
  const auto& request = incoming.request;
  if (board_.legs.size() >= board_.config.calls_max) return refuse(call, ErrorCode::kOverloaded, board_.meters.refused_full);
  const auto caller = admissions_.identify(request);
  // Joining needs a mixer; taking over is for our own phones, by the core's rules.
  const bool ours = caller.source == core::LegSource::kDevice;
  if (incoming.joins.valid() || (incoming.replaces.valid() && !ours)) return refuse(call, ErrorCode::kDeclined, board_.meters.refused_source);
  auto dialled = number_of(incoming, caller.trunk);
  if (!dialled) return refuse(call, dialled.error().code, board_.meters.refused_number);
  auto tenant = tenant_of(board_.directory, caller, *dialled);
  if (caller.trunk != nullptr) {
    auto own = on_trunk(board_.directory, caller.trunk->trunk, *dialled);
    if (!own) return refuse(call, own.error().code, board_.meters.refused_number);
    tenant = own->tenant;
    *dialled = std::move(own->number);
  }
  if (!tenant.valid()) return refuse(call, ErrorCode::kNotFound, board_.meters.refused_number);

  const auto id = next_leg(tenant);
  auto line = open_line(board_, id.value);
  if (!line) return refuse(call, line.error().code, board_.meters.refused_ports);
  line->call = call;
  line->connection = sip::web_socket(request.flow.transport) ? request.flow.connection : 0;
  line->peer = request.flow.remote;
  line->ipv6 = incoming.sdp.empty() ? line->peer.v6 : sip::sdp::at_ipv6(incoming.sdp);
  line->device = caller.source == core::LegSource::kDevice;
  line->webrtc = incoming.sdp.empty() ? line->connection != 0 : sip::sdp::wants_webrtc(incoming.sdp);

  if (caller.trunk != nullptr) carry(board_, *line, caller.trunk->trunk.id, true);
  make_sound_keys(board_, *line, request.flow.transport);
  auto answer = take_offer(*line, incoming.sdp);
  if (!answer) return close_line(board_, *line);
  Leg& leg = *board_.legs.add(id);
  leg.incoming = true;
  leg.stranger = caller.stranger;
  leg.source = caller.source;
  leg.agent = caller.agent;
  leg.affinity = id.value;
  leg.since = board_.now();
  leg.late_offer = incoming.sdp.empty();
  if (!leg.late_offer) {
    leg.codec = (*answer)->agreed.codec.codec;
    leg.pending = std::move(*answer);
  }
  board_.legs.add_line(leg, std::move(*line));
  board_.meters.live.set(static_cast<double>(board_.legs.size()));
  if (caller.source == core::LegSource::kWeb) admissions_.web_call_made(request);
  if (leg.stranger) board_.half_open.began(leg.id, SourceKey::of(leg.line().peer));
  raise_arrived(leg, incoming, caller, std::move(*dialled));
}

// Answers the offer at once, so that a call without a codec in common is
// refused before it has a leg and anything is decided about it.
std::optional<std::unique_ptr<PendingAnswer>> Arrivals::take_offer(Line& line, std::string_view sdp) {
  if (sdp.empty()) return std::unique_ptr<PendingAnswer>{};
  auto answer = sip::sdp::answer_offer(line.session, capabilities(board_, line), sdp);
  if (answer) return std::make_unique<PendingAnswer>(PendingAnswer{std::move(answer->sdp), std::move(answer->media), std::string(sdp)});
  const auto why = sip::sdp::why_refused(capabilities(board_, line), sdp);
  refuse(line.call, answer.error().code, board_.meters.refused_codec, why);
  return std::nullopt;
}

void Arrivals::raise_arrived(const Leg& leg, const sip::IncomingCall& incoming, const Admissions::Caller& caller,
                             std::string dialled) {
  CallerShown shown;
  if (caller.web) {
    shown = {caller.web->caller, caller.web->name, {}};
  } else {
    shown = caller_shown(incoming.from, caller.asserts_identity ? incoming.asserted : std::nullopt,
                         incoming.request.message.header(sip::HeaderName::kPrivacy));
  }
  if (base::log_enabled(base::LogLevel::kDebug)) {
    base::log(base::LogLevel::kDebug, "telephony", "leg_arrived",
              {{"leg", base::to_text(leg.id)}, {"dialled", dialled}, {"call", board_.sip.call_id_text(leg.lines[0].call)}});
  }
  core::LegArrived signal;
  signal.leg = leg.id;
  signal.source = leg.source;
  signal.dialled = std::move(dialled);
  // An agent's call is about whoever is called.
  const bool ours = caller.source == core::LegSource::kDevice;
  signal.party = board_.directory.party_of(leg.id.tenant, ours ? signal.dialled : shown.number);
  if (const auto replaced = board_.legs.find(incoming.replaces)) signal.replaces = replaced.leg->id;
  signal.caller = base::Personal(std::move(shown.number));
  signal.caller_name = base::Personal(std::move(shown.name));
  signal.agent = leg.agent;
  signal.withheld = base::Personal(std::move(shown.withheld));
  if (caller.trunk != nullptr) {
    signal.trunk = caller.trunk->trunk.id;
    note_diversions(incoming.request.message, signal);
  }
  board_.raise(std::move(signal));
}

void Arrivals::move_near(Leg& leg, const Leg* near) {
  if (near == nullptr || leg.state != LegState::kArrived || leg.early || leg.affinity == near->affinity) return;
  auto port = open_line(board_, near->affinity);
  if (!port) return;  // The bridge may still do without.
  Line line = board_.legs.take_line(leg, leg.line().call);
  const auto change = [&] {
    std::swap(line.stream, port->stream);
    std::swap(line.address, port->address);
    std::swap(line.session, port->session);
  };
  change();
  auto answer = leg.pending ? sip::sdp::answer_offer(line.session, capabilities(board_, line), leg.pending->offer)
                            : base::Result<sip::sdp::Answer>(sip::sdp::Answer{});
  if (!answer) change();
  else if (leg.pending) {
    leg.pending->sdp = std::move(answer->sdp);
    leg.pending->agreed = std::move(answer->media);
  }
  if (answer) leg.affinity = near->affinity;
  board_.media.close_stream(port->stream);
  board_.legs.add_line(leg, std::move(line));
  count_streams(board_);
}

void Arrivals::ring_back(Leg& leg, const Leg* near) {
  move_near(leg, near);
  if (leg.state != LegState::kArrived) return;
  board_.half_open.over(leg.id);  // Nothing is expected of a caller while it rings.
  (void)board_.sip.ring(leg.line().call, board_.now());
}

void Arrivals::answer(Leg& leg, const Leg* near) {
  if (leg.state != LegState::kArrived) return;
  move_near(leg, near);
  Line& line = leg.line();
  std::string sdp;
  if (leg.late_offer) {
    sdp = sip::sdp::make_offer(line.session, capabilities(board_, line));
  } else {
    // Media first: the caller may speak the moment the 200 is there.
    if (auto done = apply_agreed(board_, leg, line, leg.pending->agreed); !done) {
      base::log(base::LogLevel::kWarning, "telephony", "media_refused",
                {{"leg", base::to_text(leg.id)}, {"error", done.error().describe()}});
      const auto id = leg.id;
      refuse(line.call, ErrorCode::kUnsupportedMedia, board_.meters.refused_codec);
      release(board_, leg);
      return board_.raise(core::LegFailed{id, ErrorCode::kUnsupportedMedia});
    }
    sdp = std::move(leg.pending->sdp);
    leg.pending.reset();
  }
  // kConflict: the caller has given up in this instant; failed() follows.
  if (!board_.sip.answer(line.call, sdp, board_.now())) return;
  leg.state = LegState::kUp;
  if (leg.stranger) board_.half_open.answered(leg.id, SourceKey::of(line.peer), board_.now());
  board_.meters.answer.observe(std::chrono::duration<double>(board_.now() - leg.since).count());
  // Not only at the ACK: the greeting should start with the 200. A late offer's
  // media is known with the ACK.
  if (!leg.late_offer) board_.raise(core::LegAnswered{leg.id});
}

void Arrivals::acknowledged(Leg& leg, std::string_view sdp) {
  if (!leg.late_offer) return;
  leg.late_offer = false;
  Line& line = leg.line();
  const auto agreed = sip::sdp::accept_answer(line.session, capabilities(board_, line), sdp);
  const auto done = agreed ? apply_agreed(board_, leg, line, *agreed) : base::Status(tl::unexpect, agreed.error());
  if (done) return board_.raise(core::LegAnswered{leg.id});
  base::log(base::LogLevel::kInfo, "telephony", "ack_without_media",
            {{"leg", base::to_text(leg.id)}, {"error", done.error().describe()}});
  lose(board_, leg);
}

}  // namespace peal::telephony
