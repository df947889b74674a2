#pragma once

#include <cstddef>
#include <cstdint>

#include "base/time.hpp"

/// Every bound of this room. What is lost to one is counted
/// (peal_trace_lost_total, label why).
namespace peal::trace {

// Between the switch loop and the trace's own thread.
inline constexpr std::size_t kRingBytes = 8U << 20U;          ///< A power of two: about a second of 500 calls a second.
inline constexpr std::size_t kMessageBytesMax = 16U << 10U;   ///< The rest of a longer message is cut off.
inline constexpr base::Millis kGatherEvery{25};

// What is kept.
inline constexpr std::size_t kKeptMessagesPerSecond = 1'500;  ///< Above it only a share of the calls is kept whole, and those that fail.
inline constexpr unsigned kShareLeast = 10;                   ///< Of a thousand, however much comes.
inline constexpr std::size_t kVerdictsMax = 100'000;          ///< Calls whose verdict is remembered, twice.
inline constexpr std::size_t kHeldBytesMax = 16U << 20U;      ///< Of calls that are kept only if they fail.

// On disk.
inline constexpr std::size_t kBlockBytes = 64U << 10U;        ///< Sealed and written as one.
inline constexpr std::size_t kBlockBytesMost = 4U << 20U;     ///< A longer one is not ours.
inline constexpr std::size_t kBlockNamesMax = 4'096;
inline constexpr base::Millis kBlockAge{1'000};               ///< What a killed server loses of the trace.
inline constexpr std::uint64_t kSegmentBytes = 32U << 20U;
inline constexpr base::Seconds kSegmentAge{3'600};
inline constexpr base::Seconds kTidyEvery{60};

// For those who look.
inline constexpr std::size_t kMessagesOfCallMax = 2'000;      ///< In a ladder or a pcap.
inline constexpr std::size_t kLeglessBlocksMax = 512;         ///< The newest of a time, looked through for calls that never had a leg: some 32 MB.
inline constexpr std::size_t kLeglessMessagesMax = 4'000;     ///< Of all such calls in one answer.
inline constexpr std::size_t kLegsOfCallMax = 500;
inline constexpr base::Seconds kBeforeCall{5};                ///< A challenged INVITE comes before its leg.
inline constexpr base::Seconds kAfterCall{70};                ///< Timers B and H end within it.
inline constexpr std::size_t kLiveMessagesMax = 4'096;        ///< Remembered for `peal trace`.
inline constexpr std::size_t kLiveAnswerMax = 400;            ///< In one answer to it.
inline constexpr base::Seconds kLiveWatchedFor{10};           ///< After the last question of a watcher.

}  // namespace peal::trace
