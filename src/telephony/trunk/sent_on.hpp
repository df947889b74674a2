#pragma once

#include <vector>

#include "core/signal.hpp"
#include "sip/message/message.hpp"
#include "sip/user_agent/user_agent.hpp"
#include "telephony/board.hpp"

/// Calls that were sent on: what a trunk tells of it, and what we tell a trunk.
namespace peal::telephony {

/// Notes who sent the call on, by Diversion or History-Info. Whoever wants not
/// to be named counts, and has no number.
void note_diversions(const sip::Message& invite, core::LegArrived& signal);

/// The fields in the form that the trunk wants; none for a call that nobody sent on.
void add_diversions(sip::PlaceRequest& request, const Board& board, const core::Trunk& trunk, const std::vector<core::Diversion>& diversions);

}  // namespace peal::telephony
