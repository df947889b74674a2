#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/time.hpp"

/// Every bound of this room.
namespace peal::telephony {

using namespace std::chrono_literals;

inline constexpr std::size_t kLinesPerRingMax = 4;         ///< Devices of one agent that ring together.
inline constexpr std::size_t kDialledMaxBytes = 64;        ///< A longer Request-URI user gets 414.
inline constexpr std::size_t kCallerMaxBytes = 64;
inline constexpr std::size_t kCallerNameMaxBytes = 128;
inline constexpr std::size_t kDigitsPerSendMax = 64;
inline constexpr auto kRingGrace = 2s;                     ///< The core's own timer comes first.
inline constexpr auto kRetryAfterFull = 10s;               ///< In the 503 of a full switch.

// Trunks.
inline constexpr auto kRetryAfterChannels = 15s;           ///< In the 503 of a trunk whose channels are all in use...
inline constexpr auto kRetryAfterPace = 1s;                ///< ...and of one that calls too fast.
inline constexpr std::size_t kTargetsChecked = 16;         ///< Addresses of one trunk that are asked whether they live.
inline constexpr auto kTrunkPatience = 4s;                 ///< For the first sign of life; then another trunk is tried.
inline constexpr std::size_t kTestCallsMax = 4;            ///< At once.
inline constexpr auto kTestCallRings = 40s;
inline constexpr auto kTestCallTalks = 30s;                ///< For the sentence; a voice that hangs ends it.

// Registrations and attempts to sign in, for each source address. A new source
// may bring kRegisterBurst requests at once: an office behind one address that
// gets its power back. A wrong password costs as much as kWrongPasswordCost requests.
inline constexpr std::uint32_t kRegisterPerSecond = 200;
inline constexpr std::uint32_t kRegisterBurst = 2'000;
inline constexpr std::uint32_t kWrongPasswordCost = 50;
inline constexpr std::size_t kSourcesMax = 16'384;         ///< Sources that are remembered; the least recent goes first.

// Misdeeds of a source are weighed in points, which wear off; with kBanPoints it
// is shut out, the first time for kBanFirst and each further time kBanGrowth times
// as long. Somebody who mistypes a password, or a phone without one that asks every
// ten seconds, stays far below.
inline constexpr double kBanPoints = 1'000;
inline constexpr double kPointsWearOffPerHour = 1'000;
inline constexpr double kWrongPasswordPoints = 100;
inline constexpr double kNoPasswordPoints = 2;             ///< An office of hundreds of phones may get its power back at once...
inline constexpr double kSuccessForgives = 50;             ///< ...and each of them that signs in makes up for others.
inline constexpr double kUnknownNumberPoints = 50;
inline constexpr double kScannerPoints = 1'000;
inline constexpr double kMalformedPoints = 20;
inline constexpr double kFloodPoints = 10;                 ///< For each request that was dropped because the source had too many waiting.
// A source where somebody signed in lately is an office: what can be forged does
// not count against it at all, and what cannot be counts a tenth.
inline constexpr auto kTrustFor = 2h;                      ///< Longer than any registration lives.
inline constexpr double kTrustedShare = 0.1;
inline constexpr auto kBanFirst = 5min;
inline constexpr int kBanGrowth = 4;
inline constexpr auto kBanMax = 7 * 24h;
inline constexpr auto kBanForgottenAfter = 30 * 24h;       ///< After its end; then the next is a first one.
inline constexpr std::size_t kSuspectsMax = 65'536;        ///< About 10 MB; the least recent goes first.
inline constexpr std::size_t kTrustedMax = 65'536;
inline constexpr std::size_t kBansMax = 65'536;
inline constexpr std::size_t kBansShown = 1'000;           ///< The newest.

// One account whose password is guessed from many sources: after kLockAfter
// failures a stranger's try is looked at only now and then.
inline constexpr std::uint32_t kLockAfter = 10;
inline constexpr auto kLockFirst = 5s;                     ///< Doubled with each further failure...
inline constexpr auto kLockMost = 15min;                   ///< ...up to this.
inline constexpr auto kLockForgets = 1h;                   ///< Without a failure.
inline constexpr std::size_t kLocksMax = 16'384;           ///< Accounts, real or not, that failed; the least recent goes first.
inline constexpr std::size_t kLocksKept = 1'024;            ///< Locked ones, the newest, that survive a restart.
inline constexpr std::size_t kLockUserMaxBytes = 64;       ///< Longer names share a place.
inline constexpr auto kBansSaveAfter = 2s;
inline constexpr std::size_t kGuardFileMaxBytes = 64 * 1024 * 1024;

// Strangers who call open numbers.
inline constexpr std::size_t kStrangersMax = 16'384;       ///< Sources, and as many neighbourhoods; the least recent goes first.
inline constexpr auto kRetryAfterStranger = 60s;           ///< In the 503 of one who has used up its minute.

// Calls of strangers whose ACK has not come: nothing shows yet that there is anybody at
// that address. They hold one stream in kHalfOpenShare, and those whose INVITE was sent
// again as many as one in kHalfOpenRepeatedShare.
inline constexpr std::size_t kHalfOpenShare = 8;
inline constexpr std::size_t kHalfOpenRepeatedShare = 4;
inline constexpr std::size_t kHalfOpenLeast = 8;           ///< However few streams there are.
inline constexpr std::size_t kHalfOpenMost = 1'024;        ///< However many there are.
inline constexpr auto kHalfOpenRoundTrip = 250ms;          ///< After our answer; until then a call never makes room for another.
inline constexpr auto kHalfOpenGone = 1500ms;              ///< Then our answer has gone out three times (RFC 3261 13.3.1.4), and it makes room for anybody.
inline constexpr auto kHalfOpenRepeats = 400ms;            ///< An INVITE comes again after T1 (RFC 3261 17.1.1.2), 500 ms, less what the network swings.
inline constexpr auto kHalfOpenForgets = 32s;              ///< Timer B: no phone goes on longer.
inline constexpr std::size_t kHalfOpenRemembered = 65'536; ///< Calls that got no answer: a flood of 10,000 a second leaves most of them until they come again.

// Calls to outside.
inline constexpr std::size_t kOutsideAlarmsMax = 1'000;    ///< Not acknowledged; the oldest goes first.
inline constexpr std::size_t kAlarmBeginningMax = 6;       ///< Of a refused number: a country and an area.

// Overload. New calls that all through a window waited longer than kOverloadBegins
// stand in a queue that does not drain: that puts a limit on them. So does, sooner, a
// queue that grows by kOverloadSwell in each of kOverloadSwellWindows short ones. The
// limit is lowered while most messages of calls in progress wait longer than twice the
// usual mean, within the bounds of kOverloadHolds.
inline constexpr std::chrono::milliseconds kOverloadWindow = 100ms;
inline constexpr std::chrono::milliseconds kOverloadBegins = 5ms;
inline constexpr std::chrono::milliseconds kOverloadSwellWindow = 10ms;
inline constexpr double kOverloadSwell = 32;
inline constexpr std::uint32_t kOverloadSwellWindows = 2;
inline constexpr double kOverloadFirstShare = 0.5;         ///< Of the rate of those windows: what calls cost later is still to come.
inline constexpr std::chrono::microseconds kOverloadHoldsLeast = 200us;
inline constexpr std::chrono::microseconds kOverloadHoldsMost = 600us;
inline constexpr std::chrono::microseconds kOverloadFresh = 1ms;  ///< A call that waited longer is refused first.
inline constexpr std::chrono::microseconds kOverloadUsual = 150us;  ///< The mean wait until one was seen.
inline constexpr double kOverloadUsualSmoothing = 0.02;           ///< Weight of the newest window: some seconds' memory.
inline constexpr std::size_t kOverloadTurn = 4;            ///< Fewer messages in a turn are no queue.
inline constexpr std::size_t kOverloadMessages = 50;       ///< Fewer in a window are no load: the machine was busy elsewhere.
inline constexpr double kOverloadSmoothing = 0.3;          ///< Weight of the newest window in the rate of calls let in.
inline constexpr double kOverloadDeepestCut = 0.6;         ///< The rate after one window, as a share of the one before.
inline constexpr double kOverloadLeastCut = 0.95;
inline constexpr double kOverloadRaise = 1.02;             ///< For each window in which most did not wait long...
inline constexpr double kOverloadRaiseFast = 1.1;          ///< ...and where fewer than one in kOverloadEase did.
inline constexpr std::size_t kOverloadEase = 10;
inline constexpr double kOverloadUntried = 1.5;            ///< The rate stays below this many times what it let in.
inline constexpr double kOverloadLeastRate = 5;            ///< Calls a second that always have a chance.
inline constexpr double kOverloadBurstSeconds = 0.005;     ///< Of the rate, that may come at once in a storm...
inline constexpr double kOverloadCalmBurstSeconds = 0.1;   ///< ...and when nobody had to be refused lately, or by staff on credit.
inline constexpr std::size_t kOverloadFlood = 2;           ///< So many times as many as those of a caller's own rank wait behind it: a flood presses on the door.
inline constexpr std::uint32_t kOverloadCalmWindows = 10;  ///< In a row without anyone held back: the limit goes.
inline constexpr auto kOverloadRetryLeast = 5s;            ///< Retry-After, spread so that they do not all come again at once.
inline constexpr auto kOverloadRetryMost = 30s;
inline constexpr std::size_t kBusyToldMax = 100;   ///< Callers who are told at once that every line is busy; others get the bare 503.
inline constexpr auto kBusyToldFor = 20s;          ///< The longest that one is told.
inline constexpr auto kBusySpokenAgain = 60s;      ///< Between tries of a sentence that could not be spoken ahead.

/// A pause after a key that ends what is gathered, and the most that is.
inline constexpr auto kGatherPause = 5s;
inline constexpr std::size_t kGatheredDigitsMax = 32;

// Prompts.
inline constexpr std::uint32_t kPositionsPrepared = 10;    ///< "You are number 1" to "10" are spoken before anyone waits.
inline constexpr std::size_t kMusicPiecesMax = 1'000;

// PINs of conferences: keys gathered at most, and the pause after the last that ends them.
inline constexpr std::size_t kPinDigitsMax = 12;
inline constexpr auto kPinPause = 4s;

// Who talks in a mix: media says so again every two seconds while it lasts.
inline constexpr base::Millis kTalkHolds{5'000};
inline constexpr std::size_t kTalkersKept = 256;           ///< From so many on, those who are gone are looked for.

// Between media's threads and the loop.
inline constexpr std::size_t kMediaEventsMax = 100'000;    ///< Beyond it news of progress is dropped, never ends.

// Bindings on disk.
inline constexpr auto kBindingsSaveEvery = 30s;
inline constexpr std::size_t kBindingsFileMaxBytes = 256 * 1024 * 1024;

/// Bytes of a Referred-By field that are kept.
inline constexpr std::size_t kReferredByMax = 256;

// Busy lamps: changes of one moment are told together.
inline constexpr base::Millis kLampsPause{100};

}  // namespace peal::telephony
