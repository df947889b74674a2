#include "journal/sync_thread.hpp"

#include <algorithm>
#include <chrono>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/thread.hpp"
#include "journal/limits.hpp"

namespace peal::journal {

using std::chrono::steady_clock;

SyncThread::SyncThread(KeyRing& keys, Space& space, base::Millis every) : keys_(keys), space_(space), every_(every) {}

SyncThread::~SyncThread() { stop(); }

void SyncThread::start(std::shared_ptr<Segment> segment, Position last) {
  segments_.push_back(std::move(segment));
  written_ = last;
  durable_ = last;
  thread_ = std::thread([this] { run(); });
}

void SyncThread::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void SyncThread::written(Position position) {
  written_.store(position);
  // Waking a thread costs more than writing the facts: only when it sleeps.
  if (!idle_.exchange(false)) return;
  const std::lock_guard lock(mutex_);
  wake_.notify_all();
}

void SyncThread::next_segment(std::shared_ptr<Segment> segment) {
  const std::lock_guard lock(mutex_);
  segments_.push_back(std::move(segment));
}

void SyncThread::when_durable(Position position, std::function<void(base::Status)> done) {
  std::unique_lock lock(mutex_);
  if (position > durable_.load() && !broken_) {
    waiters_.push_back({position, std::move(done)});
    return;
  }
  const base::Status status = position <= durable_.load() ? base::Status{} : health_;
  lock.unlock();
  done(status);
}

base::Status SyncThread::health() const {
  if (!broken_.load(std::memory_order_relaxed)) return {};
  const std::lock_guard lock(mutex_);
  return health_;
}

base::Status SyncThread::sync(const std::vector<std::shared_ptr<Segment>>& segments) {
  static base::Histogram& took = base::histogram("peal_journal_sync_seconds", "Time of one fdatasync of the journal",
                                                 {0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1});
  const auto start = steady_clock::now();
  if (auto done = keys_.sync(); !done) return done;
  for (const auto& segment : segments) {
    // Records in a file whose name a power cut may take are not durable.
    if (!segment->name_durable) {
      if (auto done = file::sync_directory(segment->path.parent_path()); !done) return done;
      segment->name_durable = true;
    }
    if (auto done = file::sync(segment->file, segment->path); !done) return done;
  }
  took.observe(std::chrono::duration<double>(steady_clock::now() - start).count());
  return {};
}

// Calls whoever waits for what is durable now, or everybody after a failure.
void SyncThread::answer(std::unique_lock<std::mutex>& lock) {
  const Position durable = durable_.load();
  const bool all = broken_.load();
  const auto due =
      std::ranges::stable_partition(waiters_, [&](const Waiter& waiter) { return !all && waiter.position > durable; });
  std::vector<Waiter> ready(std::make_move_iterator(due.begin()), std::make_move_iterator(due.end()));
  waiters_.erase(due.begin(), due.end());
  const base::Status health = health_;
  lock.unlock();
  for (auto& waiter : ready) waiter.done(waiter.position <= durable ? base::Status{} : health);
  lock.lock();
}

void SyncThread::run() {
  base::begin_thread("journal-sync", base::Importance::kCalls);
  auto next_sync = steady_clock::now();
  auto next_check = steady_clock::now() + kSpaceCheckEvery;
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto work = [this] { return written_.load() > durable_.load() && !broken_; };
    idle_ = true;
    wake_.wait_until(lock, next_check, [&] { return stop_ || work(); });
    idle_ = false;
    if (work()) {
      wake_.wait_until(lock, next_sync, [this] { return stop_; });
      const Position target = written_.load();
      const std::vector<std::shared_ptr<Segment>> segments = segments_;
      lock.unlock();
      const base::Status done = sync(segments);
      lock.lock();
      if (done) {
        durable_.store(target, std::memory_order_release);
        // Of the segments synced only the newest is still written to.
        segments_.erase(segments_.begin(), segments_.begin() + static_cast<std::ptrdiff_t>(segments.size() - 1));
      } else {
        base::log(base::LogLevel::kError, "journal", "sync_failed", {{"error", done.error().describe()}});
        health_ = done;
        broken_ = true;
      }
      answer(lock);
      next_sync = steady_clock::now() + every_;
    }
    if (steady_clock::now() >= next_check) {
      lock.unlock();
      space_.check();
      lock.lock();
      next_check = steady_clock::now() + kSpaceCheckEvery;
    }
    if (stop_ && !work()) return;
  }
}

}  // namespace peal::journal
