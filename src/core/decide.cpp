#include "core/decide.hpp"

#include <vector>

#include "core/agent/rest.hpp"
#include "core/conference/conference.hpp"
#include "core/consult/consult.hpp"
#include "core/flow/interpreter.hpp"
#include "core/handling/reconnect.hpp"
#include "core/handling/wrap_up.hpp"
#include "core/offer/offer.hpp"
#include "core/park/park.hpp"
#include "core/pbx/internal.hpp"
#include "core/queue/visit.hpp"
#include "core/recording/recording.hpp"
#include "core/routing/match.hpp"
#include "core/rules.hpp"
#include "core/transfer/ring.hpp"

namespace peal::core {

Outcome decide(State& state, const Signal& signal, Time now, std::uint64_t seed) {
  Turn turn(state, now, seed);
  std::visit([&](const auto& each) { rules::on(turn, each); }, signal);
  routing::match(turn);
  return turn.take();
}

namespace rules {
namespace {

template <class IdType>
IdType id_of(const TimerKey& key) {
  return IdType{key.tenant, key.id};
}

// Each of these looks again whether its alarm is due: an earlier one of the
// same tick may have moved it.
void fire(Turn& turn, const TimerKey& key) {
  switch (key.kind) {
    case TimerKind::kFlow: return flow::due(turn, id_of<LegId>(key));
    case TimerKind::kAnnounce: return queue::announcement_due(turn, id_of<ContactId>(key));
    case TimerKind::kOffer: return offer::due(turn, id_of<ContactId>(key));
    case TimerKind::kReconnect: return handling::grace_due(turn, id_of<ContactId>(key));
    case TimerKind::kRingAgain: return handling::ring_again_due(turn, id_of<ContactId>(key));
    case TimerKind::kWrapUp: return handling::wrap_up_due(turn, id_of<AgentId>(key));
    case TimerKind::kDeviceGrace: return agent::grace_due(turn, id_of<AgentId>(key));
    case TimerKind::kRest: return agent::rest_due(turn, id_of<AgentId>(key));
    case TimerKind::kRecording: return recording::due(turn, id_of<RecordingId>(key));
    case TimerKind::kTransfer: return transfer::due(turn, id_of<ContactId>(key));
    case TimerKind::kConsult: return consult::due(turn, id_of<ContactId>(key));
    case TimerKind::kPark: return park::due(turn, id_of<ContactId>(key));
    case TimerKind::kInternalRing: return pbx::due(turn, id_of<LegId>(key));
    case TimerKind::kConference: return conference::due(turn, id_of<LegId>(key));
  }
}

}  // namespace

void on(Turn& turn, const Tick&) {
  std::vector<TimerKey> due;
  turn.state.timers.advance(base::unix_millis(turn.now), [&](const TimerKey& key) { due.push_back(key); });
  for (const auto& key : due) fire(turn, key);
}

}  // namespace rules
}  // namespace peal::core
