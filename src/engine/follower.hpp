#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "core/decide.hpp"
#include "engine/recorded.hpp"

namespace peal::engine {

/// A copy of the state on a thread of its own, kept true by the same facts.
/// Pages, events, live figures and snapshots read here, so that no reader ever
/// takes time from the switch loop.
class Follower {
 public:
  /// Called on the follower's thread with the state after the batch.
  using Listener = std::function<void(const core::State&, std::span<const Recorded>)>;
  using Reader = std::function<void(const core::State&, Position)>;
  /// Called every kSnapshotEvery when something has changed.
  using SnapshotSink = std::function<void(const core::State&, Position)>;

  Follower(core::StatePtr state, Position at, SnapshotSink snapshots);
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  /// Before start() only.
  void listen(Listener listener);
  void start();
  /// Takes in what was pushed, makes a last snapshot, ends the thread.
  void stop();

  /// From the switch thread; never blocks.
  void push(std::vector<Recorded> facts);
  /// Runs `reader` on the follower's thread soon. Any thread.
  void read(Reader reader);
  [[nodiscard]] std::size_t backlog() const;

 private:
  void run();
  void take_in(std::vector<Recorded>& facts);

  core::StatePtr state_;
  Position at_;
  Position snapshot_at_;
  SnapshotSink snapshots_;
  std::vector<Listener> listeners_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Recorded> incoming_;
  std::deque<Reader> readers_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace peal::engine
