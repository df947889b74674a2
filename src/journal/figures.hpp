#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "core/fact.hpp"
#include "db/connection.hpp"

/// Figures of queues and agents, answered from the projections. They are kept
/// for each quarter of an hour, in UTC: every time zone in use is a whole
/// number of quarters away from it.
namespace peal::journal {

inline constexpr base::Millis kQuarter{15 * 60 * 1000};

/// What a queue did in a span of time. A visit counts where it ended, its
/// offer where it started; a visit that overflowed or was transferred counts
/// as neither answered nor abandoned.
struct QueueFigures {
  core::QueueId queue;
  std::int64_t offered = 0;  ///< Visits started.
  std::int64_t answered = 0;
  std::int64_t abandoned = 0;  ///< Without the short ones.
  std::int64_t short_abandoned = 0;
  std::int64_t flowed_out = 0;  ///< Overflowed, transferred, callback, withdrawn.
  std::int64_t failed = 0;
  std::int64_t within_level = 0;     ///< Answered within the queue's service level.
  base::Millis waited_answered{0};   ///< Sum over the answered.
  base::Millis waited_abandoned{0};  ///< Sum over the abandoned, short ones too.
  base::Millis longest_wait{0};
  base::Millis talked{0};
  base::Millis held{0};
  base::Millis wrapped_up{0};

  /// Answered within the level / (answered + abandoned), short ones left out;
  /// nothing when there were none.
  [[nodiscard]] std::optional<double> service_level() const;
};

struct QueueNow {
  core::QueueId queue;
  std::int64_t waiting = 0;
  std::optional<core::Time> oldest;  ///< When the longest waiting visit started.
};

struct AgentFigures {
  core::AgentId agent;
  std::int64_t offered = 0;
  std::int64_t answered = 0;
  std::int64_t missed = 0;  ///< Offers that expired or failed.
  std::int64_t rejected = 0;
  base::Millis talked{0};
  base::Millis held{0};
  base::Millis wrapped_up{0};
  base::Millis rang{0};  ///< Sum of ringing of all offers.
};

enum class AgentState : std::uint8_t { kIdle, kOffered, kTalking, kHeld, kWrapUp };

/// A stretch in which neither status, reason nor state of an agent changed.
struct AgentInterval {
  core::AgentId agent;
  core::Time since;
  std::optional<core::Time> until;  ///< Nothing: it goes on.
  core::AgentStatus status = core::AgentStatus::kSignedOut;
  core::ReasonId reason;
  core::StatusCause cause = core::StatusCause::kAsked;  ///< What brought the status.
  AgentState state = AgentState::kIdle;
  core::ContactId contact;              ///< For every state but kIdle.
  std::optional<core::Time> signed_in;  ///< Since when, if the agent is signed in.
};

/// Sums over [from, before); both are cut to whole quarters of an hour.
[[nodiscard]] base::Result<std::vector<QueueFigures>> queue_figures(db::Connection& connection, core::TenantId tenant,
                                                                    core::Time from, core::Time before);
[[nodiscard]] base::Result<std::vector<AgentFigures>> agent_figures(db::Connection& connection, core::TenantId tenant,
                                                                    core::Time from, core::Time before);

/// The live board: now, this hour, the last hour and today.
struct LiveQueue {
  QueueNow now;
  QueueFigures this_hour;
  QueueFigures last_hour;
  QueueFigures today;
};
struct LiveAgent {
  AgentInterval now;
  AgentFigures this_hour;
  AgentFigures last_hour;
  AgentFigures today;
};
struct Live {
  std::vector<LiveQueue> queues;
  std::vector<LiveAgent> agents;
};
/// `midnight`: when today began in the tenant's zone; hours are cut likewise.
[[nodiscard]] base::Result<Live> live_figures(db::Connection& connection, core::TenantId tenant, core::Time now,
                                              core::Time midnight);

/// Intervals of one agent that touch [from, before), oldest first, at most `most`.
[[nodiscard]] base::Result<std::vector<AgentInterval>> agent_intervals(db::Connection& connection, core::AgentId agent,
                                                                       core::Time from, core::Time before,
                                                                       std::size_t most);

}  // namespace peal::journal
