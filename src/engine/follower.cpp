#include "engine/follower.hpp"

#include <chrono>
#include <utility>

#include "base/thread.hpp"
#include "engine/limits.hpp"

namespace peal::engine {

Follower::Follower(core::StatePtr state, Position at, SnapshotSink snapshots)
    : state_(std::move(state)), at_(at), snapshot_at_(at), snapshots_(std::move(snapshots)) {}

Follower::~Follower() { stop(); }

void Follower::listen(Listener listener) { listeners_.push_back(std::move(listener)); }

void Follower::start() { thread_ = std::thread([this] { run(); }); }

void Follower::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Follower::push(std::vector<Recorded> facts) {
  bool sleeping = false;
  {
    const std::lock_guard lock(mutex_);
    sleeping = incoming_.empty();
    if (sleeping) incoming_ = std::move(facts);
    else incoming_.insert(incoming_.end(), std::make_move_iterator(facts.begin()), std::make_move_iterator(facts.end()));
  }
  if (sleeping) wake_.notify_one();
}

void Follower::read(Reader reader) {
  {
    const std::lock_guard lock(mutex_);
    readers_.push_back(std::move(reader));
  }
  wake_.notify_one();
}

std::size_t Follower::backlog() const {
  const std::lock_guard lock(mutex_);
  return incoming_.size();
}

void Follower::take_in(std::vector<Recorded>& facts) {
  for (const auto& recorded : facts) core::apply(*state_, recorded.fact);
  at_ = facts.back().position;
  for (const auto& listener : listeners_) listener(*state_, facts);
}

void Follower::run() {
  base::begin_thread("follower", base::Importance::kPeople);
  using Clock = std::chrono::steady_clock;
  auto next_snapshot = Clock::now() + kSnapshotEvery;
  for (;;) {
    std::vector<Recorded> facts;
    std::deque<Reader> readers;
    bool stopping = false;
    {
      std::unique_lock lock(mutex_);
      wake_.wait_until(lock, next_snapshot, [this] { return stopping_ || !incoming_.empty() || !readers_.empty(); });
      facts.swap(incoming_);
      readers.swap(readers_);
      stopping = stopping_;
    }
    if (!facts.empty()) take_in(facts);
    for (const auto& reader : readers) reader(*state_, at_);
    if ((stopping || Clock::now() >= next_snapshot)) {
      if (at_ != snapshot_at_ && snapshots_) {
        snapshots_(*state_, at_);
        snapshot_at_ = at_;
      }
      next_snapshot = Clock::now() + kSnapshotEvery;
    }
    if (stopping) return;
    if (!facts.empty() && readers.empty()) std::this_thread::sleep_for(kFollowerPause);
  }
}

}  // namespace peal::engine
