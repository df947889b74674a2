#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

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

// Overload. Messages that all through a window waited longer than a bound stand
// in a queue that does not drain: longer than kOverloadBegins puts a limit on new
// calls, longer than kOverloadHolds lowers it.
inline constexpr std::chrono::milliseconds kOverloadWindow = 100ms;
inline constexpr std::chrono::milliseconds kOverloadBegins = 5ms;
inline constexpr std::chrono::milliseconds kOverloadHolds = 2ms;
inline constexpr std::size_t kOverloadMessages = 50;       ///< Fewer in a window are no load: the machine was busy elsewhere.
inline constexpr std::chrono::milliseconds kOverloadHalves = 40ms;  ///< A queue of this length halves the rate.
inline constexpr double kOverloadSmoothing = 0.3;          ///< Weight of the newest window in the rate of calls let in.
inline constexpr double kOverloadDeepestCut = 0.4;         ///< The rate after one window, as a share of the one before.
inline constexpr double kOverloadLeastCut = 0.95;
inline constexpr double kOverloadRaise = 1.02;             ///< For each window without a queue.
inline constexpr double kOverloadLeastRate = 5;            ///< Calls a second that always have a chance.
inline constexpr double kOverloadBurstSeconds = 0.1;       ///< Of the rate, that may come at once.
inline constexpr std::uint32_t kOverloadCalmWindows = 10;  ///< In a row without anyone held back: the limit goes.
inline constexpr auto kOverloadRetryLeast = 5s;            ///< Retry-After, spread so that they do not all come again at once.
inline constexpr auto kOverloadRetryMost = 30s;

// Prompts.
inline constexpr std::uint32_t kPositionsPrepared = 10;    ///< "You are number 1" to "10" are spoken before anyone waits.
inline constexpr std::size_t kMusicPiecesMax = 1'000;

// Between media's threads and the loop.
inline constexpr std::size_t kMediaEventsMax = 100'000;    ///< Beyond it news of progress is dropped, never ends.

// Bindings on disk.
inline constexpr auto kBindingsSaveEvery = 30s;
inline constexpr std::size_t kBindingsFileMaxBytes = 256 * 1024 * 1024;

/// Bytes of a Referred-By field that are kept.
inline constexpr std::size_t kReferredByMax = 256;

}  // namespace peal::telephony
