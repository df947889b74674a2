#include "journal/journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <future>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/wire.hpp"
#include "journal/file.hpp"
#include "journal/snapshot.hpp"
#include "journal/space.hpp"
#include "journal/sync_thread.hpp"
#include "journal/tail.hpp"
#include "journal/tail_repair.hpp"

namespace peal::journal {
namespace {

using base::ErrorCode;
using base::fail;
namespace fs = std::filesystem;

base::Result<file::Descriptor> take_lock(const fs::path& directory) {
  const fs::path path = directory / "lock";
  auto opened = file::open(path, O_RDWR | O_CREAT);
  if (!opened) return opened;
  if (::flock(opened->get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return fail(file::error_of("lock", path, errno));
    auto holder = file::read_whole(path).value_or("");
    while (!holder.empty() && holder.back() == '\n') holder.pop_back();
    return fail(ErrorCode::kConflict,
                fmt::format("Another Peal (process {}) uses the journal in {}; stop it, or give this one another data "
                            "folder.",
                            holder.empty() ? "unknown" : holder, directory.string()));
  }
  const std::string pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(opened->get(), 0) != 0) return fail(file::error_of("write", path, errno));
  if (auto done = file::write_at(*opened, pid, 0, path); !done) return fail(done.error());
  return opened;
}

base::Result<std::uint32_t> next_epoch(const fs::path& directory) {
  const fs::path path = directory / "epoch";
  std::uint32_t epoch = 0;
  if (fs::exists(path)) {
    auto text = file::read_whole(path);
    if (!text) return fail(text.error());
    try {
      epoch = static_cast<std::uint32_t>(std::stoul(*text));
    } catch (const std::exception&) {
      return fail(ErrorCode::kCorrupt,
                  fmt::format("{} does not hold a number; put it back from a backup, or write a number larger than "
                              "any before.",
                              path.string()));
    }
  }
  ++epoch;
  if (auto done = file::replace(path, fmt::format("{}\n", epoch)); !done) return fail(done.error());
  return epoch;
}

}  // namespace

struct Journal::Inner {
  Inner(fs::path where, const Options& how, KeyRing& ring)
      : directory(std::move(where)),
        options(how),
        keys(ring),
        space(directory, how.reserve_bytes),
        sync(ring, space, how.sync_every) {}

  fs::path directory;
  Options options;
  KeyRing& keys;
  file::Descriptor lock;
  Space space;
  std::shared_ptr<Segment> segment;
  std::uint64_t segment_bytes = 0;
  std::atomic<Position> last{0};  // The projector asks from its own thread.
  core::Time last_time{};
  std::uint32_t epoch = 0;
  std::string frames, plain, personal, sealed;  // Kept to spare allocations.
  std::future<base::Status> snapshot;
  SyncThread sync;

  base::Status open_segment(Position first, int flags);
  base::Status frame(const core::Fact& fact, const AppendInfo& info, Position position);
  base::Status write_frames();
};

base::Status Journal::Inner::open_segment(Position first, int flags) {
  auto opened = std::make_shared<Segment>();
  opened->path = file::numbered(directory, first, file::kSegmentEnding);
  opened->first = first;
  auto descriptor = file::open(opened->path, flags);
  if (!descriptor) return fail(descriptor.error());
  opened->file = std::move(*descriptor);
  segment = std::move(opened);
  return {};
}

base::Status Journal::Inner::frame(const core::Fact& fact, const AppendInfo& info, Position position) {
  plain.clear();
  personal.clear();
  sealed.clear();
  base::WireWriter(plain, &personal).value(fact.body);
  // Only lengths of empty texts: nothing to seal, and it reads the same.
  if (personal.find_first_not_of('\0') != std::string::npos) {
    if (auto done = keys.seal(fact.party, {position, epoch}, personal, sealed); !done) return done;
  }
  Record record;
  record.position = position;
  record.tenant = fact.tenant;
  record.at = fact.at;
  record.shard = options.shard;
  record.epoch = epoch;
  record.durable = sync.durable_position();
  record.cause = info.cause;
  record.cause_id = info.cause_id;
  record.revision = info.revision;
  record.party = fact.party;
  record.plain = plain;
  record.sealed = sealed;
  write_record(record, frames);
  if (plain.size() + sealed.size() + 256 > kMostRecordBytes) {
    return fail(ErrorCode::kTooLarge, fmt::format("One fact has {} bytes; the journal takes {} at most.",
                                                  plain.size() + sealed.size(), kMostRecordBytes));
  }
  return {};
}

// Either all of the batch is in the file or nothing of it.
base::Status Journal::Inner::write_frames() {
  auto done = keys.write_new_keys();
  if (done) done = file::write_at(segment->file, frames, segment_bytes, segment->path);
  if (done) return done;
  if (::ftruncate(segment->file.get(), static_cast<off_t>(segment_bytes)) != 0) {
    return fail(file::error_of("cut", segment->path, errno));
  }
  return done;
}

Journal::Journal(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}

Journal::~Journal() {
  if (inner_->snapshot.valid()) inner_->snapshot.wait();
  inner_->sync.stop();
}

base::Result<std::unique_ptr<Journal>> Journal::open(const fs::path& directory, const Options& options, KeyRing& keys) {
  if (auto made = file::make_directory(directory); !made) return fail(made.error());
  auto inner = std::make_unique<Inner>(directory, options, keys);
  auto lock = take_lock(directory);
  if (!lock) return fail(lock.error());
  inner->lock = std::move(*lock);
  auto end = repair_tail(directory);
  if (!end) return fail(end.error());
  auto epoch = next_epoch(directory);
  if (!epoch) return fail(epoch.error());
  inner->epoch = *epoch;
  inner->last = end->last;
  inner->last_time = end->last_time;
  inner->segment_bytes = end->segment_bytes;
  if (auto done = inner->open_segment(end->segment, O_RDWR | O_CREAT); !done) return fail(done.error());
  if (auto done = file::sync(inner->segment->file, inner->segment->path); !done) return fail(done.error());
  if (auto done = file::sync_directory(directory); !done) return fail(done.error());
  inner->segment->name_durable = true;
  if (auto done = inner->space.open(); !done) return fail(done.error());
  inner->sync.start(inner->segment, inner->last);
  return std::unique_ptr<Journal>(new Journal(std::move(inner)));
}

base::Result<Recovered> Journal::recover() {
  auto newest = read_newest_snapshot(inner_->directory, inner_->keys, inner_->last);
  if (!newest) return fail(newest.error());
  if (!*newest) return Recovered{};
  return Recovered{std::move((*newest)->state), (*newest)->position};
}

base::Result<Position> Journal::append(std::span<const core::Fact> facts, const AppendInfo& info) {
  static base::Counter& facts_written = base::counter("peal_journal_facts_total", "Facts written");
  static base::Counter& bytes_written = base::counter("peal_journal_bytes_total", "Bytes of facts written");
  PEAL_ASSERT(!facts.empty());
  Inner& in = *inner_;
  if (auto health = in.sync.health(); !health) return fail(health.error());
  if (in.segment_bytes >= in.options.segment_bytes) {
    auto opened = in.open_segment(in.last + 1, O_RDWR | O_CREAT | O_TRUNC);
    if (opened) {
      in.segment_bytes = 0;
      in.sync.next_segment(in.segment);
    } else if (opened.error().code != ErrorCode::kStorageFull) {
      return fail(opened.error());
    }  // A full disk: the old segment may grow beyond its size.
  }
  in.frames.clear();
  Position position = in.last;
  for (const auto& fact : facts) {
    if (auto done = in.frame(fact, info, ++position); !done) return fail(done.error());
  }
  auto done = in.write_frames();
  if (!done && done.error().code == ErrorCode::kStorageFull && in.space.free_reserve()) done = in.write_frames();
  if (!done) {
    if (done.error().code == ErrorCode::kStorageFull) in.space.journal_full();
    return fail(done.error());
  }
  const Position first = in.last + 1;
  in.last = position;
  in.last_time = facts.back().at;
  in.segment_bytes += in.frames.size();
  facts_written.add(static_cast<double>(facts.size()));
  bytes_written.add(static_cast<double>(in.frames.size()));
  in.sync.written(position);
  return first;
}

Position Journal::last_position() const { return inner_->last; }
core::Time Journal::last_time() const { return inner_->last_time; }
std::uint32_t Journal::epoch() const { return inner_->epoch; }
Position Journal::durable_position() const { return inner_->sync.durable_position(); }
Room Journal::room() const { return inner_->space.room(); }
const fs::path& Journal::directory() const { return inner_->directory; }
KeyRing& Journal::keys() const { return inner_->keys; }

void Journal::when_durable(Position position, std::function<void(base::Status)> done) {
  inner_->sync.when_durable(position, std::move(done));
}

base::Status Journal::wait_durable() {
  auto answer = std::make_shared<std::promise<base::Status>>();
  auto known = answer->get_future();
  inner_->sync.when_durable(inner_->sync.written_position(),
                            [answer](base::Status status) { answer->set_value(std::move(status)); });
  return known.get();
}

bool Journal::snapshot(std::string state, Position position) {
  // While the disk is full the state runs ahead of the file. A snapshot of facts
  // that are not there would let the next start say that the journal lost them.
  if (position > inner_->last) return false;
  auto& running = inner_->snapshot;
  if (running.valid() && running.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return false;
  running = std::async(std::launch::async, [this, bytes = std::move(state), position]() -> base::Status {
    auto done = wait_durable();
    if (done) done = write_snapshot(inner_->directory, inner_->keys, bytes, position);
    if (!done) base::log(base::LogLevel::kError, "journal", "snapshot_failed", {{"error", done.error().describe()}});
    return done;
  });
  return true;
}

base::Status Journal::wait_snapshot() { return inner_->snapshot.valid() ? inner_->snapshot.get() : base::Status{}; }

base::Status Journal::read(Position after, const TakeFact& take) const {
  Tail tail(inner_->directory, after);
  const Position limit = inner_->sync.written_position();
  auto done = tail.read(limit, SIZE_MAX, [&](const Record& record) -> base::Status {
    auto fact = decode_fact(record, inner_->keys);
    if (!fact) return fail(fact.error());
    return take(record.position, *fact);
  });
  if (!done) return fail(done.error());
  return {};
}

base::Result<Position> Journal::verify(const fs::path& directory) {
  auto segments = file::list_numbered(directory, file::kSegmentEnding);
  if (!segments) return fail(segments.error());
  if (segments->empty()) return Position{0};
  Position facts = 0;
  Position expected = segments->front();
  for (const Position first : *segments) {
    const fs::path path = file::numbered(directory, first, file::kSegmentEnding);
    auto bytes = file::read_whole(path);
    if (!bytes) return fail(bytes.error());
    std::string_view rest = *bytes;
    while (!rest.empty()) {
      const Frame frame = read_frame(rest);
      if (frame.verdict != FrameVerdict::kWhole || frame.record.position != expected) {
        return fail(ErrorCode::kCorrupt, fmt::format("{} is damaged at byte {}: fact {} does not check.", path.string(),
                                                     bytes->size() - rest.size(), expected));
      }
      if (auto fact = decode_plain(frame.record); !fact) return fail(fact.error());
      rest.remove_prefix(frame.bytes);
      ++expected;
      ++facts;
    }
  }
  return facts;
}

}  // namespace peal::journal
