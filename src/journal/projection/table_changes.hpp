#pragma once

#include "journal/projection/tables.hpp"

/// How facts change rows: shared by the files that hold the facts of contacts,
/// visits, handlings and agents.
namespace peal::journal {

[[nodiscard]] inline core::Time quarter_of(core::Time at) {
  return core::Time{at.time_since_epoch() / kQuarter * kQuarter};
}

// Facts about something whose beginning is not in the journal change nothing.
template <class Cache, class Key, class Change>
base::Status Tables::change(Cache& cache, const Key& key, Change apply_change) {
  auto row = cache.change(connection_, key);
  if (!row) return base::fail(row.error());
  if (*row != nullptr) apply_change(**row);
  return {};
}

template <class Change>
base::Status Tables::count_queue(core::QueueId queue, Change apply_change) {
  const core::Time quarter = quarter_of(at_);
  rows::QueueQuarter fresh;
  fresh.quarter = quarter;
  fresh.figures.queue = queue;
  auto row = queue_quarters_.change_or(connection_, {queue, quarter}, fresh);
  if (!row) return base::fail(row.error());
  apply_change((*row)->figures);
  return {};
}

template <class Change>
base::Status Tables::count_agent(core::AgentId agent, Change apply_change) {
  const core::Time quarter = quarter_of(at_);
  rows::AgentQuarter fresh;
  fresh.quarter = quarter;
  fresh.figures.agent = agent;
  auto row = agent_quarters_.change_or(connection_, {agent, quarter}, fresh);
  if (!row) return base::fail(row.error());
  apply_change((*row)->figures);
  return {};
}

template <class Change>
base::Status Tables::change_agent(core::AgentId agent, Change apply_change) {
  rows::AgentNow fresh;
  fresh.interval.agent = agent;
  fresh.interval.since = at_;
  fresh.position = record_->position;
  auto row = agents_.change_or(connection_, agent, fresh);
  if (!row) return base::fail(row.error());
  rows::AgentNow& now = **row;
  const rows::AgentNow before = now;
  apply_change(now);
  const AgentInterval& was = before.interval;
  const AgentInterval& is = now.interval;
  const bool same = was.status == is.status && was.reason == is.reason && was.state == is.state &&
                    was.contact == is.contact && was.signed_in == is.signed_in;
  // Several facts of one moment make one interval, not empty ones.
  if (same || was.since == at_) return {};
  now.interval.since = at_;
  now.position = record_->position;
  return intervals_.add(connection_, rows::interval_values(before, at_));
}

}  // namespace peal::journal
