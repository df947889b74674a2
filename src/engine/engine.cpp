#include "engine/engine.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/seed.hpp"
#include "core/view.hpp"
#include "engine/limits.hpp"

namespace peal::engine {
namespace {

using base::ErrorCode;

// The names of the signals, for the journal's "causing signal".
template <class... Ts>
std::string_view name_of(const std::variant<Ts...>& signal) {
  static constexpr std::array<std::string_view, sizeof...(Ts)> names{[] {
    if constexpr (requires { Ts::kTypeName; }) return Ts::kTypeName;
    else return std::string_view("SettingsChanged");
  }()...};
  return names[signal.index()];
}

base::Counter& signals_total() {
  static auto& counter = base::counter("peal_engine_signals_total", "Signals decided by the core.");
  return counter;
}
base::Counter& facts_total() {
  static auto& counter = base::counter("peal_engine_facts_total", "Facts found by the core.");
  return counter;
}

}  // namespace

Engine::Engine(core::StatePtr state, Position last, std::uint64_t seed, FactLog& log, Follower& follower)
    : state_(std::move(state)), last_(last), seed_(seed), log_(log), follower_(follower), mailbox_(kMailboxLimit) {}

void Engine::connect(CarryOut carry_out, Wake wake) {
  carry_out_ = std::move(carry_out);
  wake_ = std::move(wake);
}

base::Status Engine::may_arrive() const {
  if (log_.low_on_space() || log_failing_.load(std::memory_order_relaxed))
    return base::fail(ErrorCode::kStorageFull, "The disk of the journal is nearly full; new contacts are refused.");
  if (follower_.backlog() > kFollowerBacklogLimit)
    return base::fail(ErrorCode::kOverloaded, "The server is behind with its own records; new contacts are refused.");
  return {};
}

base::Status Engine::submit(core::Signal signal, Done done) {
  bool was_empty = false;
  if (std::holds_alternative<core::LegArrived>(signal)) {
    if (auto status = may_arrive(); !status) return status;
    if (!mailbox_.push({std::move(signal), std::move(done)}, was_empty)) {
      static auto& refused = base::counter("peal_engine_refused_total", "New contacts refused at the mailbox.");
      refused.add();
      return base::fail(ErrorCode::kOverloaded, "More signals wait than the core may hold; new contacts are refused.");
    }
  } else {
    mailbox_.push_always({std::move(signal), std::move(done)}, was_empty);
  }
  if (was_empty && wake_) wake_();
  return {};
}

bool Engine::has_work() const { return mailbox_.size() > 0; }

std::optional<base::Time> Engine::next_due() const {
  auto due = core::next_due(*state_);
  // Nothing may happen for hours; what the disk refused is tried again all the same.
  if (!unwritten_.empty()) due = std::min(due.value_or(base::Time::max()), now_ + kUnwrittenRetry);
  return due;
}

void Engine::decide_one(const core::Signal& signal, Done done) {
  // The seed of each decision follows from the run's seed and the position, so a
  // journal together with its seed replays exactly.
  const std::uint64_t seed = base::Seed(seed_ ^ (last_ + facts_.size())).next();
  auto outcome = core::decide(*state_, signal, now_, seed);
  signals_total().add();
  ++signals_;
  Waiting waiting{std::move(done), 0, std::nullopt};
  if (!outcome.facts.empty()) {
    const auto settings = core::settings_of(*state_);
    groups_.push_back({{name_of(signal), signals_, settings ? settings->revision : 0}, outcome.facts.size()});
  }
  for (auto& fact : outcome.facts) facts_.push_back(std::move(fact));
  for (auto& command : outcome.commands) {
    if (const auto* refuse = std::get_if<core::Refuse>(&command)) {
      waiting.refused = base::Error{refuse->code, "The rules refuse it now.", refuse->why};
    } else {
      commands_.push_back(std::move(command));
    }
  }
  waiting.facts = facts_.size();
  if (waiting.done) waiting_.push_back(std::move(waiting));
}

bool Engine::write_late() {
  if (unwritten_.empty()) return true;
  if (!log_.append(unwritten_, {"Delayed", signals_, 0})) return false;
  base::log(base::LogLevel::kWarning, "engine", "journal_caught_up", {{"facts", unwritten_.size()}});
  unwritten_.clear();
  log_failing_ = false;
  return true;
}

void Engine::write() {
  // Order is kept: what is new queues behind what the disk refused before.
  std::size_t written = 0;
  if (write_late()) {
    for (const auto& group : groups_) {
      const std::span<const core::Fact> facts(facts_.data() + written, group.facts);
      if (auto status = log_.append(facts, group.cause); !status) {
        base::log(base::LogLevel::kError, "engine", "journal_refused", {{"error", status.error().describe()}});
        log_failing_ = true;
        break;
      }
      written += group.facts;
    }
  }
  unwritten_.insert(unwritten_.end(), facts_.begin() + static_cast<std::ptrdiff_t>(written), facts_.end());
  PEAL_ASSERT(unwritten_.size() <= kUnwrittenLimit);
  static auto& unwritten = base::gauge("peal_engine_unwritten_facts", "Facts the journal could not take yet.");
  unwritten.set(static_cast<double>(unwritten_.size()));
}

void Engine::release() {
  const Position before = last_;
  last_ += facts_.size();
  facts_total().add(static_cast<double>(facts_.size()));
  for (auto& waiting : waiting_) {
    if (waiting.refused) {
      waiting.done(base::fail(*std::move(waiting.refused)));
    } else {
      const Position position = before + waiting.facts;
      log_.when_durable(position, [done = std::move(waiting.done), position](base::Status status) {
        done(status.map([&] { return position; }));
      });
    }
  }
  waiting_.clear();
  // The desk hears of an offer before its phone does: facts go first.
  if (!facts_.empty()) {
    std::vector<Recorded> recorded;
    recorded.reserve(facts_.size());
    Position position = before;
    for (auto& fact : facts_) recorded.push_back({++position, std::move(fact)});
    follower_.push(std::move(recorded));
  }
  facts_.clear();
  groups_.clear();
  // A command may raise signals at once; they wait for the next turn.
  std::vector<core::Command> commands;
  commands.swap(commands_);
  for (const auto& command : commands) carry_out_(command);
}

void Engine::turn(base::Time now) {
  now_ = std::max(now, now_);
  for (auto& letter : mailbox_.take_all()) decide_one(letter.signal, std::move(letter.done));
  if (const auto due = core::next_due(*state_); due && *due <= now_) decide_one(core::Tick{}, {});
  if (facts_.empty() && commands_.empty() && waiting_.empty() && unwritten_.empty()) return;
  write();
  release();
}

}  // namespace peal::engine
