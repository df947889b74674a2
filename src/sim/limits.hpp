#pragma once

#include <cstdint>

#include "base/time.hpp"

/// Every bound of the simulated world, by name.
namespace peal::sim::limits {

/// Signals in one run; a run beyond it is a loop, and a failure.
inline constexpr std::uint64_t kSignals = 5'000'000;
/// The whole state is recounted after this many signals.
inline constexpr std::uint64_t kSignalsPerRecount = 4'000;
/// Snapshots are taken this often.
inline constexpr base::Seconds kSnapshotEvery{1800};
/// After the last arrival everything must come to its end within this.
inline constexpr base::Seconds kAftermath{3600};
/// Violations kept of one run.
inline constexpr std::size_t kViolations = 20;

}  // namespace peal::sim::limits
