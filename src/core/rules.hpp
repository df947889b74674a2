#pragma once

#include "core/signal.hpp"
#include "core/timer.hpp"
#include "core/turn.hpp"

/// What each signal leads to; called by decide() and by nothing else. One
/// function per signal, beside the noun it is about.
namespace peal::core::rules {

void on(Turn& turn, const LegArrived& signal);
void on(Turn& turn, const LegRouted& signal);
void on(Turn& turn, const LegRinging& signal);
void on(Turn& turn, const LegAnswered& signal);
void on(Turn& turn, const LegFailed& signal);
void on(Turn& turn, const LegHungUp& signal);
void on(Turn& turn, const LegLost& signal);
void on(Turn& turn, const DigitPressed& signal);
void on(Turn& turn, const PlayFinished& signal);
void on(Turn& turn, const RecordingFailed& signal);
void on(Turn& turn, const RecordingWritten& signal);
void on(Turn& turn, const DeviceUp& signal);
void on(Turn& turn, const DeviceDown& signal);

void on(Turn& turn, const SignIn& signal);
void on(Turn& turn, const SignOut& signal);
void on(Turn& turn, const GoReady& signal);
void on(Turn& turn, const GoNotReady& signal);
void on(Turn& turn, const RejectOffer& signal);
void on(Turn& turn, const Hold& signal);
void on(Turn& turn, const Retrieve& signal);
void on(Turn& turn, const Mute& signal);
void on(Turn& turn, const SendDigits& signal);
void on(Turn& turn, const HangUp& signal);
void on(Turn& turn, const ExtendWrapUp& signal);
void on(Turn& turn, const WriteNotes& signal);
void on(Turn& turn, const FinishWrapUp& signal);

void on(Turn& turn, const LegHeld& signal);
void on(Turn& turn, const LegReferred& signal);
void on(Turn& turn, const TransferContact& signal);
void on(Turn& turn, const Consult& signal);
void on(Turn& turn, const SwapConsult& signal);
void on(Turn& turn, const CompleteTransfer& signal);
void on(Turn& turn, const CancelConsult& signal);
void on(Turn& turn, const Park& signal);
void on(Turn& turn, const RetrieveParked& signal);
void on(Turn& turn, const SetForwarding& signal);
void on(Turn& turn, const SetPhoneRules& signal);
void on(Turn& turn, const LeaveSeat& signal);
void on(Turn& turn, const DigitsGathered& signal);
void on(Turn& turn, const PinChecked& signal);
void on(Turn& turn, const JoinConsult& signal);
void on(Turn& turn, const PinTaken& signal);
void on(Turn& turn, const MuteParty& signal);
void on(Turn& turn, const RemoveParty& signal);
void on(Turn& turn, const LockConference& signal);
void on(Turn& turn, const EndConference& signal);

void on(Turn& turn, const CustomerFound& signal);
void on(Turn& turn, const CustomerNotFound& signal);

void on(Turn& turn, const Tick& signal);
void on(Turn& turn, const SettingsChanged& signal);
void on(Turn& turn, const Restarted& signal);
void on(Turn& turn, const Drain& signal);

}  // namespace peal::core::rules
