#include "telephony/ringing.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "telephony/cause.hpp"
#include "telephony/endings.hpp"
#include "telephony/limits.hpp"
#include "telephony/lines.hpp"
#include "telephony/sealing.hpp"
#include "telephony/sound_keys.hpp"
#include "telephony/trunk/outgoing.hpp"
#include "telephony/trunk/sent_on.hpp"

namespace peal::telephony {
namespace {

using base::ErrorCode;

// RFC 3261 21.1.5 and RFC 3326: phones that lose the race show no missed call.
sip::HangUpReason answered_elsewhere() { return {0, 200, "Call completed elsewhere"}; }

// RFC 3892 2.1: who sent the call on, as it was said to us.
void add_referrer(sip::PlaceRequest& request, const core::RingLeg& command) {
  if (!command.referred_by.text.empty()) request.headers.emplace_back("Referred-By", command.referred_by.text);
}

sip::PlaceRequest place_request(const Board& board, const core::RingLeg& command) {
  sip::PlaceRequest request;
  const auto& number = command.caller.text;
  // RFC 3323 4.1.1.3 for callers who withhold their number.
  request.from_uri = number.empty() ? "sip:anonymous@anonymous.invalid"
                                    : "sip:" + sip::escape_user(number) + "@" + board.host;
  request.from_display = command.caller_name.text;
  if (!number.empty()) {
    request.headers.emplace_back("P-Asserted-Identity",
                                 sip::write_name_addr(command.caller_name.text, request.from_uri));
  }
  // The desk finds the card of this contact by it, before the first ring.
  if (command.contact.valid()) request.headers.emplace_back("X-Peal-Contact", base::to_text(command.contact));
  add_referrer(request, command);
  return request;
}

}  // namespace

// A name has been looked up before it is needed (RFC 3263); sip finds numeric hosts by itself.
Ringing::Target Ringing::outside_target(const std::string& uri) const {
  Target target{uri, std::nullopt};
  const auto place = board_.places.find(uri);
  if (place == board_.places.end()) return target;
  const auto way = board_.trunks.way(place->second);
  if (way.empty()) return target;
  target.flow = way.front();
  target.others.assign(way.begin() + 1, way.end());
  return target;
}

base::Result<std::vector<Ringing::Target>> Ringing::targets(core::AgentId agent) const {
  const auto device = board_.directory.device_of(agent);
  if (!device) return base::fail(ErrorCode::kNotFound, "The agent has no device.");
  if (device->kind == core::DeviceKind::kOutside) return std::vector<Target>{outside_target(device->address)};
  std::vector<Target> found;
  for (auto& binding : board_.sip.registrar().bindings(device->user)) {
    if (found.size() == kLinesPerRingMax) break;
    found.push_back({std::move(binding.contact), binding.flow, std::move(binding.path), {}, true});
  }
  if (found.empty()) return base::fail(ErrorCode::kUnavailable, "The agent's device is not registered.");
  return found;
}

void Ringing::ring(const core::RingLeg& command) {
  Leg* leg = board_.legs.add(command.leg);
  if (leg == nullptr) return;  // Done before.
  leg->state = LegState::kRinging;
  leg->source = core::LegSource::kDevice;
  leg->agent = command.agent;
  leg->heard_by = command.heard_by;
  leg->since = board_.now();
  const Leg* caller = board_.legs.find(command.caller_leg);
  leg->affinity = caller != nullptr ? caller->affinity : command.contact.value;
  if (caller != nullptr) leg->codec = caller->codec;

  // Where the agent sits, whatever device is the agent's own.
  const auto device = command.phone.valid() ? command.phone : command.agent;
  const auto number = command.number.text.empty() ? outside_number(device) : command.number.text;
  auto found = number.empty() ? targets(device) : std::vector<Target>{};
  if (!number.empty()) {
    if (auto placed = begin_outside(*leg, command, number); !placed) leg->ring_failure = placed.error().code;
  } else if (!found) {
    leg->ring_failure = found.error().code;
  } else {
    for (const Target& target : *found) {
      if (auto placed = place(*leg, command, target); !placed) {
        leg->ring_failure = better_cause(leg->ring_failure, placed.error().code);
        base::log(base::LogLevel::kInfo, "telephony", "ring_refused",
                  {{"leg", base::to_text(leg->id)}, {"agent", base::to_text(command.agent)}, {"error", placed.error().describe()}});
      }
    }
  }
  board_.meters.live.set(static_cast<double>(board_.legs.size()));
  if (!leg->lines.empty()) {
    const auto bound = board_.now() + command.timeout + base::Millis{kRingGrace};
    timers_.arm(base::unix_millis(bound), leg->id);
    return;
  }
  const auto cause = leg->ring_failure;
  release(board_, *leg);
  board_.raise(core::LegFailed{command.leg, cause});
}

std::string Ringing::outside_number(core::AgentId agent) const {
  const auto device = board_.directory.device_of(agent);
  const bool by_number = device && device->kind == core::DeviceKind::kOutside && device->address.starts_with("tel:");
  return by_number ? device->address.substr(4) : std::string();
}

base::Status Ringing::begin_outside(Leg& leg, const core::RingLeg& command, const std::string& number) {
  auto permit = board_.outside.permit(leg.id.tenant, number, command.agent, board_.now());
  if (!permit) return base::fail(permit.error());
  leg.outside = std::make_unique<OutsideTry>(OutsideTry{command, number, *permit, {}});
  return place_outside(leg);
}

base::Status Ringing::place_outside(Leg& leg) {
  auto& outside = *leg.outside;
  base::Status last = base::fail(ErrorCode::kUnavailable, "No trunk can carry the call.");
  while (const auto trunk = board_.trunks.choose(outside.permit, outside.tried, board_.now())) {
    outside.tried.push_back(*trunk);
    auto line = open_line(board_, leg.affinity);
    if (!line) return base::fail(line.error());
    carry(board_, *line, *trunk, false);
    const auto& setup = *board_.trunks.find(*trunk);
    make_sound_keys(board_, *line, setup.hops.located.transport);
    auto request = outside_request(board_, setup, {outside.number, outside.command.caller.text, outside.command.caller_name.text});
    add_diversions(request, board_, setup.trunk, outside.command.diversions);
    add_referrer(request, outside.command);
    send_along(request, board_, *trunk);
    line->peer = request.flow->remote;
    line->ipv6 = line->peer.v6;
    request.sdp = sip::sdp::make_offer(line->session, capabilities(board_, *line, leg.codec));
    auto call = board_.sip.place(request, board_.now());
    if (call) {
      line->call = *call;
      keep_for_another_offer(*line, request);
      board_.legs.add_line(leg, std::move(*line));
      board_.meters.placed.add();
      board_.raise(core::LegRouted{leg.id, *trunk, base::Personal{outside.number}, board_.directory.party_of(leg.id.tenant, outside.number)});
      return {};
    }
    close_line(board_, *line);
    last = base::fail(call.error());
  }
  return last;
}

base::Status Ringing::place(Leg& leg, const core::RingLeg& command, const Target& target) {
  if (board_.legs.size() > board_.config.calls_max) {
    return base::fail(ErrorCode::kOverloaded, "Too many calls at once.");
  }
  auto line = open_line(board_, leg.affinity);
  if (!line) return base::fail(line.error());
  if (target.flow) {
    line->peer = target.flow->remote;
    line->ipv6 = line->peer.v6;
    line->device = target.registered;
    line->webrtc = sip::web_socket(target.flow->transport);
    line->connection = line->webrtc ? target.flow->connection : 0;
    make_sound_keys(board_, *line, target.flow->transport);
  }
  auto request = place_request(board_, command);
  request.target = target.uri;
  request.flow = target.flow;
  request.others = target.others;
  request.by_flow_only = target.registered;
  request.route = target.path;
  request.sdp = sip::sdp::make_offer(line->session, capabilities(board_, *line, leg.codec));
  auto call = board_.sip.place(request, board_.now());
  if (!call) {
    close_line(board_, *line);
    return base::fail(call.error());
  }
  line->call = *call;
  keep_for_another_offer(*line, request);
  board_.legs.add_line(leg, std::move(*line));
  board_.meters.placed.add();
  return {};
}

void Ringing::progressed(Leg& leg) {
  if (leg.state != LegState::kRinging || leg.ringing_told) return;
  leg.ringing_told = true;
  board_.raise(core::LegRinging{leg.id});
}

void Ringing::drop_line(Leg& leg, sip::CallId call, base::ErrorCode cause) {
  const auto at = board_.legs.find(call);
  if (!at) return;
  close_line(board_, *at.line);
  board_.legs.remove_line(leg, call);
  leg.ring_failure = better_cause(leg.ring_failure, cause);
  if (!leg.lines.empty()) return;
  const auto id = leg.id;
  const auto why = leg.ring_failure;
  release(board_, leg);
  board_.raise(core::LegFailed{id, why});
}

bool Ringing::offer_otherwise(Leg& leg, sip::CallId call, const sip::CallEnd& end) {
  const auto at = board_.legs.find(call);
  if (!at) return false;
  const auto placed = telephony::offer_otherwise(board_, *at.line, leg.codec, end);
  if (!placed) return false;
  Line line = board_.legs.take_line(leg, call);
  line.call = *placed;
  board_.legs.add_line(leg, std::move(line));
  return true;
}

// A trunk that could not carry the call gives way to the next one, unless a
// telephone has rung already: then there is nothing wrong with the way.
bool Ringing::go_on_outside(Leg& leg, sip::CallId call, const sip::CallEnd& end) {
  const auto at = board_.legs.find(call);
  if (!at || !at.line->trunk.valid()) return false;
  const auto trunk = at.line->trunk;
  if (target_at_fault(end)) board_.trunks.target_failed(trunk, at.line->peer, board_.now());
  const bool another = worth_another_trunk(end) && !leg.ringing_told;
  if (!another) {
    board_.trunks.call_failed(trunk, end, false, board_.now());
    return false;
  }
  // First the new way, then the end of the old one, so that the leg is never without a line.
  const auto placed = place_outside(leg);
  board_.trunks.call_failed(trunk, end, placed.has_value(), board_.now());
  base::log(base::LogLevel::kInfo, "telephony", "trunk_failed_call",
            {{"leg", base::to_text(leg.id)}, {"trunk", base::to_text(trunk)}, {"status", end.status}, {"another", placed.has_value()}});
  if (!placed) return false;
  const auto old = board_.legs.find(call);
  close_line(board_, *old.line);
  board_.legs.remove_line(leg, call);
  return true;
}

// RFC 3261 21.6: whoever says so speaks for all devices of this name.
void Ringing::refused_everywhere(Leg& leg, sip::CallId call, base::ErrorCode cause) {
  for (const Line& line : leg.lines) {
    if (line.call != call) (void)board_.sip.hang_up(line.call, hang_up_reason(cause), board_.now());
  }
  const auto id = leg.id;
  release(board_, leg);
  board_.raise(core::LegFailed{id, cause});
}

void Ringing::refused(Leg& leg, sip::CallId call, const sip::CallEnd& end) {
  if (end.status >= 600 && leg.lines.size() > 1) return refused_everywhere(leg, call, cause_of(end, leg.ringing_told));
  if (offer_otherwise(leg, call, end)) return;
  if (leg.outside && go_on_outside(leg, call, end)) return;
  drop_line(leg, call, cause_of(end, leg.ringing_told));
}

void Ringing::answered(Leg& leg, Line& line, const sip::CallAnswered& answer) {
  const auto call = line.call;
  line.again.reset();
  const auto agreed = sip::sdp::accept_answer(line.session, capabilities(board_, line, leg.codec), answer.sdp);
  const auto done = agreed ? apply_agreed(board_, leg, line, *agreed) : base::Status(tl::unexpect, agreed.error());
  if (!done) {
    base::log(base::LogLevel::kInfo, "telephony", "answer_without_media",
              {{"leg", base::to_text(leg.id)}, {"error", done.error().describe()}});
    (void)board_.sip.hang_up(call, hang_up_reason(ErrorCode::kUnsupportedMedia), board_.now());
    return drop_line(leg, call, ErrorCode::kUnsupportedMedia);
  }
  std::vector<sip::CallId> others;
  for (const Line& other : leg.lines) {
    if (other.call != call) others.push_back(other.call);
  }
  for (const auto other : others) {
    (void)board_.sip.hang_up(other, answered_elsewhere(), board_.now());
    close_line(board_, *board_.legs.find(other).line);
    board_.legs.remove_line(leg, other);
  }
  leg.state = LegState::kUp;
  board_.raise(core::LegAnswered{leg.id});
}

void Ringing::advance(base::Time now) {
  timers_.advance(base::unix_millis(now), [&](core::LegId id) {
    Leg* leg = board_.legs.find(id);
    if (leg == nullptr || leg->state != LegState::kRinging) return;
    hang_up(board_, *leg, ErrorCode::kNoAnswer);
    board_.raise(core::LegFailed{id, ErrorCode::kNoAnswer});
  });
}

std::optional<base::Time> Ringing::next_due() const {
  const auto due = timers_.next_due();
  return due ? std::optional(base::from_unix_millis(*due)) : std::nullopt;
}

}  // namespace peal::telephony
