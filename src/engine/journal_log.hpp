#pragma once

#include "core/decide.hpp"
#include "engine/fact_log.hpp"
#include "journal/journal.hpp"

namespace peal::engine {

/// The journal as the engine's fact log.
class JournalLog : public FactLog {
 public:
  /// `journal` outlives it.
  explicit JournalLog(journal::Journal& journal) : journal_(journal) {}

  [[nodiscard]] base::Status append(std::span<const core::Fact> facts, const Cause& cause) override;
  void when_durable(Position position, std::function<void(base::Status)> then) override;
  [[nodiscard]] bool low_on_space() const override;

 private:
  journal::Journal& journal_;
};

/// The state that the journal tells: its newest snapshot and the facts after it.
struct RecoveredState {
  core::StatePtr state;
  Position position = 0;
  base::Time last_time{};     ///< Of the last fact; PealClock never falls behind it.
  std::uint64_t replayed = 0; ///< Facts folded after the snapshot.
};
[[nodiscard]] base::Result<RecoveredState> recover_state(journal::Journal& journal, std::uint16_t shard);

}  // namespace peal::engine
