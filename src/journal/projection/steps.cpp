#include "journal/projection/steps.hpp"

#include <utility>

#include "journal/limits.hpp"
#include "journal/projection/rows.hpp"

namespace peal::journal {

using base::fail;

Steps::Steps() : insert_(rows::steps_table().name, rows::steps_table().columns, rows::steps_table().key_columns(), kInsertRows) {}

base::Result<Steps::Row> Steps::read_last(db::Connection& connection, core::ContactId contact) {
  auto read = connection.query(
      "SELECT position, facts FROM steps WHERE tenant = ? AND contact = ? ORDER BY position DESC LIMIT 1", contact.tenant,
      contact);
  if (!read) return fail(read.error());
  Row row;
  if (read->empty()) return row;
  row.position = static_cast<Position>(read->front().integer(0));
  row.frames = db::from_base64(read->front().text(1));
  for (std::string_view rest = row.frames; !rest.empty(); ++row.facts) {
    const Frame frame = read_frame(rest);
    if (frame.verdict != FrameVerdict::kWhole) {
      return fail(base::ErrorCode::kCorrupt,
                  "A row of the table 'steps' does not check. Stop the server and let `peal rebuild` make the tables anew.");
    }
    rest.remove_prefix(frame.bytes);
  }
  return row;
}

base::Status Steps::write(db::Connection& connection, core::ContactId contact, const Row& row) {
  return insert_.add(connection, rows::values_of(contact.tenant, contact, row.position, db::to_base64(row.frames)));
}

base::Status Steps::add(db::Connection& connection, core::ContactId contact, const Record& record, bool first) {
  auto found = last_.find(contact);
  if (found == last_.end()) {
    auto row = first ? base::Result<Row>(Row{}) : read_last(connection, contact);
    if (!row) return fail(row.error());
    found = last_.emplace(contact, *std::move(row)).first;
  }
  Row& row = found->second;
  if (row.facts == kStepsInRow) {
    if (row.changed) {
      if (auto done = write(connection, contact, row); !done) return done;
    }
    // Marked as changed still: it stands in the list already.
    row = Row{0, 0, {}, row.changed};
  }
  if (row.facts == 0) row.position = record.position;
  row.frames += record.frame;
  ++row.facts;
  if (!std::exchange(row.changed, true)) changed_.push_back(contact);
  return {};
}

base::Status Steps::flush(db::Connection& connection) {
  for (const auto& contact : changed_) {
    Row& row = last_.at(contact);
    if (auto done = write(connection, contact, row); !done) return done;
    row.changed = false;
  }
  changed_.clear();
  if (auto done = insert_.flush(connection); !done) return done;
  if (last_.size() > kProjectorCached) last_.clear();
  return {};
}

}  // namespace peal::journal
