#pragma once

#include "core/fact.hpp"
#include "core/state.hpp"

/// How each fact changes the state; called by apply() and by nothing else. One
/// function per fact, beside the noun it is about. A reference to something
/// that is not there is ignored.
namespace peal::core::applying {

/// The part of a fact that all have in common.
struct Envelope {
  TenantId tenant;
  Time at;
};

void on(State& state, const Envelope& fact, const SettingsAdopted& body);
void on(State& state, const Envelope& fact, const SystemRestarted& body);
void on(State& state, const Envelope& fact, const DrainStarted& body);

void on(State& state, const Envelope& fact, const ContactArrived& body);
void on(State& state, const Envelope& fact, const InternalCallStarted& body);
void on(State& state, const Envelope& fact, const InternalCallAnswered& body);
void on(State& state, const Envelope& fact, const InternalCallEnded& body);
void on(State& state, const Envelope& fact, const ContactAnswered& body);
void on(State& state, const Envelope& fact, const CustomerIdentified& body);
void on(State& state, const Envelope& fact, const CustomerUnknown& body);
void on(State& state, const Envelope& fact, const ContactEnded& body);

void on(State& state, const Envelope& fact, const FlowStepTaken& body);
void on(State& state, const Envelope& fact, const DigitReceived& body);
void on(State& state, const Envelope& fact, const PromptEnded& body);
void on(State& state, const Envelope& fact, const LanguageChosen& body);

void on(State& state, const Envelope& fact, const VisitStarted& body);
void on(State& state, const Envelope& fact, const PositionAnnounced& body);
void on(State& state, const Envelope& fact, const VisitEnded& body);

void on(State& state, const Envelope& fact, const OfferMade& body);
void on(State& state, const Envelope& fact, const OfferRinging& body);
void on(State& state, const Envelope& fact, const OfferEnded& body);

void on(State& state, const Envelope& fact, const HandlingStarted& body);
void on(State& state, const Envelope& fact, const LegsBridged& body);
void on(State& state, const Envelope& fact, const HoldStarted& body);
void on(State& state, const Envelope& fact, const HoldEnded& body);
void on(State& state, const Envelope& fact, const MuteChanged& body);
void on(State& state, const Envelope& fact, const DigitsSent& body);
void on(State& state, const Envelope& fact, const AgentLegLost& body);
void on(State& state, const Envelope& fact, const AgentLegRung& body);
void on(State& state, const Envelope& fact, const AgentLegRingFailed& body);
void on(State& state, const Envelope& fact, const AgentLegBack& body);
void on(State& state, const Envelope& fact, const TalkEnded& body);

void on(State& state, const Envelope& fact, const WrapUpStarted& body);
void on(State& state, const Envelope& fact, const WrapUpExtended& body);
void on(State& state, const Envelope& fact, const NotesWritten& body);
void on(State& state, const Envelope& fact, const DispositionChosen& body);
void on(State& state, const Envelope& fact, const HandlingEnded& body);

void on(State& state, const Envelope& fact, const ContactTransferred& body);
void on(State& state, const Envelope& fact, const TransferRung& body);
void on(State& state, const Envelope& fact, const TransferEnded& body);
void on(State& state, const Envelope& fact, const OutsideTalkStarted& body);
void on(State& state, const Envelope& fact, const OutsideTalkEnded& body);
void on(State& state, const Envelope& fact, const ContactSentToFlow& body);
void on(State& state, const Envelope& fact, const ContactPickedUp& body);
void on(State& state, const Envelope& fact, const ConsultStarted& body);
void on(State& state, const Envelope& fact, const ConsultAnswered& body);
void on(State& state, const Envelope& fact, const ConsultEnded& body);
void on(State& state, const Envelope& fact, const ContactParked& body);
void on(State& state, const Envelope& fact, const ContactUnparked& body);

void on(State& state, const Envelope& fact, const InternalCallRung& body);
void on(State& state, const Envelope& fact, const InternalPeerAnswered& body);
void on(State& state, const Envelope& fact, const InternalPeerLeft& body);
void on(State& state, const Envelope& fact, const TrunkTaken& body);
void on(State& state, const Envelope& fact, const ForwardingSet& body);
void on(State& state, const Envelope& fact, const PhoneRulesSet& body);
void on(State& state, const Envelope& fact, const SeatTaken& body);
void on(State& state, const Envelope& fact, const SeatLeft& body);
void on(State& state, const Envelope& fact, const SeatTried& body);

void on(State& state, const Envelope& fact, const ConferenceAsked& body);
void on(State& state, const Envelope& fact, const ConferenceJoined& body);
void on(State& state, const Envelope& fact, const ConferenceAdmitted& body);
void on(State& state, const Envelope& fact, const ConferenceRefused& body);
void on(State& state, const Envelope& fact, const ConferenceLeft& body);
void on(State& state, const Envelope& fact, const ConferenceMuted& body);
void on(State& state, const Envelope& fact, const ConferenceLocked& body);
void on(State& state, const Envelope& fact, const ConferenceRecorded& body);
void on(State& state, const Envelope& fact, const ConsultJoined& body);
void on(State& state, const Envelope& fact, const ConsultSplit& body);

void on(State& state, const Envelope& fact, const RecordingStarted& body);
void on(State& state, const Envelope& fact, const RecordingEnded& body);

void on(State& state, const Envelope& fact, const AgentSignedIn& body);
void on(State& state, const Envelope& fact, const AgentStatusChanged& body);
void on(State& state, const Envelope& fact, const BreakQueued& body);
void on(State& state, const Envelope& fact, const AgentSignedOut& body);
void on(State& state, const Envelope& fact, const AgentDeviceUp& body);
void on(State& state, const Envelope& fact, const AgentDeviceDown& body);

/// Ends a live contact's membership of the state when nothing needs it any more.
void forget_if_over(State& state, ContactId id);

}  // namespace peal::core::applying
