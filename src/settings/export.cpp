#include <fmt/format.h>

#include <algorithm>

#include "settings/document.hpp"
#include "settings/lines.hpp"
#include "settings/store.hpp"
#include "settings/stored_rows.hpp"

/// Settings on their way out: as a file, and entry by entry.
namespace peal::settings {
namespace {

using Placed = std::pair<const std::string, Stored>;

std::vector<const Placed*> by_place(const StoredKind& things) {
  std::vector<const Placed*> ordered;
  for (const auto& each : things) ordered.push_back(&each);
  std::ranges::stable_sort(ordered, {}, [](const Placed* each) { return each->second.place; });
  return ordered;
}

base::Status write_tenant(const Entities& entities, const Referring& referring, std::string& out) {
  out += "tenant:\n";
  const auto tenant = entities.kinds.find(Kind::kTenant);
  if (tenant == entities.kinds.end() || tenant->second.empty()) {
    out += yaml_mapping({{"key", {entities.tenant_key}}}, 2);
    return {};
  }
  const auto lines = stored_lines(Kind::kTenant, entities.tenant_key, tenant->second.begin()->second.body, referring);
  if (!lines) return base::fail(lines.error());
  out += yaml_mapping(*lines, 2);
  return {};
}

base::Status write_section(const Section& section, const StoredKind& things, const Referring& referring, std::string& out) {
  // Said also when it is empty: then the file takes away what is there.
  if (things.empty()) {
    out += fmt::format("\n{}: []\n", section.name);
    return {};
  }
  out += fmt::format("\n{}:\n", section.name);
  for (const Placed* each : by_place(things)) {
    const auto lines = stored_lines(section.kind, each->first, each->second.body, referring);
    if (!lines) return base::fail(lines.error());
    out += yaml_item(*lines);
  }
  return {};
}

base::Result<std::map<std::string, std::uint64_t>> since_of(db::Connection& connection, core::TenantId tenant, Kind kind) {
  auto rows = connection.query("SELECT key, since FROM setting WHERE tenant = ? AND kind = ? AND until IS NULL", tenant, kind);
  if (!rows) return base::fail(rows.error());
  std::map<std::string, std::uint64_t> since;
  for (const auto& row : *rows) since[row.text(0)] = static_cast<std::uint64_t>(row.integer(1));
  return since;
}

// Ids of those things of `kind` that have a password; of a conference, once for each PIN.
base::Result<std::vector<std::uint64_t>> with_password(db::Connection& connection, core::TenantId tenant, Kind kind,
                                                       std::string_view realm) {
  std::vector<std::uint64_t> ids;
  if (kind != Kind::kTrunk && kind != Kind::kUser && kind != Kind::kAgent && kind != Kind::kConference) return ids;
  auto rows = kind == Kind::kTrunk        ? connection.query("SELECT trunk FROM setting_trunk_password WHERE tenant = ?", tenant)
              : kind == Kind::kUser       ? connection.query("SELECT user_id FROM setting_password WHERE tenant = ?", tenant)
              : kind == Kind::kConference ? connection.query("SELECT conference FROM setting_conference_pin WHERE tenant = ?", tenant)
                                          : connection.query("SELECT agent FROM setting_phone WHERE tenant = ? AND realm = ?", tenant, realm);
  if (!rows) return base::fail(rows.error());
  for (const auto& row : *rows) ids.push_back(static_cast<std::uint64_t>(row.integer(0)));
  std::ranges::sort(ids);
  return ids;
}

// Without all of these nobody gets in; a conference may ask for none.
std::ptrdiff_t secrets_wanted(Kind kind, const std::string& body) {
  if (kind != Kind::kConference) return 1;
  const auto room = decode<core::Conference>(body);
  return room ? (room->has_pin ? 1 : 0) + (room->has_host_pin ? 1 : 0) : 0;
}

}  // namespace

base::Result<std::string> Store::export_yaml(std::optional<core::TenantId> only) {
  auto connection = pool_->borrow();
  if (!connection) return base::fail(connection.error());
  auto work = db::Transaction::begin(**connection);
  if (!work) return base::fail(work.error());
  const auto revision = newest_revision(**connection);
  if (!revision) return base::fail(revision.error());
  const auto all = load_all(**connection);
  if (!all) return base::fail(all.error());
  static const StoredKind kNone;
  std::string out = fmt::format("# Settings of revision {}. Passwords and PINs are kept apart and stand in no file.\n", *revision);
  bool first = true;
  for (const auto& entities : *all) {
    if (only && entities.tenant != *only) continue;
    if (!first) out += "\n---\n";
    first = false;
    const Referring referring(entities);
    if (auto done = write_tenant(entities, referring, out); !done) return base::fail(done.error());
    for (const auto& section : sections()) {
      const auto things = entities.kinds.find(section.kind);
      auto done = write_section(section, things == entities.kinds.end() ? kNone : things->second, referring, out);
      if (!done) return base::fail(done.error());
    }
  }
  return out;
}

base::Result<SectionEntries> Store::entries(core::TenantId tenant, std::string_view name, std::string_view realm) {
  const auto* section = find_section(name);
  if (section == nullptr) return base::fail(base::ErrorCode::kNotFound, fmt::format("There is no section '{}'.", name));
  auto connection = pool_->borrow();
  if (!connection) return base::fail(connection.error());
  auto work = db::Transaction::begin(**connection);
  if (!work) return base::fail(work.error());
  const auto revision = newest_revision(**connection);
  if (!revision) return base::fail(revision.error());
  const auto entities = load_tenant(**connection, tenant);
  if (!entities) return base::fail(entities.error());
  const auto since = since_of(**connection, tenant, section->kind);
  if (!since) return base::fail(since.error());
  const auto secret = with_password(**connection, tenant, section->kind, realm);
  if (!secret) return base::fail(secret.error());
  SectionEntries found{*revision, {}};
  const auto things = entities->kinds.find(section->kind);
  if (things == entities->kinds.end()) return found;
  const Referring referring(*entities);
  for (const Placed* each : by_place(things->second)) {
    auto lines = stored_lines(section->kind, each->first, each->second.body, referring);
    if (!lines) return base::fail(lines.error());
    const auto made = since->find(each->first);
    const auto wanted = secrets_wanted(section->kind, each->second.body);
    const bool has_all = wanted > 0 && std::ranges::count(*secret, each->second.id) >= wanted;
    found.entries.push_back({each->first, each->second.id, made == since->end() ? 0 : made->second, has_all, *std::move(lines)});
  }
  return found;
}

}  // namespace peal::settings
