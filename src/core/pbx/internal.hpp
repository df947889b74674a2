#pragma once

#include "core/transfer/target.hpp"

/// Calls between extensions, and of agents to the outside: a call of a device
/// that rings a peer. It is no contact: not queued, not recorded, not written up.
namespace peal::core::pbx {

/// A device dials a place that is an agent or an outside number; a refusal ends
/// the call with its cause.
void call(Turn& turn, const LegArrived& signal, const transfer::Place& place);
/// A sentence of our own is spoken to the caller, then the call ends.
void say(Turn& turn, const LegArrived& signal, const char* notice);

void peer_answered(Turn& turn, LegId call);
/// The caller's leg is up.
void caller_answered(Turn& turn, LegId call);
/// The peer did not come or is gone; a forwarding may lead on.
void peer_gone(Turn& turn, LegId call, base::ErrorCode cause);
void due(Turn& turn, LegId call);

/// A phone holds its call (RFC 3264 8.4), or takes it back: the other end hears music meanwhile.
void hold(Turn& turn, LegId leg, bool held);

/// The peer leaves the call and sends its caller on (RFC 3515).
[[nodiscard]] std::optional<transfer::Refusal> redirect(Turn& turn, LegId call, const std::string& digits, LegId report_to);

/// `agent` takes a call that rings somebody else, by a call of its own phone.
void take_over(Turn& turn, LegId call, AgentId agent, LegId arrived);

/// The end of the peer's part, as a fact; `hang_up` when its leg is still there.
void end_peer(Turn& turn, LegId call, base::ErrorCode cause, bool hang_up);

}  // namespace peal::core::pbx
