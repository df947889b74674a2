#pragma once

#include <cstddef>
#include <cstdint>

#include "base/time.hpp"

/// Every bound of the core, by name.
namespace peal::core::limits {

/// Flow nodes taken in answer to one signal: a circle of nodes that wait for
/// nothing ends here instead of holding up everybody.
inline constexpr std::uint32_t kFlowStepsPerSignal = 64;
/// Flow nodes of one call in all.
inline constexpr std::uint32_t kFlowSteps = 1000;
/// A prompt whose end is never reported counts as ended after this.
inline constexpr base::Seconds kLongestPrompt{600};
/// An arrived leg that was answered is up by then (RFC 3261 17.2.1 gives up
/// after 64 * T1 = 32 s), or its call is over.
inline constexpr base::Seconds kLongestAnswer{64};
/// A menu waits at least this long, so that its timeout always comes.
inline constexpr base::Seconds kShortestMenu{1};
/// Keys kept of one call, as shown to the agent.
inline constexpr std::size_t kPressedKeys = 64;
/// Digits an agent may send in one request.
inline constexpr std::size_t kSentDigits = 32;
/// Bytes of notes in one handling.
inline constexpr std::size_t kNotesBytes = 16 * 1024;
/// An adapter stops ringing this much after the core should have told it to.
inline constexpr base::Seconds kRingMargin{5};
/// Shortest and longest time an agent's device rings, whatever the queue says,
/// so that every offer ends within a bound.
inline constexpr base::Seconds kShortestOffer{1};
inline constexpr base::Seconds kLongestOffer{300};
/// Pause before a lost agent's device is rung again after a failed try, doubled
/// with each further one up to the longest. A device that signs in anew is rung at once.
inline constexpr base::Seconds kRingAgain{1};
inline constexpr base::Seconds kLongestRingAgain{8};
/// An outside agent who did not answer gets no offer for this long.
inline constexpr base::Seconds kOutsideRest{30};
/// One extension of a wrap-up, and all of a wrap-up together.
inline constexpr base::Seconds kLongestExtension{600};
inline constexpr base::Seconds kLongestWrapUp{3600};
/// How long the recorder may take to hand in a recording that was stopped.
inline constexpr base::Seconds kRecordingWritten{60};
/// Trunks that one call between a phone and the outside is remembered to have tried.
inline constexpr std::size_t kTrunksOfCall = 32;
/// How long somebody is rung for a transfer, a consultation or a return.
inline constexpr base::Seconds kTransferRing{25};
/// How long an extension rings when another one calls it, where nobody has said
/// otherwise, and the least and most that may be said.
inline constexpr base::Seconds kExtensionRing{25};
inline constexpr base::Seconds kShortestRing{5};
inline constexpr base::Seconds kLongestRing{120};
/// Digits of a PIN, and how often a call may try one.
inline constexpr std::uint32_t kPinDigits = 12;
inline constexpr std::uint8_t kPinTries = 3;
/// The same for an outside number: its network takes its time.
inline constexpr base::Seconds kOutsideRing{60};
/// Digits of a number that is dialled or forwarded to.
inline constexpr std::size_t kDialledDigits = 32;
/// Forwardings that one call follows, so that a circle of them ends.
inline constexpr std::uint32_t kForwardings = 3;
/// Added to the priority of whoever comes into a queue by a transfer.
inline constexpr std::int32_t kTransferCredit = 1;
/// Longest time that a call stays parked.
inline constexpr base::Seconds kLongestParking{3600};
/// Parties of one conference.
inline constexpr std::uint32_t kConferenceParties = 50;
/// Times that somebody may try the PIN of a conference, and how long each may take.
inline constexpr base::Seconds kPinPatience{30};
/// A goodbye whose end is never reported is over after this.
inline constexpr base::Seconds kLongestGoodbye{30};
/// Retry-After of a call refused because the server drains.
inline constexpr base::Seconds kDrainRetryAfter{30};

}  // namespace peal::core::limits
