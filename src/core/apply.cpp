#include "core/apply.hpp"

#include <algorithm>
#include <type_traits>

namespace peal::core {
namespace {

/// Ids that the core makes; the greatest one is state, so that ids never repeat.
template <class T>
inline constexpr bool kMadeHere =
    std::is_same_v<T, ContactId> || std::is_same_v<T, VisitId> || std::is_same_v<T, HandlingId> ||
    std::is_same_v<T, OfferId> || std::is_same_v<T, RecordingId> || std::is_same_v<T, PlayId> ||
    std::is_same_v<T, TransferId> || std::is_same_v<T, MixId>;

template <class Body>
void note_ids(State& state, const Body& body) {
  const auto see = [&](const auto& field) {
    if constexpr (kMadeHere<std::decay_t<decltype(field)>>) state.last_id = std::max(state.last_id, field.value);
  };
  std::apply([&](const auto&... field) { (see(field), ...); }, body.tie());
  // Legs that arrive are named by telephony; only those the core rings count.
  if constexpr (std::is_same_v<Body, OfferMade> || std::is_same_v<Body, AgentLegRung> ||
                std::is_same_v<Body, TransferRung> || std::is_same_v<Body, ConsultStarted>)
    state.last_id = std::max(state.last_id, body.leg.value);
  if constexpr (std::is_same_v<Body, InternalCallRung>) state.last_id = std::max(state.last_id, body.peer.value);
}

}  // namespace

void apply(State& state, const Fact& fact) {
  state.clock = std::max(state.clock, fact.at);
  const applying::Envelope envelope{fact.tenant, fact.at};
  std::visit(
      [&](const auto& body) {
        note_ids(state, body);
        applying::on(state, envelope, body);
      },
      fact.body);
}

}  // namespace peal::core
