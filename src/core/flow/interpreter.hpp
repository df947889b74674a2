#pragma once

#include "core/turn.hpp"

/// Takes a call through its flow, node by node. The same for contacts and for
/// internal calls: a call is known by its arrived leg.
namespace peal::core::flow {

void begin(Turn& turn, LegId leg);
/// The arrived leg is up: what the present node does is done now.
void answered(Turn& turn, LegId leg);
/// To another node of the same flow, for a rule that knows what the flow cannot.
void go_to(Turn& turn, LegId leg, const std::string& node, std::uint8_t attempt);
void digit(Turn& turn, LegId leg, const base::Personal& digit);
void play_finished(Turn& turn, LegId leg, PlayId play);
void due(Turn& turn, LegId leg);

}  // namespace peal::core::flow
