#include "engine/journal_log.hpp"

#include <utility>

#include "base/log.hpp"

namespace peal::engine {

base::Status JournalLog::append(std::span<const core::Fact> facts, const Cause& cause) {
  const auto first = journal_.append(facts, {cause.name, cause.count, cause.revision});
  if (!first) return base::fail(first.error());
  return {};
}

void JournalLog::when_durable(Position position, std::function<void(base::Status)> then) {
  journal_.when_durable(position, std::move(then));
}

bool JournalLog::low_on_space() const { return journal_.room() != journal::Room::kPlenty; }

base::Result<RecoveredState> recover_state(journal::Journal& journal, std::uint16_t shard) {
  auto recovered = journal.recover();
  if (!recovered) return base::fail(recovered.error());
  RecoveredState result;
  result.position = recovered->position;
  if (recovered->state) {
    auto state = core::load_state(*recovered->state);
    if (state) {
      result.state = *std::move(state);
    } else {
      // A snapshot only saves time: the facts alone tell the whole state.
      base::log(base::LogLevel::kWarning, "engine", "snapshot_refused", {{"error", state.error().describe()}});
      result.position = 0;
    }
  }
  if (!result.state) result.state = core::make_state(shard);
  const auto status = journal.read(result.position, [&](journal::Position position, const core::Fact& fact) -> base::Status {
    core::apply(*result.state, fact);
    result.position = position;
    ++result.replayed;
    return {};
  });
  if (!status) return base::fail(status.error());
  result.last_time = journal.last_time();
  return result;
}

}  // namespace peal::engine
