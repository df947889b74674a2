#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "settings/document.hpp"
#include "settings/limits.hpp"
#include "settings/store.hpp"
#include "settings/stored_rows.hpp"

namespace peal::settings {
namespace {

using base::ErrorCode;
using base::fail;

// The first byte that is not UTF-8 (RFC 3629 4: no overlong forms, no
// surrogates, nothing above U+10FFFF); none when all is well.
std::optional<std::size_t> first_bad_byte(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t more = lead < 0x80                    ? 0
                             : lead >= 0xc2 && lead <= 0xdf ? 1
                             : (lead & 0xf0) == 0xe0        ? 2
                             : lead >= 0xf0 && lead <= 0xf4 ? 3
                                                            : 9;
    if (i + more >= text.size() + (more == 0 ? 1 : 0)) return i;
    for (std::size_t k = 1; k <= more; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return i;
    }
    const auto second = more > 0 ? static_cast<unsigned char>(text[i + 1]) : 0;
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) || (lead == 0xf0 && second < 0x90) ||
        (lead == 0xf4 && second > 0x8f)) {
      return i;
    }
    i += more + 1;
  }
  return std::nullopt;
}

YAML::Mark mark_of(std::string_view text, std::size_t byte) {
  YAML::Mark mark;
  const auto before = text.substr(0, byte);
  const auto line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  mark.pos = static_cast<int>(byte);
  mark.line = static_cast<int>(std::ranges::count(before, '\n'));
  mark.column = static_cast<int>(byte - line_start);
  return mark;
}

struct Applying {
  db::Connection& connection;
  Mistakes& mistakes;
  std::uint64_t revision;
  core::Time now;
  std::optional<core::TenantId> only;
  std::set<std::string> tenants_seen;
  std::vector<std::string> changes;
};

base::Status apply_document(const YAML::Node& document, Applying& work) {
  const std::string key = tenant_key(document, work.mistakes);
  if (key.empty()) return {};
  if (!work.tenants_seen.insert(key).second) {
    work.mistakes.add(document.Mark(),
                      fmt::format("Tenant '{}' comes twice in this file; put both parts together.", key));
    return {};
  }
  auto place = place_tenant(work.connection, key);
  if (!place) return fail(place.error());
  if (work.only && (place->fresh || place->id != *work.only)) {
    return fail(ErrorCode::kForbidden,
                fmt::format("This file is about tenant '{}', which is not yours to change.", key));
  }
  auto present = load_tenant(work.connection, place->id);
  if (!present) return fail(present.error());
  IdBook ids(place->id, work.now);
  if (auto known = know_ids(work.connection, place->id, ids); !known) return known;
  Reading reading{place->id, *present, ids, work.mistakes, "zh-CN", {}};
  Entities wanted{place->id, key, {}};
  read_document(document, reading, wanted);
  Entities merged = *present;
  merged.tenant_key = key;
  for (const auto& [kind, things] : wanted.kinds) merged.kinds[kind] = things;
  auto centre = to_centre(merged);
  if (!centre) return fail(centre.error());
  check_dialled(*centre, wanted, document, work.mistakes);
  if (!work.mistakes.none()) return {};
  const Removing removing{document, work.mistakes};
  if (auto checked = check_kept(*centre, merged, wanted, removing); !checked) return checked;
  if (!work.mistakes.none()) return {};
  if (place->fresh) {
    auto made = work.connection.execute("INSERT INTO setting_tenant (id, key) VALUES (?, ?)", place->id, key);
    if (!made) return fail(made.error());
  }
  auto changes = write_changes(work.connection, *present, std::move(wanted), work.revision);
  if (!changes) return fail(changes.error());
  work.changes.insert(work.changes.end(), changes->begin(), changes->end());
  return {};
}

base::Result<std::vector<YAML::Node>> parse(std::string_view yaml, std::string_view file) {
  if (yaml.size() > kMostFileBytes) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("{} has {} bytes and may have {} (8 MB). Leave out the sections that do not change, or put "
                            "tenants into files of their own: what a file does not name stays as it is.",
                            file, yaml.size(), kMostFileBytes),
                fmt::format("{}:1:1", file));
  }
  Mistakes mistakes(file);
  if (const auto bad = first_bad_byte(yaml)) {
    mistakes.add(mark_of(yaml, *bad), "This is not UTF-8 text; save the file as UTF-8.");
    return fail(ErrorCode::kBadInput, mistakes.text(), mistakes.first_place());
  }
  try {
    auto documents = YAML::LoadAll(std::string(yaml));
    std::erase_if(documents, [](const YAML::Node& node) { return !node.IsDefined() || node.IsNull(); });
    if (!documents.empty()) return documents;
    mistakes.add(mark_of(yaml, 0), "The file is empty; it begins with 'tenant:' and, below it, 'key: ...'.");
  } catch (const YAML::Exception& thrown) {
    mistakes.add(thrown.mark, fmt::format("This is not YAML: {}.", thrown.msg));
  }
  return fail(ErrorCode::kBadInput, mistakes.text(), mistakes.first_place());
}

}  // namespace

base::Result<ApplyReport> Store::apply(std::string_view yaml, std::string_view file, std::string_view by,
                                       core::Time now, std::optional<core::TenantId> only) {
  auto documents = parse(yaml, file);
  if (!documents) return fail(documents.error());
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto transaction = db::Transaction::begin(**connection);
  if (!transaction) return fail(transaction.error());
  auto revision = newest_revision(**connection);
  if (!revision) return fail(revision.error());
  Mistakes mistakes(file, *documents);
  Applying work{**connection, mistakes, *revision + 1, now, only, {}, {}};
  try {
    for (const auto& document : *documents) {
      if (auto done = apply_document(document, work); !done) return fail(done.error());
    }
  } catch (const YAML::Exception& thrown) {
    mistakes.add(thrown.mark, fmt::format("This cannot be read: {}.", thrown.msg));
  }
  if (!mistakes.none()) return fail(ErrorCode::kBadInput, mistakes.text(), mistakes.first_place());
  if (work.changes.empty()) return ApplyReport{*revision, false, {}};
  if (auto noted = note_revision(**connection, work.revision, by, now, work.changes); !noted) return fail(noted.error());
  if (auto done = transaction->commit(); !done) return fail(done.error());
  return ApplyReport{work.revision, true, std::move(work.changes)};
}

}  // namespace peal::settings
