#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "db/insert.hpp"
#include "journal/record.hpp"

namespace peal::journal {

/// The facts of each contact, kStepsInRow to a row. A row is written once for
/// each batch that adds to it; where rows begin depends on the facts alone.
class Steps {
 public:
  Steps();

  /// `first`: the contact begins with this record, so there is no row of it yet.
  [[nodiscard]] base::Status add(db::Connection& connection, core::ContactId contact, const Record& record, bool first);
  [[nodiscard]] base::Status flush(db::Connection& connection);

 private:
  struct Row {
    Position position = 0;  ///< Of its first fact.
    std::size_t facts = 0;
    std::string frames;
    bool changed = false;
  };
  [[nodiscard]] static base::Result<Row> read_last(db::Connection& connection, core::ContactId contact);
  [[nodiscard]] base::Status write(db::Connection& connection, core::ContactId contact, const Row& row);

  std::unordered_map<core::ContactId, Row> last_;  // The row that the next fact goes to.
  std::vector<core::ContactId> changed_;
  db::Insert insert_;
};

}  // namespace peal::journal
