#pragma once

#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "db/insert.hpp"
#include "journal/limits.hpp"
#include "journal/projection/rows.hpp"

namespace peal::journal {

/// Rows of one table that the projector works on: read when first needed,
/// changed in memory, and each changed one written once at the end of a batch.
template <class Key, class Row>
class RowCache {
 public:
  using KeyValues = std::function<std::vector<db::Value>(const Key&)>;
  using Decode = Row (*)(const db::Row&);

  RowCache(const rows::Table& table, KeyValues key_values, Decode decode)
      : select_(table.select_by_key()),
        key_values_(std::move(key_values)),
        decode_(decode),
        insert_(table.name, table.columns, table.key_columns(), kInsertRows) {}

  /// The row, to be changed; nullptr when there is none.
  base::Result<Row*> change(db::Connection& connection, const Key& key) {
    auto found = rows_.find(key);
    if (found == rows_.end()) {
      auto read = connection.fetch(select_, key_values_(key));
      if (!read) return base::fail(read.error());
      if (read->empty()) return nullptr;
      found = rows_.emplace(key, Held{decode_(read->front()), false}).first;
    }
    touch(found);
    return &found->second.row;
  }
  /// The row, or `fresh` when there is none yet.
  base::Result<Row*> change_or(db::Connection& connection, const Key& key, const Row& fresh) {
    auto row = change(connection, key);
    if (!row || *row != nullptr) return row;
    return &put(key, fresh);
  }
  /// A row that is known to be new.
  Row& put(const Key& key, Row row) {
    auto found = rows_.try_emplace(key).first;
    found->second.row = std::move(row);
    touch(found);
    return found->second.row;
  }

  base::Status flush(db::Connection& connection) {
    for (const auto& key : changed_) {
      Held& held = rows_.at(key);
      if (auto done = insert_.add(connection, rows::to_values(held.row)); !done) return done;
      held.changed = false;
    }
    changed_.clear();
    if (auto done = insert_.flush(connection); !done) return done;
    // What is needed again is read again.
    if (rows_.size() > kProjectorCached) rows_.clear();
    return {};
  }

 private:
  struct Held {
    Row row;
    bool changed = false;
  };
  void touch(typename std::unordered_map<Key, Held>::iterator held) {
    if (std::exchange(held->second.changed, true)) return;
    changed_.push_back(held->first);
  }

  std::string select_;
  KeyValues key_values_;
  Decode decode_;
  db::Insert insert_;
  std::unordered_map<Key, Held> rows_;
  std::vector<Key> changed_;
};

}  // namespace peal::journal
