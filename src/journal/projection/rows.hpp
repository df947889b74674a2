#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/value.hpp"
#include "journal/contacts.hpp"
#include "journal/figures.hpp"
#include "journal/record.hpp"

/// Each row of the projections: its columns, as values and back. The projector
/// writes them and the questions read them through the same functions.
namespace peal::journal::rows {

/// The sealed part of a record in one column, and its texts in order. Nothing
/// sealed and a key that is gone both read as no texts.
[[nodiscard]] std::string sealed_column(const Record& record);
struct SealedPart {
  core::PartyId party;
  SealPlace place;
  std::string sealed;
};
[[nodiscard]] std::optional<SealedPart> parse_sealed(core::TenantId tenant, const std::string& column);
[[nodiscard]] std::vector<std::string> open_sealed(core::TenantId tenant, const std::string& column, KeyRing& keys);

/// A table: its columns, and how many of the first are the key.
struct Table {
  const char* name;
  std::vector<std::string> columns;
  std::size_t key;
  /// "SELECT columns FROM name t WHERE all of the key = ?"
  [[nodiscard]] std::string select_by_key() const;
  /// "t.a, t.b"
  [[nodiscard]] std::string column_list() const;
  [[nodiscard]] std::vector<std::string> key_columns() const;
};

struct Contact {
  ContactRow row;
  std::string sealed_caller;
  std::string sealed_customer;
};
struct Handling {
  HandlingRow row;
  std::string sealed_notes;
};
struct AgentNow {
  AgentInterval interval;
  Position position = 0;  ///< Of the fact that began it.
  std::optional<core::Time> offered;
};
struct QueueQuarter {
  core::Time quarter;
  QueueFigures figures;
};
struct AgentQuarter {
  core::Time quarter;
  AgentFigures figures;
};
struct QueueLevel {
  core::QueueId queue;
  base::Millis level{20'000};
};

using Values = std::vector<db::Value>;

[[nodiscard]] const Table& contact_table();
[[nodiscard]] Values to_values(const Contact& contact);
[[nodiscard]] Contact contact_from(const db::Row& row);

[[nodiscard]] const Table& visit_table();
[[nodiscard]] Values to_values(const VisitRow& visit);
[[nodiscard]] VisitRow visit_from(const db::Row& row);

[[nodiscard]] const Table& handling_table();
[[nodiscard]] Values to_values(const Handling& handling);
[[nodiscard]] Handling handling_from(const db::Row& row);

[[nodiscard]] const Table& recording_table();
[[nodiscard]] Values to_values(const RecordingRow& recording);
[[nodiscard]] RecordingRow recording_from(const db::Row& row);

[[nodiscard]] const Table& agent_now_table();
[[nodiscard]] Values to_values(const AgentNow& now);
[[nodiscard]] AgentNow agent_now_from(const db::Row& row);

[[nodiscard]] const Table& agent_interval_table();
[[nodiscard]] Values interval_values(const AgentNow& ended, core::Time until);
[[nodiscard]] AgentInterval agent_interval_from(const db::Row& row);

[[nodiscard]] const Table& queue_quarter_table();
[[nodiscard]] Values to_values(const QueueQuarter& quarter);
[[nodiscard]] QueueQuarter queue_quarter_from(const db::Row& row);

[[nodiscard]] const Table& agent_quarter_table();
[[nodiscard]] Values to_values(const AgentQuarter& quarter);
[[nodiscard]] AgentQuarter agent_quarter_from(const db::Row& row);

[[nodiscard]] const Table& queue_level_table();
[[nodiscard]] Values to_values(const QueueLevel& level);
[[nodiscard]] QueueLevel queue_level_from(const db::Row& row);

[[nodiscard]] const Table& steps_table();

/// Reads the columns of a row one after the other.
class Columns {
 public:
  explicit Columns(const db::Row& row) : row_(row) { tenant_.value = static_cast<std::uint32_t>(row.integer(at_++)); }
  [[nodiscard]] core::TenantId tenant() const { return tenant_; }
  template <class T>
  void to(T& value) {
    const std::size_t i = at_++;
    if constexpr (std::is_same_v<T, std::string>)
      value = row_.text(i);
    else if constexpr (std::is_same_v<T, bool>)
      value = row_.truth(i);
    else if constexpr (std::is_enum_v<T> || std::integral<T>)
      value = static_cast<T>(row_.integer(i));
    else if constexpr (std::is_same_v<T, core::Time>)
      value = row_.time(i);
    else if constexpr (std::is_same_v<T, base::Millis>)
      value = base::Millis{row_.integer(i)};
    else if constexpr (requires { value.has_value(); })
      optional(value, i);
    else
      value = row_.id<T>(tenant_, i);
  }
  template <class... Ts>
  void all(Ts&... values) {
    (to(values), ...);
  }

 private:
  template <class T>
  void optional(std::optional<T>& value, std::size_t i) {
    value.reset();
    if (row_.is_null(i)) return;
    if constexpr (std::is_same_v<T, core::Time>)
      value = row_.time(i);
    else
      value = static_cast<T>(row_.integer(i));
  }

  const db::Row& row_;
  std::size_t at_ = 0;
  core::TenantId tenant_;
};

template <class... Ts>
[[nodiscard]] Values values_of(const Ts&... values) {
  Values made;
  made.reserve(sizeof...(Ts));
  (made.push_back(db::to_value(values)), ...);
  return made;
}

}  // namespace peal::journal::rows
