#include "journal/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "journal/limits.hpp"
#include "journal/projection/rows.hpp"

namespace peal::journal {
namespace {

using base::fail;
constexpr base::Millis kHour{3'600'000};

core::Time whole_quarter(core::Time at) { return core::Time{at.time_since_epoch() / kQuarter * kQuarter}; }

void add(QueueFigures& sum, const QueueFigures& part) {
  sum.offered += part.offered;
  sum.answered += part.answered;
  sum.abandoned += part.abandoned;
  sum.short_abandoned += part.short_abandoned;
  sum.flowed_out += part.flowed_out;
  sum.failed += part.failed;
  sum.within_level += part.within_level;
  sum.waited_answered += part.waited_answered;
  sum.waited_abandoned += part.waited_abandoned;
  sum.longest_wait = std::max(sum.longest_wait, part.longest_wait);
  sum.talked += part.talked;
  sum.held += part.held;
  sum.wrapped_up += part.wrapped_up;
}

void add(AgentFigures& sum, const AgentFigures& part) {
  sum.offered += part.offered;
  sum.answered += part.answered;
  sum.missed += part.missed;
  sum.rejected += part.rejected;
  sum.talked += part.talked;
  sum.held += part.held;
  sum.wrapped_up += part.wrapped_up;
  sum.rang += part.rang;
}

base::Result<db::Rows> quarters(db::Connection& connection, const rows::Table& table, core::TenantId tenant,
                                core::Time from, core::Time before) {
  return connection.query(
      fmt::format("SELECT {} FROM {} t WHERE t.tenant = ? AND t.quarter >= ? AND t.quarter < ? ORDER BY t.{}, "
                  "t.quarter",
                  table.column_list(), table.name, table.columns[1]),
      tenant, whole_quarter(from), whole_quarter(before));
}

base::Result<std::vector<rows::QueueQuarter>> queue_quarters(db::Connection& connection, core::TenantId tenant,
                                                             core::Time from, core::Time before) {
  auto read = quarters(connection, rows::queue_quarter_table(), tenant, from, before);
  if (!read) return fail(read.error());
  std::vector<rows::QueueQuarter> found;
  for (const auto& row : *read) found.push_back(rows::queue_quarter_from(row));
  return found;
}

base::Result<std::vector<rows::AgentQuarter>> agent_quarters(db::Connection& connection, core::TenantId tenant,
                                                             core::Time from, core::Time before) {
  auto read = quarters(connection, rows::agent_quarter_table(), tenant, from, before);
  if (!read) return fail(read.error());
  std::vector<rows::AgentQuarter> found;
  for (const auto& row : *read) found.push_back(rows::agent_quarter_from(row));
  return found;
}

// The spans of the live board that a quarter belongs to.
struct Spans {
  core::Time midnight, hour, last_hour, end;
  Spans(core::Time now, core::Time start_of_day) : midnight(start_of_day) {
    hour = midnight + (now - midnight) / kHour * kHour;
    last_hour = hour - kHour;
    end = now + kQuarter;
  }
  template <class Live, class Figures>
  void sort_in(Live& live, core::Time quarter, const Figures& figures) const {
    if (quarter >= hour)
      add(live.this_hour, figures);
    else if (quarter >= last_hour)
      add(live.last_hour, figures);
    if (quarter >= midnight) add(live.today, figures);
  }
};

base::Status read_waiting(db::Connection& connection, core::TenantId tenant,
                          std::map<core::QueueId, LiveQueue>& queues) {
  auto read = connection.query(
      "SELECT queue, COUNT(*), MIN(started) FROM visit WHERE tenant = ? AND ended IS NULL GROUP BY queue", tenant);
  if (!read) return fail(read.error());
  for (const auto& row : *read) {
    QueueNow& now = queues[row.id<core::QueueId>(tenant, 0)].now;
    now.waiting = row.integer(1);
    now.oldest = row.time_if(2);
  }
  return {};
}

base::Status read_agents_now(db::Connection& connection, core::TenantId tenant,
                             std::map<core::AgentId, LiveAgent>& agents) {
  const auto& table = rows::agent_now_table();
  auto read =
      connection.query(fmt::format("SELECT {} FROM agent_now t WHERE t.tenant = ?", table.column_list()), tenant);
  if (!read) return fail(read.error());
  for (const auto& row : *read) {
    const auto now = rows::agent_now_from(row);
    agents[now.interval.agent].now = now.interval;
  }
  return {};
}

// The queues that were ever in the settings are shown, also without a call.
base::Status read_queues(db::Connection& connection, core::TenantId tenant,
                         std::map<core::QueueId, LiveQueue>& queues) {
  auto read = connection.query("SELECT queue FROM queue_level WHERE tenant = ?", tenant);
  if (!read) return fail(read.error());
  for (const auto& row : *read) queues[row.id<core::QueueId>(tenant, 0)];
  return {};
}

}  // namespace

std::optional<double> QueueFigures::service_level() const {
  const std::int64_t counted = answered + abandoned;
  if (counted == 0) return std::nullopt;
  return static_cast<double>(within_level) / static_cast<double>(counted);
}

base::Result<std::vector<QueueFigures>> queue_figures(db::Connection& connection, core::TenantId tenant,
                                                      core::Time from, core::Time before) {
  auto quarters_read = queue_quarters(connection, tenant, from, before);
  if (!quarters_read) return fail(quarters_read.error());
  std::vector<QueueFigures> sums;
  for (const auto& quarter : *quarters_read) {
    if (sums.empty() || sums.back().queue != quarter.figures.queue) sums.emplace_back().queue = quarter.figures.queue;
    add(sums.back(), quarter.figures);
  }
  return sums;
}

base::Result<std::vector<AgentFigures>> agent_figures(db::Connection& connection, core::TenantId tenant,
                                                      core::Time from, core::Time before) {
  auto quarters_read = agent_quarters(connection, tenant, from, before);
  if (!quarters_read) return fail(quarters_read.error());
  std::vector<AgentFigures> sums;
  for (const auto& quarter : *quarters_read) {
    if (sums.empty() || sums.back().agent != quarter.figures.agent) sums.emplace_back().agent = quarter.figures.agent;
    add(sums.back(), quarter.figures);
  }
  return sums;
}

base::Result<Live> live_figures(db::Connection& connection, core::TenantId tenant, core::Time now,
                                core::Time midnight) {
  const Spans spans(now, midnight);
  const core::Time from = std::min(spans.midnight, spans.last_hour);
  std::map<core::QueueId, LiveQueue> queues;
  std::map<core::AgentId, LiveAgent> agents;
  base::Status done = read_queues(connection, tenant, queues);
  if (done) done = read_waiting(connection, tenant, queues);
  if (done) done = read_agents_now(connection, tenant, agents);
  if (!done) return fail(done.error());
  auto of_queues = queue_quarters(connection, tenant, from, spans.end);
  if (!of_queues) return fail(of_queues.error());
  for (const auto& quarter : *of_queues) spans.sort_in(queues[quarter.figures.queue], quarter.quarter, quarter.figures);
  auto of_agents = agent_quarters(connection, tenant, from, spans.end);
  if (!of_agents) return fail(of_agents.error());
  for (const auto& quarter : *of_agents) spans.sort_in(agents[quarter.figures.agent], quarter.quarter, quarter.figures);
  Live live;
  for (auto& [queue, figures] : queues) {
    figures.now.queue = figures.this_hour.queue = figures.last_hour.queue = figures.today.queue = queue;
    live.queues.push_back(figures);
  }
  for (auto& [agent, figures] : agents) {
    figures.now.agent = figures.this_hour.agent = figures.last_hour.agent = figures.today.agent = agent;
    live.agents.push_back(figures);
  }
  return live;
}

base::Result<std::vector<AgentInterval>> agent_intervals(db::Connection& connection, core::AgentId agent,
                                                         core::Time from, core::Time before, std::size_t most) {
  const auto& table = rows::agent_interval_table();
  auto read = connection.query(
      fmt::format("SELECT {} FROM agent_interval t WHERE t.tenant = ? AND t.agent = ? AND t.until > ? AND t.since < ? "
                  "ORDER BY t.position LIMIT ?",
                  table.column_list()),
      agent.tenant, agent, from, before, std::min(most, kMostPageRows * 10));
  if (!read) return fail(read.error());
  std::vector<AgentInterval> intervals;
  for (const auto& row : *read) intervals.push_back(rows::agent_interval_from(row));
  if (intervals.size() >= most) return intervals;
  auto now = connection.query(rows::agent_now_table().select_by_key(), agent.tenant, agent);
  if (!now) return fail(now.error());
  if (now->empty()) return intervals;
  const auto open = rows::agent_now_from(now->front());
  if (open.interval.since < before) intervals.push_back(open.interval);
  return intervals;
}

}  // namespace peal::journal
