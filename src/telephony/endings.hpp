#pragma once

#include "core/command.hpp"
#include "telephony/board.hpp"

/// How legs end. Each function takes the leg out of the table, so that nothing
/// is raised for it any more.
namespace peal::telephony {

/// The core's wish. An incoming call that was not answered is refused, one that
/// we placed is cancelled, one that is up gets BYE; sip sees to crossings.
void hang_up(Board& board, Leg& leg, base::ErrorCode cause);
/// Refuses an incoming call; one that was answered meanwhile is ended.
void reject(Board& board, Leg& leg, const core::RejectLeg& command);

/// Our side ends it because its connection or its sound is gone: LegLost.
void lose(Board& board, Leg& leg);
/// Sip ended it: LegFailed before the answer, LegHungUp or LegLost after it.
void failed(Board& board, Leg& leg, const sip::CallEnd& end);
void ended(Board& board, Leg& leg, const sip::CallEnd& end);

/// Gives ports back and forgets the leg; the SIP calls are over already.
void release(Board& board, Leg& leg);

}  // namespace peal::telephony
