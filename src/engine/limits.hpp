#pragma once

#include <cstddef>

#include "base/time.hpp"

namespace peal::engine {

/// New contacts are refused beyond this many signals waiting for the core;
/// everything else is always taken (it ends or controls what was accepted).
inline constexpr std::size_t kMailboxLimit = 20'000;

/// Facts the journal could not take yet (a full disk) are kept in memory up to
/// this count; new contacts are refused as soon as there is one.
inline constexpr std::size_t kUnwrittenLimit = 200'000;

/// How often the journal is offered again what it could not take.
inline constexpr base::Millis kUnwrittenRetry{1'000};

/// Facts on their way to the follower; beyond it new contacts are refused.
inline constexpr std::size_t kFollowerBacklogLimit = 500'000;

/// The follower takes facts in groups this far apart: waking a thread costs
/// 43 us of CPU (MEASURED), and an offer on the desk 5 ms later is not seen.
inline constexpr base::Millis kFollowerPause{5};

/// Recovery replays at most about this much.
inline constexpr base::Millis kSnapshotEvery{10'000};

}  // namespace peal::engine
