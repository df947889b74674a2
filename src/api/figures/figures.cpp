#include "api/figures/figures.hpp"

#include <unordered_set>

#include "api/figures/local_day.hpp"
#include "api/json/json_writer.hpp"
#include "api/service/context.hpp"

namespace peal::api {
namespace {

// A call in hand counts as answered, but its time comes when it is over: the
// average leaves it out.
std::int64_t in_hand(const journal::LiveAgent& row) {
  return row.now.state == journal::AgentState::kTalking || row.now.state == journal::AgentState::kHeld ? 1 : 0;
}
std::int64_t in_hand(const journal::LiveQueue&) { return 0; }

void write_period(JsonWriter& out, const journal::QueueFigures& sum, core::Time from, std::int64_t) {
  out.begin_object().field("from", from).field("offered", sum.offered).field("answered", sum.answered);
  out.field("abandoned", sum.abandoned).field("shortAbandoned", sum.short_abandoned);
  out.field("flowedOut", sum.flowed_out).field("failed", sum.failed).field("answeredInTime", sum.within_level);
  out.field("serviceLevel", sum.service_level()).field("waitedAnsweredMs", sum.waited_answered);
  out.field("waitedAbandonedMs", sum.waited_abandoned).field("longestWaitMs", sum.longest_wait);
  out.field("talkedMs", sum.talked).field("heldMs", sum.held).field("wrappedUpMs", sum.wrapped_up).end_object();
}

void write_period(JsonWriter& out, const journal::AgentFigures& sum, core::Time from, std::int64_t unfinished) {
  out.begin_object().field("from", from).field("offered", sum.offered).field("answered", sum.answered);
  out.field("missed", sum.missed).field("rejected", sum.rejected).field("talkedMs", sum.talked);
  out.field("heldMs", sum.held).field("wrappedUpMs", sum.wrapped_up).key("averageHandleMs");
  if (const auto handled = sum.answered - unfinished; handled > 0)
    out.value((sum.talked + sum.held + sum.wrapped_up) / handled);
  else out.null();
  out.end_object();
}

template <class Row, class Thing, class IdOf>
void keep_those_of(std::vector<Row>& rows, const std::vector<Thing>& things, IdOf id_of) {
  std::unordered_set<std::uint64_t> ids;
  for (const auto& thing : things) ids.insert(thing.id.value);
  std::erase_if(rows, [&](const Row& row) { return !ids.contains(id_of(row).value); });
}

template <class Row>
void write_periods(JsonWriter& out, const Row& row, const LiveFigures& figures) {
  out.key("hour");
  write_period(out, row.this_hour, figures.hour, in_hand(row));
  out.key("lastHour");
  write_period(out, row.last_hour, figures.last_hour, 0);
  out.key("today");
  write_period(out, row.today, figures.today, in_hand(row));
  out.end_object();
}

}  // namespace

base::Result<LiveFigures> live_figures_of(Context& context, core::TenantId tenant, core::Time now) {
  const auto centre = context.settings.centre(tenant);
  if (centre == nullptr) return base::fail(base::ErrorCode::kNotFound, "There is no such tenant.", "tenant");
  const auto day = local_day(centre->time_zone, now);
  auto connection = context.rooms.pool.borrow();
  if (!connection) return base::fail(connection.error());
  auto live = journal::live_figures(**connection, tenant, now, day.midnight);
  if (!live) return base::fail(live.error());
  // The journal remembers everybody; the board shows who is there.
  keep_those_of(live->queues, centre->queues, [](const auto& row) { return row.now.queue; });
  keep_those_of(live->agents, centre->agents, [](const auto& row) { return row.now.agent; });
  return LiveFigures{std::move(*live), day.hour, day.hour - std::chrono::hours{1}, day.midnight};
}

std::vector<FiguresEntry> figures_entries(const LiveFigures& figures) {
  std::vector<FiguresEntry> entries;
  for (const auto& row : figures.live.queues) {
    JsonWriter out;
    out.begin_object().field("of", "queue").field("queue", row.now.queue);
    write_periods(out, row, figures);
    entries.push_back({row.now.queue.value, {}, out.take()});
  }
  for (const auto& row : figures.live.agents) {
    JsonWriter out;
    out.begin_object().field("of", "agent").field("agent", row.now.agent);
    write_periods(out, row, figures);
    entries.push_back({row.now.agent.value, row.now.agent, out.take()});
  }
  return entries;
}

}  // namespace peal::api
