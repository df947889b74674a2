#include "journal/contacts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "journal/limits.hpp"
#include "journal/projection/rows.hpp"

namespace peal::journal {
namespace {

using base::ErrorCode;
using base::fail;

// Conditions with their values, in the order of the `?`.
struct Where {
  std::string sql;
  std::vector<db::Value> values;
  template <class T>
  void add(std::string_view condition, const T& value) {
    sql += fmt::format(" AND {}", condition);
    values.push_back(db::to_value(value));
  }
};

std::string text_at(const std::vector<std::string>& texts, std::size_t index) {
  return index < texts.size() ? texts[index] : std::string{};
}

ContactRow open_contact(rows::Contact stored, KeyRing& keys) {
  ContactRow row = std::move(stored.row);
  const auto caller = rows::open_sealed(row.contact.tenant, stored.sealed_caller, keys);
  const auto customer = rows::open_sealed(row.contact.tenant, stored.sealed_customer, keys);
  row.caller = text_at(caller, 0);
  row.caller_name = text_at(caller, 1);
  row.customer_name = text_at(customer, 0);
  row.area = text_at(customer, 1);
  return row;
}

base::Result<std::vector<ContactRow>> read_contacts(db::Connection& connection, KeyRing& keys, Where where,
                                                    std::size_t most) {
  const std::string sql = fmt::format("SELECT {} FROM contact t WHERE t.tenant = ?{} ORDER BY t.contact DESC LIMIT ?",
                                      rows::contact_table().column_list(), where.sql);
  where.values.emplace_back(static_cast<std::int64_t>(std::min(most, kMostPageRows)));
  auto read = connection.fetch(sql, where.values);
  if (!read) return fail(read.error());
  std::vector<ContactRow> contacts;
  for (const auto& row : *read) contacts.push_back(open_contact(rows::contact_from(row), keys));
  return contacts;
}

template <class T, class From>
base::Status read_parts(db::Connection& connection, core::ContactId contact, const rows::Table& table,
                        const char* order, From from, std::vector<T>& into) {
  auto read = connection.query(fmt::format("SELECT {} FROM {} t WHERE t.tenant = ? AND t.contact = ? ORDER BY t.{}",
                                           table.column_list(), table.name, order),
                               contact.tenant, contact);
  if (!read) return fail(read.error());
  for (const auto& row : *read) into.push_back(from(row));
  return {};
}

base::Status read_steps(db::Connection& connection, KeyRing& keys, core::ContactId contact, std::vector<Step>& into) {
  auto read = connection.query("SELECT facts FROM steps WHERE tenant = ? AND contact = ? ORDER BY position",
                               contact.tenant, contact);
  if (!read) return fail(read.error());
  for (const auto& row : *read) {
    const std::string frames = db::from_base64(row.text(0));
    for (std::string_view rest = frames; !rest.empty();) {
      const Frame frame = read_frame(rest);
      if (frame.verdict != FrameVerdict::kWhole) {
        return fail(ErrorCode::kCorrupt, "The steps of this contact cannot be read. Stop the server and let `peal rebuild` make the tables anew.");
      }
      auto fact = decode_fact(frame.record, keys);
      if (!fact) return fail(fact.error());
      into.push_back({frame.record.position, *std::move(fact)});
      rest.remove_prefix(frame.bytes);
    }
  }
  return {};
}

HandlingRow open_handling(const db::Row& row, KeyRing& keys) {
  rows::Handling stored = rows::handling_from(row);
  stored.row.notes = text_at(rows::open_sealed(stored.row.contact.tenant, stored.sealed_notes, keys), 0);
  return std::move(stored.row);
}

}  // namespace

base::Result<std::vector<ContactRow>> list_contacts(db::Connection& connection, KeyRing& keys, core::TenantId tenant,
                                                    const ContactFilter& filter) {
  Where where;
  where.values.push_back(db::to_value(tenant));
  if (filter.from) where.add("t.arrived >= ?", *filter.from);
  if (filter.before) where.add("t.arrived < ?", *filter.before);
  if (filter.party) where.add("t.party = ?", *filter.party);
  if (filter.customer) where.add("t.customer <> 0 AND t.customer = ?", *filter.customer);
  if (filter.number) where.add("t.number = ?", *filter.number);
  if (filter.end) where.add("t.outcome = ?", *filter.end);
  if (filter.recorded) where.add("t.recorded = ?", *filter.recorded);
  if (filter.older_than) where.add("t.contact < ?", *filter.older_than);
  if (filter.going_on) where.sql += *filter.going_on ? " AND t.ended IS NULL" : " AND t.ended IS NOT NULL";
  if (filter.queue) {
    where.add("EXISTS (SELECT 1 FROM visit v WHERE v.tenant = t.tenant AND v.contact = t.contact AND v.queue = ?)",
              *filter.queue);
  }
  if (filter.agent) {
    where.add("EXISTS (SELECT 1 FROM handling h WHERE h.tenant = t.tenant AND h.contact = t.contact AND h.agent = ?)",
              *filter.agent);
  }
  return read_contacts(connection, keys, std::move(where), filter.most);
}

base::Result<ContactDetail> contact_detail(db::Connection& connection, KeyRing& keys, core::ContactId contact) {
  Where where;
  where.values.push_back(db::to_value(contact.tenant));
  where.add("t.contact = ?", contact);
  auto found = read_contacts(connection, keys, std::move(where), 1);
  if (!found) return fail(found.error());
  if (found->empty()) return fail(ErrorCode::kNotFound, "There is no such contact.");
  ContactDetail detail;
  detail.contact = std::move(found->front());
  base::Status done = read_parts(connection, contact, rows::visit_table(), "visit", rows::visit_from, detail.visits);
  if (done) {
    done = read_parts(
        connection, contact, rows::handling_table(), "handling",
        [&](const db::Row& row) { return open_handling(row, keys); }, detail.handlings);
  }
  if (done)
    done =
        read_parts(connection, contact, rows::recording_table(), "recording", rows::recording_from, detail.recordings);
  if (done) done = read_steps(connection, keys, contact, detail.steps);
  if (!done) return fail(done.error());
  return detail;
}

base::Result<std::vector<ContactRow>> customer_history(db::Connection& connection, KeyRing& keys,
                                                       core::CustomerId customer, std::size_t most) {
  ContactFilter filter;
  filter.customer = customer;
  filter.most = most;
  return list_contacts(connection, keys, customer.tenant, filter);
}

base::Result<std::vector<core::PartyId>> parties_of(db::Connection& connection, core::CustomerId customer) {
  auto read = connection.query("SELECT DISTINCT party FROM contact WHERE tenant = ? AND customer = ? AND party <> 0",
                               customer.tenant, customer);
  if (!read) return fail(read.error());
  std::vector<core::PartyId> parties;
  for (const auto& row : *read) parties.push_back(row.id<core::PartyId>(customer.tenant, 0));
  return parties;
}

base::Result<std::vector<RecordingRow>> list_recordings(db::Connection& connection, core::TenantId tenant,
                                                        const RecordingFilter& filter) {
  Where where;
  where.values.push_back(db::to_value(tenant));
  if (filter.from) where.add("t.started >= ?", *filter.from);
  if (filter.before) where.add("t.started < ?", *filter.before);
  if (filter.queue) where.add("t.queue = ?", *filter.queue);
  if (filter.agent) where.add("t.agent = ?", *filter.agent);
  if (filter.party) where.add("t.party = ?", *filter.party);
  if (filter.older_than) where.add("t.recording < ?", *filter.older_than);
  where.values.emplace_back(static_cast<std::int64_t>(std::min(filter.most, kMostPageRows)));
  auto read =
      connection.fetch(fmt::format("SELECT {} FROM recording t WHERE t.tenant = ?{} ORDER BY t.recording DESC LIMIT ?",
                                   rows::recording_table().column_list(), where.sql),
                       where.values);
  if (!read) return fail(read.error());
  std::vector<RecordingRow> recordings;
  for (const auto& row : *read) recordings.push_back(rows::recording_from(row));
  return recordings;
}

base::Result<RecordingRow> find_recording(db::Connection& connection, core::RecordingId recording) {
  auto read = connection.query(rows::recording_table().select_by_key(), recording.tenant, recording);
  if (!read) return fail(read.error());
  if (read->empty()) return fail(ErrorCode::kNotFound, "There is no such recording.");
  return rows::recording_from(read->front());
}

}  // namespace peal::journal
