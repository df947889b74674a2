#pragma once

#include <cstddef>
#include <cstdint>

#include "base/time.hpp"

namespace peal::journal {

/// A segment is closed and the next one opened when it has grown past this.
inline constexpr std::uint64_t kSegmentBytes = 64ULL << 20;
/// Kept on disk for the calls that are up when the disk fills: about 20 facts of
/// 200 bytes each to end one call, so room for more than 8,000 calls.
inline constexpr std::uint64_t kReserveBytes = 32ULL << 20;
/// A record larger than this is refused; settings of 100,000 agents need 12 MB.
inline constexpr std::uint32_t kMostRecordBytes = 64U << 20;
/// Facts written within this time share one fdatasync (0.23 ms of CPU each here). Only an API answer that says
/// "done" waits for it; what was written survives the end of the process without.
inline constexpr base::Millis kSyncEvery{10};
/// How often free space is looked at.
inline constexpr base::Millis kSpaceCheckEvery{1000};
/// Snapshots kept; the one before the last serves when the last does not check.
inline constexpr std::size_t kSnapshotsKept = 2;
/// Party keys held unwrapped in memory.
inline constexpr std::size_t kKeysCached = 65'536;
/// Facts in one transaction of the projections.
inline constexpr std::size_t kProjectionBatch = 8'192;
/// Facts of a contact in one row of its steps: a call of a usual length has one or two such rows, and a long one
/// does not write all that it had again with each fact.
inline constexpr std::size_t kStepsInRow = 16;
/// Rows of one multi-row insert; with up to 32 columns below SQLite's and
/// PostgreSQL's limits of parameters.
inline constexpr std::size_t kInsertRows = 32;
/// Ended contacts, visits and handlings kept in the projector's memory.
inline constexpr std::size_t kProjectorCached = 20'000;
/// How often the projector looks for new facts. A pause and not a call for each fact: a transaction costs a write to
/// the disk however few facts it takes. (The live board does not wait for it: it reads the engine's own state.)
inline constexpr base::Millis kProjectEvery{100};
/// Wait before a database that is away is tried again.
inline constexpr base::Millis kProjectRetry{1000};
/// Rows that one page of a list may ask for.
inline constexpr std::size_t kMostPageRows = 500;

}  // namespace peal::journal
