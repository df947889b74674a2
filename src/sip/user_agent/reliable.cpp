#include <algorithm>

#include "sip/message/token.hpp"
#include "sip/user_agent/core.hpp"

// Reliable provisional responses that we send: RFC 3262 3 and 5.
namespace peal::sip {

using base::Time;

namespace {

struct RAck {
  std::uint32_t rseq = 0, cseq = 0;
  std::string_view method;
};
std::optional<RAck> read_rack(std::string_view value) {
  const auto word = [&] {
    value = trimmed(value);
    const auto found = value.substr(0, value.find_first_of(" \t"));
    value.remove_prefix(found.size());
    return found;
  };
  const auto rseq = parse_number(word(), UINT32_MAX);
  const auto cseq = parse_number(word(), UINT32_MAX);
  const auto method = word();
  if (!rseq || !cseq || method.empty()) return std::nullopt;
  return RAck{static_cast<std::uint32_t>(*rseq), static_cast<std::uint32_t>(*cseq), method};
}

}  // namespace

void UserAgent::Core::send_reliable(std::uint64_t id, Call& call, std::uint16_t status, std::string_view sdp, Time now) {
  const Waiting& waiting = *call.waiting;
  // Section 5: the first to an INVITE without an offer must carry ours.
  if (waiting.offerless && sdp.empty() && (!call.reliable || !call.reliable->exchanged)) {
    if (!waiting.reliable_required) respond_waiting(waiting, status, {}, {}, {}, now);
    return;
  }
  if (!call.reliable) {
    call.reliable = std::make_unique<Reliable>();
    // Section 3: from 1 to 2^31 - 1 at random, so that room to count is left.
    call.reliable->rseq = static_cast<std::uint32_t>(tokens_.number() % 0x7fffffff);
    call.reliable->cseq = waiting.cseq;
  }
  Reliable& ours = *call.reliable;
  if (ours.unacknowledged) {
    // One at a time; the newest waits, yet never takes the place of early media.
    if (!ours.later || ours.later->sdp.empty() || !sdp.empty()) ours.later = {status, {}, std::string(sdp)};
    return;
  }
  if (ours.exchanged) sdp = {};  // Answered once and for all (RFC 3264 4).
  ++ours.rseq;
  ours.unacknowledged = true;
  ours.described = !sdp.empty();
  ours.offered = ours.described && waiting.offerless;
  if (ours.described) call.local_sdp = sdp;
  respond_waiting(waiting, status, {}, "Require: 100rel\r\nRSeq: " + std::to_string(ours.rseq) + "\r\n", sdp, now);
  ours.bytes = scratch_;
  ours.flow = waiting.flow;
  ours.interval = config_.timers.t1;
  arm(ours.repeat, now, ours.interval, {id, CallTimer::kRepeatReliable});
  arm(ours.give_up, now, config_.timers.give_up(), {id, CallTimer::kNoPrack});
}

void UserAgent::Core::prack(std::uint64_t id, Call& call, ServerRef server, const Flow& flow, Time now) {
  const auto rack = read_rack(message_.header(HeaderName::kRAck));
  if (!rack) return respond(server, flow, 400, now, {}, "Bad RAck");
  Reliable* ours = call.reliable.get();
  const bool known = ours != nullptr && ours->unacknowledged && rack->rseq == ours->rseq && rack->cseq == ours->cseq &&
                     rack->method == method_name(Method::kInvite);
  if (!known) return respond(server, flow, 481, now);
  ours->unacknowledged = false;
  ours->bytes = {};
  timers_.cancel(ours->repeat);
  timers_.cancel(ours->give_up);
  const auto sdp = message_.body_of("application/sdp");
  const bool answer = ours->offered;
  const bool offer = !answer && !sdp.empty();
  if (ours->described) ours->exchanged = true;
  ours->offered = ours->described = false;
  if (offer && (call.state == CallState::kEnding || offer_refusal(call, true) != 0)) {
    respond(server, flow, 500, now, "Retry-After: 1\r\n");
  } else if (offer) {
    call.update = waiting_for(server, flow, {});
    call.update->lines = response_lines(message_, flow, call.dialog.local_tag);
    transactions_.set_owner(server, id);
    events_.offered(CallId{id}, sdp);
  } else {
    respond(server, flow, 200, now);
    if (answer) events_.progress_acknowledged(CallId{id}, sdp);
  }
  send_what_waited(id, now);
}

void UserAgent::Core::send_what_waited(std::uint64_t id, Time now) {
  Call* call = call_of(id);
  if (call == nullptr || !call->reliable || !call->reliable->later || call->update || !call->waiting) return;
  if (call->reliable->unacknowledged) return;
  const LaterResponse later = std::move(*call->reliable->later);
  call->reliable->later.reset();
  if (later.status < 200) return send_reliable(id, *call, later.status, later.sdp, now);
  send_answer(id, *call, later.fields, later.sdp, now);
}

// Section 3: after 64*T1 without a PRACK the INVITE is refused with a 5xx.
void UserAgent::Core::no_prack(std::uint64_t id, Call& call, Time now) {
  const bool answered = call.reliable->later && call.reliable->later->status >= 200;
  if (call.waiting) respond_waiting(*call.waiting, 504, "No PRACK", {}, {}, now);
  finish(id, answered, {CallEnd::By::kTimeout, 408, "No PRACK"});
}

}  // namespace peal::sip
