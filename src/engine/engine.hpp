#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/result.hpp"
#include "core/decide.hpp"
#include "engine/fact_log.hpp"
#include "engine/follower.hpp"
#include "engine/recorded.hpp"

namespace peal::engine {

/// Called once, on any thread: with the position of the last fact when it is
/// on the disk, or with the reason for which nothing was done.
using Done = std::function<void(base::Result<Position>)>;

/// The loop around the core: signals in, facts to the journal, commands out.
/// All but submit() belongs to the switch thread.
class Engine {
 public:
  using CarryOut = std::function<void(const core::Command&)>;
  using Wake = std::function<void()>;

  /// `state` is the recovered state as of `last`; the log, the follower and
  /// what the callbacks refer to outlive the engine.
  Engine(core::StatePtr state, Position last, std::uint64_t seed, FactLog& log, Follower& follower);

  /// Who carries commands out, and how the switch loop is woken.
  void connect(CarryOut carry_out, Wake wake);

  /// The core's time never falls behind `at`, the time of the last fact.
  void start_at(base::Time at) { now_ = std::max(now_, at); }

  /// The only way in. Any thread. A new contact is refused (kOverloaded,
  /// kStorageFull) when the mailbox or the disk is full; every other signal is
  /// always taken. A refusal by the rules reaches `done` as the core's code
  /// with the key of its reason in `where`.
  base::Status submit(core::Signal signal, Done done = {});

  /// Decides all that is waiting and due at `now`, writes the facts in one go,
  /// then releases the commands in order.
  void turn(base::Time now);
  [[nodiscard]] std::optional<base::Time> next_due() const;
  [[nodiscard]] bool has_work() const;
  [[nodiscard]] const core::State& state() const { return *state_; }
  [[nodiscard]] Position last() const { return last_; }
  /// Facts that a full disk keeps out of the journal; lost when the process ends now.
  [[nodiscard]] std::size_t unwritten() const { return unwritten_.size(); }

 private:
  struct Letter {
    core::Signal signal;
    Done done;
  };
  /// The facts of one signal within the batch.
  struct Group {
    Cause cause;
    std::size_t facts = 0;
  };
  struct Waiting {
    Done done;
    std::size_t facts = 0;  ///< Facts of the batch up to and with this signal.
    std::optional<base::Error> refused;
  };

  void decide_one(const core::Signal& signal, Done done);
  void write();
  [[nodiscard]] bool write_late();
  void release();
  [[nodiscard]] base::Status may_arrive() const;

  core::StatePtr state_;
  Position last_;
  std::uint64_t seed_;
  FactLog& log_;
  Follower& follower_;
  CarryOut carry_out_;
  Wake wake_;
  base::BoundedQueue<Letter> mailbox_;
  base::Time now_{};
  std::uint64_t signals_ = 0;

  std::vector<core::Fact> facts_;
  std::vector<Group> groups_;
  std::vector<core::Command> commands_;
  std::vector<Waiting> waiting_;
  std::vector<core::Fact> unwritten_;  ///< Kept through a full disk.
  std::atomic<bool> log_failing_{false};  ///< Read by submit() on any thread.
};

}  // namespace peal::engine
