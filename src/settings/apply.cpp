#include <fmt/format.h>
#include <fmt/ranges.h>

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

// The section of the file that removes what something kept still needs.
struct Removing {
  const YAML::Node& document;
  Mistakes& mistakes;
};

template <class T, class IdType>
void check_reference(const std::vector<T>& things, IdType id, std::string_view from, std::string_view kind,
                     const Removing& removing) {
  for (const auto& thing : things) {
    if (thing.id == id) return;
  }
  const YAML::Node section = removing.document[fmt::format("{}s", kind)];
  removing.mistakes.add(
      section.IsDefined() ? section.Mark() : removing.document.Mark(),
      fmt::format("{}, kept from before, needs a {} that this file removes; name both sections in the file.", from, kind));
}

// Sections that the file leaves out stay; what they refer to must stay too.
void check_kept(const core::Centre& centre, const Entities& wanted, const Removing& removing) {
  const auto kept = [&](Kind kind) { return !wanted.kinds.contains(kind); };
  for (const auto& agent : centre.agents) {
    if (!kept(Kind::kAgent)) break;
    for (const auto& skill : agent.skills)
      check_reference(centre.skills, skill.skill, "Agent " + agent.key, "skill", removing);
  }
  for (const auto& queue : centre.queues) {
    if (!kept(Kind::kQueue)) break;
    for (const auto& skill : queue.skills)
      check_reference(centre.skills, skill.skill, "Queue " + queue.key, "skill", removing);
  }
  for (const auto& flow : centre.flows) {
    if (!kept(Kind::kFlow)) break;
    for (const auto& node : flow.nodes) {
      const auto* queue = std::get_if<core::QueueNode>(&node.kind);
      if (queue != nullptr) check_reference(centre.queues, queue->queue, "Flow " + flow.key, "queue", removing);
      const auto* room = std::get_if<core::ConferenceNode>(&node.kind);
      if (room != nullptr) check_reference(centre.conferences, room->conference, "Flow " + flow.key, "conference", removing);
    }
  }
  for (const auto& number : centre.numbers) {
    if (!kept(Kind::kNumber)) break;
    check_reference(centre.flows, number.flow, "Number " + number.digits, "flow", removing);
    if (number.trunk.valid()) check_reference(centre.trunks, number.trunk, "Number " + number.digits, "trunk", removing);
  }
}

base::Status check_users(const Entities& merged, const Entities& wanted, const core::Centre& centre,
                         const Removing& removing) {
  const auto users = merged.kinds.find(Kind::kUser);
  if (wanted.kinds.contains(Kind::kUser) || users == merged.kinds.end()) return {};
  for (const auto& [key, stored] : users->second) {
    auto user = decode<UserBody>(stored.body);
    if (!user) return fail(user.error());
    if (user->agent.valid()) check_reference(centre.agents, user->agent, "User " + key, "agent", removing);
  }
  return {};
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
  if (!work.mistakes.none()) return {};
  Entities merged = *present;
  merged.tenant_key = key;
  for (const auto& [kind, things] : wanted.kinds) merged.kinds[kind] = things;
  auto centre = to_centre(merged);
  if (!centre) return fail(centre.error());
  const Removing removing{document, work.mistakes};
  check_kept(*centre, wanted, removing);
  if (auto checked = check_users(merged, wanted, *centre, removing); !checked) return checked;
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
  auto noted = (*connection)
                   ->execute("INSERT INTO setting_revision (revision, made, made_by, changes) VALUES (?, ?, ?, ?)",
                             work.revision, now, by, fmt::format("{}", fmt::join(work.changes, "\n")));
  if (!noted) {
    // Two programs that apply at the same moment make the same number.
    if (noted.error().code == ErrorCode::kAlreadyExists) {
      return fail(ErrorCode::kConflict, "The settings were changed at the same moment; apply again.");
    }
    return fail(noted.error());
  }
  if (auto done = transaction->commit(); !done) return fail(done.error());
  return ApplyReport{work.revision, true, std::move(work.changes)};
}

}  // namespace peal::settings
