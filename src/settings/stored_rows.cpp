#include "settings/stored_rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "db/insert.hpp"
#include "settings/limits.hpp"

namespace peal::settings {
namespace {

using base::fail;

constexpr std::size_t kInsertRows = 64;

base::Result<std::vector<Entities>> load(db::Connection& connection, std::string_view where, std::int64_t tenant) {
  auto rows = connection.query(
      fmt::format(
          "SELECT s.tenant, t.key, s.kind, s.key, s.id, s.place, s.body FROM setting s JOIN setting_tenant t ON "
          "t.id = s.tenant WHERE s.until IS NULL AND s.tenant {} ? ORDER BY s.tenant, s.kind, s.place",
          where),
      tenant);
  if (!rows) return fail(rows.error());
  std::vector<Entities> all;
  for (const auto& row : *rows) {
    const core::TenantId id{static_cast<std::uint32_t>(row.integer(0))};
    if (all.empty() || all.back().tenant != id) all.push_back({id, row.text(1), {}});
    all.back().kinds[row.as<Kind>(2)][row.text(3)] =
        Stored{static_cast<std::uint64_t>(row.integer(4)), row.integer(5), db::from_base64(row.text(6))};
  }
  return all;
}

struct Changes {
  std::vector<std::string> words;
  std::size_t left_out = 0;
  void add(std::string text) {
    if (words.size() < kMostChangesListed)
      words.push_back(std::move(text));
    else
      ++left_out;
  }
};

class ChangeWriter {
 public:
  ChangeWriter(db::Connection& connection, core::TenantId tenant, std::uint64_t revision)
      : connection_(connection),
        tenant_(tenant),
        revision_(revision),
        insert_("setting", {"tenant", "kind", "key", "since", "id", "place", "body"}, {}, kInsertRows) {}

  base::Status end(Kind kind, const std::string& key) {
    auto done =
        connection_.execute("UPDATE setting SET until = ? WHERE tenant = ? AND kind = ? AND key = ? AND until IS NULL",
                            revision_, tenant_, kind, key);
    if (!done) return fail(done.error());
    return {};
  }
  base::Status add(Kind kind, const std::string& key, const Stored& stored) {
    return insert_.add(connection_, {db::to_value(tenant_), db::to_value(kind), key, db::to_value(revision_),
                                     db::to_value(stored.id), stored.place, db::to_base64(stored.body)});
  }
  base::Status finish() { return insert_.flush(connection_); }

 private:
  db::Connection& connection_;
  core::TenantId tenant_;
  std::uint64_t revision_;
  db::Insert insert_;
};

// A new version only counts when something else changed, so compare with the old one in.
void carry_flow_version(const std::string& before, Stored& after) {
  const std::uint32_t version = flow_version(before);
  after.body = with_flow_version(after.body, version);
  if (after.body != before) after.body = with_flow_version(after.body, version + 1);
}

base::Status write_kind(ChangeWriter& writer, Kind kind, const StoredKind& before, StoredKind& after,
                        Changes& changes) {
  bool moved = false;
  for (const auto& [key, stored] : before) {
    if (after.contains(key)) continue;
    if (auto done = writer.end(kind, key); !done) return done;
    changes.add(fmt::format("{} {}: removed", kind_name(kind), key));
  }
  for (auto& [key, stored] : after) {
    const auto old = before.find(key);
    if (old == before.end()) {
      if (auto done = writer.add(kind, key, stored); !done) return done;
      changes.add(fmt::format("{} {}: added", kind_name(kind), key));
      continue;
    }
    // What an older program wrote has fewer fields; those it lacks are no change.
    const auto was = in_present_form(kind, old->second.body);
    if (kind == Kind::kFlow) carry_flow_version(was, stored);
    const bool differs = was != stored.body;
    if (!differs && old->second.place == stored.place) continue;
    moved = moved || !differs;
    if (auto done = writer.end(kind, key); !done) return done;
    if (auto done = writer.add(kind, key, stored); !done) return done;
    if (!differs) continue;
    changes.add(fmt::format("{} {}: {}", kind_name(kind), key,
                            fmt::join(describe_difference(kind, was, stored.body), ", ")));
  }
  if (moved) changes.add(fmt::format("{}s: order", kind_name(kind)));
  return writer.finish();
}

}  // namespace

base::Result<std::uint64_t> newest_revision(db::Connection& connection) {
  auto rows = connection.query("SELECT MAX(revision) FROM setting_revision");
  if (!rows) return fail(rows.error());
  return static_cast<std::uint64_t>(rows->empty() ? 0 : rows->front().integer(0));
}

base::Result<std::vector<Entities>> load_all(db::Connection& connection) { return load(connection, ">", 0); }

base::Result<Entities> load_tenant(db::Connection& connection, core::TenantId tenant) {
  auto found = load(connection, "=", tenant.value);
  if (!found) return fail(found.error());
  if (found->empty()) return Entities{tenant, "", {}};
  return std::move(found->front());
}

base::Result<TenantPlace> place_tenant(db::Connection& connection, const std::string& key) {
  auto rows = connection.query("SELECT id FROM setting_tenant WHERE key = ?", key);
  if (!rows) return fail(rows.error());
  if (!rows->empty()) return TenantPlace{core::TenantId{static_cast<std::uint32_t>(rows->front().integer(0))}, false};
  rows = connection.query("SELECT MAX(id) FROM setting_tenant");
  if (!rows) return fail(rows.error());
  return TenantPlace{core::TenantId{static_cast<std::uint32_t>(rows->front().integer(0)) + 1}, true};
}

base::Status know_ids(db::Connection& connection, core::TenantId tenant, IdBook& ids) {
  auto rows = connection.query("SELECT DISTINCT kind, key, id FROM setting WHERE tenant = ?", tenant);
  if (!rows) return fail(rows.error());
  for (const auto& row : *rows) {
    if (row.as<Kind>(0) == Kind::kTenant) continue;  // Numbered on their own.
    ids.know(row.as<Kind>(0), row.text(1), static_cast<std::uint64_t>(row.integer(2)));
  }
  return {};
}

base::Result<std::vector<std::string>> write_changes(db::Connection& connection, const Entities& present,
                                                     Entities wanted, std::uint64_t revision) {
  static const StoredKind kNothing;
  Changes changes;
  ChangeWriter writer(connection, wanted.tenant, revision);
  for (auto& [kind, after] : wanted.kinds) {
    const auto before = present.kinds.find(kind);
    auto done = write_kind(writer, kind, before == present.kinds.end() ? kNothing : before->second, after, changes);
    if (!done) return fail(done.error());
  }
  if (changes.left_out > 0) changes.words.push_back(fmt::format("and {} more", changes.left_out));
  return std::move(changes.words);
}

base::Status note_revision(db::Connection& connection, std::uint64_t revision, std::string_view by, core::Time now,
                           const std::vector<std::string>& changes) {
  auto noted = connection.execute("INSERT INTO setting_revision (revision, made, made_by, changes) VALUES (?, ?, ?, ?)",
                                  revision, now, by, fmt::format("{}", fmt::join(changes, "\n")));
  if (noted) return {};
  if (noted.error().code != base::ErrorCode::kAlreadyExists) return fail(noted.error());
  return fail(base::ErrorCode::kConflict, "The settings were changed at the same moment; apply again.");
}

}  // namespace peal::settings
