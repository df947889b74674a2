#include "core/conference/conference.hpp"
#include "core/consult/consult.hpp"
#include "core/contact/end.hpp"
#include "core/flow/interpreter.hpp"
#include "core/handling/reconnect.hpp"
#include "core/handling/talk.hpp"
#include "core/offer/offer.hpp"
#include "core/pbx/internal.hpp"
#include "core/pbx/outside_contact.hpp"
#include "core/recording/recording.hpp"
#include "core/rules.hpp"
#include "core/seat/seat.hpp"
#include "core/transfer/ring.hpp"

/// What telephony says of a leg goes to whatever the leg is for.
namespace peal::core::rules {
namespace {

void caller_answered(Turn& turn, LegId leg, ContactId id) {
  auto* contact = turn.state.contact(id);
  if (contact == nullptr || contact->run.up) return;
  turn.note(id.tenant, ContactAnswered{id});
  if (contact->run.flow != nullptr && recording::wanted(turn.state, *contact->run.flow)) recording::start(turn, *contact);
  flow::answered(turn, leg);
}

void internal_answered(Turn& turn, LegId leg) {
  const auto& call = turn.state.internal_calls.at(leg);
  if (call.run.up) return;
  turn.note(call.agent.tenant, InternalCallAnswered{leg, call.agent});
  if (call.peer) return pbx::caller_answered(turn, leg);
  flow::answered(turn, leg);
  seat::answered(turn, leg);
}

// Copied, since what follows may forget the leg.
std::optional<LegUse> use_of(const Turn& turn, LegId leg) {
  const auto* use = turn.state.leg(leg);
  return use == nullptr ? std::nullopt : std::optional(*use);
}

// Legs of transfers, consultations and calls between extensions.
void other_end_gone(Turn& turn, const LegUse& use, base::ErrorCode cause) {
  switch (use.role) {
    case LegRole::kTransfer: return transfer::failed(turn, use.contact, cause);
    case LegRole::kConsult: return consult::target_gone(turn, use.contact, cause);
    case LegRole::kConsultOwn: return consult::own_gone(turn, use.contact);
    case LegRole::kPeer: return pbx::peer_gone(turn, use.call, cause);
    case LegRole::kOutside: {
      contact::Ending how;
      how.hang_up_caller = true;
      return contact::end(turn, use.contact, how);
    }
    default: return;
  }
}

}  // namespace

void on(Turn& turn, const LegRouted& signal) {
  const auto use = use_of(turn, signal.leg);
  const bool ours = use && (use->contact.valid() || use->role == LegRole::kPeer);
  if (!ours || !signal.trunk.valid()) return;
  TrunkTaken fact{use->contact, signal.leg, signal.trunk};
  // Only a party's key could seal whom the call reached.
  if (use->role == LegRole::kPeer && signal.party.valid() && pbx::lacks_number(turn.state, use->call)) {
    fact.number = signal.number;
    fact.party = signal.party;
  }
  const auto party = fact.party;
  turn.note(signal.leg.tenant, std::move(fact), party);
}

void on(Turn& turn, const LegRinging& signal) {
  const auto use = use_of(turn, signal.leg);
  // Nobody is rung for a call that is over, also when the two crossed.
  if (!use) return turn.order(HangUpLeg{signal.leg, base::ErrorCode::kCancelled});
  if (use->role == LegRole::kOffered) offer::ringing(turn, use->contact);
}

void on(Turn& turn, const LegAnswered& signal) {
  const auto use = use_of(turn, signal.leg);
  // The answer crossed our cancel (RFC 3261 9.1): the leg is up for nobody.
  if (!use) return turn.order(HangUpLeg{signal.leg, base::ErrorCode::kCancelled});
  switch (use->role) {
    case LegRole::kCaller: return caller_answered(turn, signal.leg, use->contact);
    case LegRole::kInternal: return internal_answered(turn, signal.leg);
    case LegRole::kOffered: return offer::accept(turn, use->contact);
    case LegRole::kReturning: return handling::agent_back(turn, use->contact);
    case LegRole::kTransfer: return transfer::answered(turn, use->contact);
    case LegRole::kConsult: return consult::answered(turn, use->contact);
    case LegRole::kConsultOwn: return consult::own_answered(turn, use->contact);
    case LegRole::kPeer: return pbx::peer_answered(turn, use->call);
    case LegRole::kOutside:
    case LegRole::kAgent: return;
  }
}

void on(Turn& turn, const LegFailed& signal) {
  const auto use = use_of(turn, signal.leg);
  if (!use) return;
  switch (use->role) {
    case LegRole::kCaller: return contact::caller_left(turn, use->contact, signal.cause);
    case LegRole::kInternal: return contact::end_internal(turn, signal.leg, false);
    case LegRole::kOffered: return offer::leg_failed(turn, use->contact, signal.cause);
    case LegRole::kReturning: return handling::return_failed(turn, use->contact, signal.cause);
    case LegRole::kAgent: return handling::leg_lost(turn, use->contact);
    default: return other_end_gone(turn, *use, signal.cause);
  }
}

void on(Turn& turn, const LegHungUp& signal) {
  const auto use = use_of(turn, signal.leg);
  if (!use) return;
  switch (use->role) {
    case LegRole::kCaller: return contact::caller_left(turn, use->contact, base::ErrorCode::kCancelled);
    case LegRole::kInternal: return contact::end_internal(turn, signal.leg, false);
    case LegRole::kOffered: return offer::leg_failed(turn, use->contact, base::ErrorCode::kUnreachable);
    case LegRole::kReturning: return handling::return_failed(turn, use->contact, base::ErrorCode::kUnreachable);
    case LegRole::kAgent: return handling::agent_hung_up(turn, use->contact);
    default: return other_end_gone(turn, *use, base::ErrorCode::kCancelled);
  }
}

void on(Turn& turn, const LegLost& signal) {
  const auto use = use_of(turn, signal.leg);
  if (!use) return;
  // The adapter keeps a lost leg until it is told that it is not wanted.
  turn.order(HangUpLeg{signal.leg, base::ErrorCode::kUnreachable});
  switch (use->role) {
    case LegRole::kCaller: return contact::caller_left(turn, use->contact, base::ErrorCode::kUnreachable);
    case LegRole::kInternal: return contact::end_internal(turn, signal.leg, false);
    case LegRole::kOffered: return offer::leg_failed(turn, use->contact, base::ErrorCode::kUnreachable);
    case LegRole::kReturning: return handling::return_failed(turn, use->contact, base::ErrorCode::kUnreachable);
    case LegRole::kAgent: return handling::leg_lost(turn, use->contact);
    default: return other_end_gone(turn, *use, base::ErrorCode::kUnreachable);
  }
}

void on(Turn& turn, const DigitPressed& signal) {
  static constexpr std::string_view kKeys = "0123456789*#ABCD";
  if (signal.digit.text.size() != 1 || kKeys.find(signal.digit.text[0]) == std::string_view::npos) return;
  // Keys at a conference's door may be its PIN: they are nobody's business here.
  const auto* use = turn.state.leg(signal.leg);
  if (use != nullptr && use->conference.valid()) return;
  // A key behind the PIN, such as a late #, is no answer to the question.
  if (seat::asks_pin(turn.state, signal.leg)) return;
  flow::digit(turn, signal.leg, signal.digit);
}

void on(Turn& turn, const PlayFinished& signal) {
  const auto* use = turn.state.leg(signal.leg);
  if (use != nullptr && use->conference.valid()) return conference::play_finished(turn, signal.leg, signal.play);
  flow::play_finished(turn, signal.leg, signal.play);
}

}  // namespace peal::core::rules
