#pragma once

#include <cstddef>
#include <cstdint>

#include "base/time.hpp"

namespace peal::settings {

inline constexpr std::size_t kMostFileBytes = 8U << 20;
/// Agents that one range may stand for.
inline constexpr std::uint32_t kMostRange = 20'000;
inline constexpr std::size_t kMostAgents = 50'000;
inline constexpr std::size_t kMostFlowNodes = 500;
inline constexpr std::size_t kMostTextBytes = 4'000;
inline constexpr std::size_t kMostKeyBytes = 64;
inline constexpr std::size_t kMostApiKeyNameBytes = 100;
/// Mistakes listed before reading of a file stops.
inline constexpr std::size_t kMostMistakes = 20;
/// Changes listed one by one in a report; the rest is counted.
inline constexpr std::size_t kMostChangesListed = 200;
/// Web sites of one tenant.
inline constexpr std::size_t kMostOrigins = 100;
inline constexpr std::size_t kLeastPasswordBytes = 8;
inline constexpr std::size_t kMostPasswordBytes = 256;
inline constexpr std::size_t kLeastPinDigits = 4;
inline constexpr std::size_t kMostPinDigits = 12;
inline constexpr std::size_t kSealingKeyBytes = 32;
/// Trunks of one tenant; each has its own health checks and counters.
inline constexpr std::size_t kMostTrunks = 200;
inline constexpr std::size_t kMostAllowedSources = 64;
inline constexpr std::uint32_t kMostChannels = 50'000;
inline constexpr std::uint32_t kMostCallsPerSecond = 10'000;
inline constexpr std::uint32_t kMostTrunkWeight = 1'000;
inline constexpr std::uint32_t kMostTrunkPriority = 100;
inline constexpr std::size_t kMostTrunkNumberBytes = 32;
inline constexpr std::size_t kMostAuthoritiesBytes = 65'536;
inline constexpr std::size_t kMostRealmBytes = 128;
inline constexpr std::size_t kMostOutsideCountries = 250;
inline constexpr std::size_t kMostOutsideBeginnings = 500;
inline constexpr std::uint32_t kMostOutsideMinutes = 10'000'000;
/// Of one tenant; browsers slow down with every further one.
inline constexpr std::size_t kMostTurnUrls = 8;
inline constexpr std::size_t kMostTurnUrlBytes = 255;
inline constexpr std::size_t kLeastTurnSecretBytes = 16;
/// A credential must last from the page's question to the end of its set-up at
/// least; whoever read one can relay through the TURN server until it is over.
inline constexpr base::Seconds kShortestTurnLife{300};
inline constexpr base::Seconds kLongestTurnLife{24 * 3'600};
/// Argon2id: 3 passes over 64 MB, libsodium's "interactive" memory (RFC 9106 4
/// asks for the same memory as its second choice).
inline constexpr unsigned kArgonPasses = 3;
inline constexpr std::size_t kArgonMemory = 64U << 20;

/// How long an extension may ring.
inline constexpr base::Seconds kShortestRing{5};
inline constexpr base::Seconds kLongestRing{120};
/// Conferences of one tenant.
inline constexpr std::size_t kMostConferences = 500;

/// Places where calls can be parked, and the digits of their numbers.
inline constexpr std::int64_t kMostParkPlaces = 100;
inline constexpr std::size_t kMostParkDigits = 8;

}  // namespace peal::settings
