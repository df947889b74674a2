#include "journal/projection/rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>

#include "base/wire.hpp"

namespace peal::journal::rows {

std::string sealed_column(const Record& record) {
  if (record.sealed.empty()) return {};
  return fmt::format("{}.{}.{}.{}", record.party.value, record.position, record.epoch, db::to_base64(record.sealed));
}

std::optional<SealedPart> parse_sealed(core::TenantId tenant, const std::string& column) {
  SealedPart part;
  part.party.tenant = tenant;
  const char* at = column.data();
  const char* const end = column.data() + column.size();
  const auto number = [&](auto& value) {
    const auto [stop, error] = std::from_chars(at, end, value);
    if (error != std::errc{} || stop == end || *stop != '.') return false;
    at = stop + 1;
    return true;
  };
  if (!number(part.party.value) || !number(part.place.position) || !number(part.place.epoch)) return std::nullopt;
  part.sealed = db::from_base64(std::string_view(at, static_cast<std::size_t>(end - at)));
  return part;
}

std::vector<std::string> open_sealed(core::TenantId tenant, const std::string& column, KeyRing& keys) {
  std::vector<std::string> texts;
  const auto part = parse_sealed(tenant, column);
  if (!part) return texts;
  const auto plain = keys.unseal(part->party, part->place, part->sealed);
  if (!plain) return texts;
  base::WireReader reader(*plain);
  while (!reader.at_end() && !reader.failed()) texts.emplace_back(reader.bytes());
  return texts;
}

std::string Table::column_list() const {
  std::string list;
  for (const auto& column : columns) list += (list.empty() ? "t." : ", t.") + column;
  return list;
}

std::vector<std::string> Table::key_columns() const {
  return {columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(key)};
}

std::string Table::select_by_key() const {
  std::string sql = fmt::format("SELECT {} FROM {} t WHERE ", column_list(), name);
  for (std::size_t i = 0; i < key; ++i) sql += fmt::format("{}t.{} = ?", i == 0 ? "" : " AND ", columns[i]);
  return sql;
}

const Table& contact_table() {
  static const Table table{
      "contact",
      {"tenant",      "contact",       "source",     "number", "dialled",         "party",     "language",
       "flow",        "sealed_caller", "customer",   "level",  "sealed_customer", "queue",     "agent",
       "disposition", "arrived",       "answered",   "ended",  "outcome",         "cause",     "waited",
       "talked",      "held",          "wrapped_up", "visits", "offers",          "handlings", "recorded"},
      2};
  return table;
}
Values to_values(const Contact& c) {
  const ContactRow& r = c.row;
  return values_of(r.contact.tenant, r.contact, r.source, r.number, r.dialled, r.party, r.language, r.flow,
                   c.sealed_caller, r.customer, r.level, c.sealed_customer, r.queue, r.agent, r.disposition, r.arrived,
                   r.answered, r.ended, r.end, r.cause, r.waited, r.talked, r.held, r.wrapped_up, r.visits, r.offers,
                   r.handlings, r.recorded);
}
Contact contact_from(const db::Row& row) {
  Contact c;
  ContactRow& r = c.row;
  Columns(row).all(r.contact, r.source, r.number, r.dialled, r.party, r.language, r.flow, c.sealed_caller, r.customer,
                   r.level, c.sealed_customer, r.queue, r.agent, r.disposition, r.arrived, r.answered, r.ended, r.end,
                   r.cause, r.waited, r.talked, r.held, r.wrapped_up, r.visits, r.offers, r.handlings, r.recorded);
  return c;
}

const Table& visit_table() {
  static const Table table{
      "visit",
      {"tenant", "contact", "visit", "queue", "priority", "started", "ended", "outcome", "waited", "offers"},
      3};
  return table;
}
Values to_values(const VisitRow& v) {
  return values_of(v.contact.tenant, v.contact, v.visit, v.queue, v.priority, v.started, v.ended, v.end, v.waited,
                   v.offers);
}
VisitRow visit_from(const db::Row& row) {
  VisitRow v;
  Columns(row).all(v.contact, v.visit, v.queue, v.priority, v.started, v.ended, v.end, v.waited, v.offers);
  return v;
}

const Table& handling_table() {
  static const Table table{"handling",
                           {"tenant", "contact", "handling", "agent", "queue", "started", "talk_ended", "outcome",
                            "ended", "talked", "held", "wrapped_up", "holds", "disposition", "sealed_notes"},
                           3};
  return table;
}
Values to_values(const Handling& h) {
  const HandlingRow& r = h.row;
  return values_of(r.contact.tenant, r.contact, r.handling, r.agent, r.queue, r.started, r.talk_ended, r.end, r.ended,
                   r.talked, r.held, r.wrapped_up, r.holds, r.disposition, h.sealed_notes);
}
Handling handling_from(const db::Row& row) {
  Handling h;
  HandlingRow& r = h.row;
  Columns(row).all(r.contact, r.handling, r.agent, r.queue, r.started, r.talk_ended, r.end, r.ended, r.talked, r.held,
                   r.wrapped_up, r.holds, r.disposition, h.sealed_notes);
  return h;
}

const Table& recording_table() {
  static const Table table{"recording",
                           {"tenant", "recording", "contact", "queue", "agent", "party", "started", "ended", "whole",
                            "length", "bytes", "hash", "cause"},
                           2};
  return table;
}
Values to_values(const RecordingRow& r) {
  return values_of(r.recording.tenant, r.recording, r.contact, r.queue, r.agent, r.party, r.started, r.ended, r.whole,
                   r.length, r.bytes, r.hash, r.cause);
}
RecordingRow recording_from(const db::Row& row) {
  RecordingRow r;
  Columns(row).all(r.recording, r.contact, r.queue, r.agent, r.party, r.started, r.ended, r.whole, r.length, r.bytes,
                   r.hash, r.cause);
  return r;
}

const Table& agent_now_table() {
  static const Table table{
      "agent_now",
      {"tenant", "agent", "position", "since", "status", "reason", "cause", "state", "contact", "signed_in", "offered"},
      2};
  return table;
}
Values to_values(const AgentNow& now) {
  const AgentInterval& i = now.interval;
  return values_of(i.agent.tenant, i.agent, now.position, i.since, i.status, i.reason, i.cause, i.state, i.contact,
                   i.signed_in, now.offered);
}
AgentNow agent_now_from(const db::Row& row) {
  AgentNow now;
  AgentInterval& i = now.interval;
  Columns(row).all(i.agent, now.position, i.since, i.status, i.reason, i.cause, i.state, i.contact, i.signed_in,
                   now.offered);
  return now;
}

const Table& agent_interval_table() {
  static const Table table{
      "agent_interval",
      {"tenant", "agent", "position", "since", "until", "status", "reason", "cause", "state", "contact", "signed_in"},
      3};
  return table;
}
Values interval_values(const AgentNow& ended, core::Time until) {
  const AgentInterval& i = ended.interval;
  return values_of(i.agent.tenant, i.agent, ended.position, i.since, until, i.status, i.reason, i.cause, i.state,
                   i.contact, i.signed_in);
}
AgentInterval agent_interval_from(const db::Row& row) {
  AgentInterval i;
  Position position = 0;
  Columns(row).all(i.agent, position, i.since, i.until, i.status, i.reason, i.cause, i.state, i.contact, i.signed_in);
  return i;
}

const Table& queue_quarter_table() {
  static const Table table{
      "queue_quarter",
      {"tenant", "queue", "quarter", "offered", "answered", "abandoned", "short_abandoned", "flowed_out", "failed",
       "within_level", "waited_answered", "waited_abandoned", "longest_wait", "talked", "held", "wrapped_up"},
      3};
  return table;
}
Values to_values(const QueueQuarter& q) {
  const QueueFigures& f = q.figures;
  return values_of(f.queue.tenant, f.queue, q.quarter, f.offered, f.answered, f.abandoned, f.short_abandoned,
                   f.flowed_out, f.failed, f.within_level, f.waited_answered, f.waited_abandoned, f.longest_wait,
                   f.talked, f.held, f.wrapped_up);
}
QueueQuarter queue_quarter_from(const db::Row& row) {
  QueueQuarter q;
  QueueFigures& f = q.figures;
  Columns(row).all(f.queue, q.quarter, f.offered, f.answered, f.abandoned, f.short_abandoned, f.flowed_out, f.failed,
                   f.within_level, f.waited_answered, f.waited_abandoned, f.longest_wait, f.talked, f.held,
                   f.wrapped_up);
  return q;
}

const Table& agent_quarter_table() {
  static const Table table{"agent_quarter",
                           {"tenant", "agent", "quarter", "offered", "answered", "missed", "rejected", "talked", "held",
                            "wrapped_up", "rang"},
                           3};
  return table;
}
Values to_values(const AgentQuarter& q) {
  const AgentFigures& f = q.figures;
  return values_of(f.agent.tenant, f.agent, q.quarter, f.offered, f.answered, f.missed, f.rejected, f.talked, f.held,
                   f.wrapped_up, f.rang);
}
AgentQuarter agent_quarter_from(const db::Row& row) {
  AgentQuarter q;
  AgentFigures& f = q.figures;
  Columns(row).all(f.agent, q.quarter, f.offered, f.answered, f.missed, f.rejected, f.talked, f.held, f.wrapped_up,
                   f.rang);
  return q;
}

const Table& queue_level_table() {
  static const Table table{"queue_level", {"tenant", "queue", "service_level"}, 2};
  return table;
}
Values to_values(const QueueLevel& level) { return values_of(level.queue.tenant, level.queue, level.level); }
QueueLevel queue_level_from(const db::Row& row) {
  QueueLevel level;
  Columns(row).all(level.queue, level.level);
  return level;
}

const Table& steps_table() {
  static const Table table{"steps", {"tenant", "contact", "position", "facts"}, 3};
  return table;
}

}  // namespace peal::journal::rows
