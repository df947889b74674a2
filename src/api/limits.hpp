#pragma once

#include <cstddef>
#include <cstdint>

#include "base/time.hpp"

/// Every bound of this room. A counter tells when one is hit
/// (peal_api_limit_hits_total, label limit).
namespace peal::api {

using base::Millis;
using base::Seconds;

// Work that blocks: SQL, password hashing, files.
inline constexpr std::size_t kWorkerThreads = 3;
inline constexpr std::size_t kWorkerQueueMax = 2'000;   ///< Further requests get 503.

// Bodies.
inline constexpr std::size_t kJsonBodyMax = 128 << 10;
inline constexpr std::size_t kSettingsBodyMax = 8 << 20;

// Sessions.
inline constexpr std::size_t kIdentitiesCachedMax = 20'000;
inline constexpr Seconds kIdentityRecheck{60};          ///< How often a session in use is looked up again.
inline constexpr double kSignInPerSource = 20;          ///< Tries from one address in kSignInWindow.
inline constexpr double kSignInPerName = 10;            ///< Tries for one name in kSignInWindow.
inline constexpr Seconds kSignInWindow{300};
inline constexpr std::size_t kRateKeysMax = 100'000;

// Customers' calls from a page.
inline constexpr Seconds kWebCallTokenLife{60};
inline constexpr double kWebCallsPerSource = 30;        ///< Tokens for one address in kWebCallWindow.
inline constexpr Seconds kWebCallWindow{300};
inline constexpr std::size_t kWebTokensUsedMax = 200'000;
inline constexpr std::size_t kWebTokenBytesMax = 2'048;
inline constexpr std::size_t kVisitorNameMax = 100;     ///< Characters.
inline constexpr std::size_t kVisitorNumberMax = 40;    ///< Characters, as typed.
inline constexpr Seconds kPreflightKept{600};           ///< How long a browser remembers that it may ask.

// Softphones.
inline constexpr Seconds kSoftphoneSecretLife{12 * 3'600};
inline constexpr std::int64_t kRegisterSeconds = 120;

// Events.
inline constexpr Millis kBoardPause{100};               ///< Changes to boards are gathered this long.
inline constexpr Millis kHeartbeatEvery{5'000};
inline constexpr Millis kSilenceMax{15'000};            ///< A client that says nothing for so long is dropped.
inline constexpr Millis kFiguresEvery{500};
inline constexpr std::size_t kEventFrameMax = 4 << 10;  ///< From a client.
inline constexpr std::size_t kEventUnsentMax = 8 << 20;
inline constexpr std::size_t kEventLinesMax = 5'000;
inline constexpr std::size_t kGoneRemembered = 16'384;  ///< Ends of contacts kept for clients that resume.
inline constexpr Millis kResumeMemory{60'000};          ///< How long changes are followed with nobody listening.

// Lists.
inline constexpr std::int64_t kPageRows = 50;
inline constexpr std::int64_t kPageRowsMax = 200;
inline constexpr std::int64_t kRevisionsListed = 200;
inline constexpr std::size_t kEntriesListed = 500;      ///< Of one section of the settings; a search finds the others.
inline constexpr std::size_t kSearchBytesMax = 100;
inline constexpr std::size_t kEntryDepthMax = 6;        ///< Objects and lists in each other.
inline constexpr std::int64_t kWaveformPoints = 800;
inline constexpr std::int64_t kWaveformPointsLeast = 50;
inline constexpr std::int64_t kWaveformPointsMost = 4'000;

// Control socket.
inline constexpr std::uint32_t kControlMessageMax = 16 << 20;
inline constexpr int kControlBacklog = 8;
inline constexpr Seconds kControlTimeout{30};
inline constexpr Millis kControlRest{1'000};            ///< Before the next try when nobody could be let in.

}  // namespace peal::api
