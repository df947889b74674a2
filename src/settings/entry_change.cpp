#include <fmt/format.h>

#include <algorithm>

#include "settings/document.hpp"
#include "settings/lines.hpp"
#include "settings/store.hpp"
#include "settings/stored_rows.hpp"

/// One entry of a section anew, changed or gone. It is read together with its
/// neighbours, as if a file named the whole section, so that no rule of the file
/// can be evaded here.
namespace peal::settings {
namespace {

using base::ErrorCode;

template <class... Each>
struct EachKind : Each... {
  using Each::operator()...;
};
template <class... Each>
EachKind(Each...) -> EachKind<Each...>;

YAML::Node node_of(const Value& value) {
  return std::visit(EachKind{[](const std::string& text) { return YAML::Node(text); },
                             [](std::int64_t number) { return YAML::Node(std::to_string(number)); },
                             [](bool truth) { return YAML::Node(truth ? "true" : "false"); },
                             [](const std::vector<Value>& list) {
                               YAML::Node node(YAML::NodeType::Sequence);
                               for (const auto& item : list) node.push_back(node_of(item));
                               return node;
                             },
                             [](const Lines& lines) {
                               YAML::Node node(YAML::NodeType::Map);
                               for (const auto& line : lines) node.force_insert(line.name, node_of(line.value));
                               return node;
                             }},
                    value.of);
}

struct Work {
  db::Connection& connection;
  const EntryChange& change;
  const Section& section;
  const Entities& present;
  Mistakes& mistakes;
  YAML::Node entry;     ///< Undefined when it goes.
  YAML::Node document;  ///< The section with the entry at its end, where a clash with another is noted at it.

  [[nodiscard]] const StoredKind* neighbours() const {
    const auto found = present.kinds.find(section.kind);
    return found == present.kinds.end() ? nullptr : &found->second;
  }
  [[nodiscard]] const Stored* stored() const {
    const auto* all = neighbours();
    const auto found = all == nullptr ? StoredKind::const_iterator{} : all->find(change.key);
    return all == nullptr || found == all->end() ? nullptr : &found->second;
  }
};

// Whether it still is what whoever changes it has seen.
base::Status check_seen(const Work& work) {
  if (work.change.seen == 0) {
    if (work.stored() != nullptr) work.mistakes.add({}, fmt::format("There is a {} '{}' already; choose another {}.", kind_name(work.section.kind), work.change.key, work.section.key), {Rule::kKeyTaken, {}}, work.section.key);
    return {};
  }
  if (work.stored() == nullptr) return base::fail(ErrorCode::kConflict, "Somebody else removed this meanwhile.", "settings.gone");
  auto rows = work.connection.query("SELECT since FROM setting WHERE tenant = ? AND kind = ? AND key = ? AND until IS NULL",
                                    work.change.tenant, work.section.kind, work.change.key);
  if (!rows) return base::fail(rows.error());
  if (!rows->empty() && static_cast<std::uint64_t>(rows->front().integer(0)) == work.change.seen) return {};
  return base::fail(ErrorCode::kConflict, "Somebody else changed this meanwhile; look at it again.", "settings.changed_meanwhile");
}

// JSON is YAML, and each of its values has a place there that mistakes can name.
base::Status read_entry(Work& work) {
  if (!work.change.json) return {};
  try {
    work.entry = YAML::Load(*work.change.json);
  } catch (const YAML::Exception& thrown) {
    return base::fail(ErrorCode::kBadInput, fmt::format("The entry cannot be read: {}.", thrown.msg), "entry");
  }
  if (!work.entry.IsMap()) return base::fail(ErrorCode::kBadInput, "The entry must be an object.", "entry");
  const auto key = work.entry[work.section.key];
  if (key.IsDefined() && (!key.IsScalar() || key.Scalar() != work.change.key)) {
    work.mistakes.add(key.Mark(), fmt::format("A {} cannot be renamed; add it anew and remove this one.", kind_name(work.section.kind)), {Rule::kKeyFixed, {}});
  }
  if (work.section.kind == Kind::kAgent && work.entry["range"].IsDefined()) {
    work.mistakes.add(work.entry["range"].Mark(), "'range' is for files; change one agent at a time.", {Rule::kOneOnly, {}});
  }
  work.entry[work.section.key] = work.change.key;
  return {};
}

base::Status write_section_around(Work& work) {
  YAML::Node list(YAML::NodeType::Sequence);
  const Referring referring(work.present);
  if (const auto* neighbours = work.neighbours()) {
    for (const auto& [key, stored] : *neighbours) {
      if (key == work.change.key) continue;
      const auto lines = stored_lines(work.section.kind, key, stored.body, referring);
      if (!lines) return base::fail(lines.error());
      list.push_back(node_of({*lines}));
    }
  }
  if (work.change.json) list.push_back(work.entry);
  work.document[work.section.name] = list;
  return {};
}

// Nobody moves: what is there keeps its place, what is new comes last.
void keep_places(const Work& work, StoredKind& wanted) {
  std::int64_t last = -1;
  const auto* neighbours = work.neighbours();
  if (neighbours != nullptr) {
    for (const auto& [key, stored] : *neighbours) last = std::max(last, stored.place);
  }
  for (auto& [key, stored] : wanted) {
    const bool known = neighbours != nullptr && neighbours->contains(key);
    stored.place = known ? neighbours->at(key).place : ++last;
  }
}

// Everything the section would be, checked; empty where there are mistakes.
base::Result<Entities> wanted_of(Work& work, core::Time now) {
  Entities wanted{work.change.tenant, work.present.tenant_key, {}};
  IdBook ids(work.change.tenant, now);
  if (auto known = know_ids(work.connection, work.change.tenant, ids); !known) return base::fail(known.error());
  Reading reading{work.change.tenant, work.present, ids, work.mistakes, Referring(work.present).language(), {}};
  read_section(work.document, work.section.kind, reading, wanted);
  keep_places(work, wanted.kinds[work.section.kind]);
  Entities merged = work.present;
  for (const auto& [kind, things] : wanted.kinds) merged.kinds[kind] = things;
  const auto centre = to_centre(merged);
  if (!centre) return base::fail(centre.error());
  check_dialled(*centre, wanted, work.document, work.mistakes);
  if (!work.mistakes.none()) return wanted;
  if (auto checked = check_kept(*centre, merged, wanted, {work.document, work.mistakes}); !checked) return base::fail(checked.error());
  return wanted;
}

}  // namespace

base::Result<EntryReport> Store::change_entry(const EntryChange& change, std::string_view by, core::Time now) {
  const auto* section = find_section(change.section);
  if (section == nullptr) return base::fail(ErrorCode::kNotFound, fmt::format("There is no section '{}'.", change.section));
  auto connection = pool_->borrow();
  if (!connection) return base::fail(connection.error());
  auto transaction = db::Transaction::begin(**connection);
  if (!transaction) return base::fail(transaction.error());
  const auto revision = newest_revision(**connection);
  if (!revision) return base::fail(revision.error());
  const auto present = load_tenant(**connection, change.tenant);
  if (!present) return base::fail(present.error());
  Mistakes mistakes(change.section);
  Work work{**connection, change, *section, *present, mistakes, {}, YAML::Node(YAML::NodeType::Map)};
  if (auto done = check_seen(work); !done) return base::fail(done.error());
  if (auto done = read_entry(work); !done) return base::fail(done.error());
  if (auto done = write_section_around(work); !done) return base::fail(done.error());
  base::Result<Entities> wanted = Entities{};
  try {
    wanted = wanted_of(work, now);
  } catch (const YAML::Exception& thrown) {
    mistakes.add(thrown.mark, fmt::format("This cannot be read: {}.", thrown.msg));
  }
  if (!wanted) return base::fail(wanted.error());
  if (!mistakes.none()) return EntryReport{{*revision, false, {}}, mistakes.in(work.entry)};
  auto changes = write_changes(**connection, *present, *std::move(wanted), *revision + 1);
  if (!changes) return base::fail(changes.error());
  if (changes->empty()) return EntryReport{{*revision, false, {}}, {}};
  if (auto noted = note_revision(**connection, *revision + 1, by, now, *changes); !noted) return base::fail(noted.error());
  if (auto done = transaction->commit(); !done) return base::fail(done.error());
  return EntryReport{{*revision + 1, true, *std::move(changes)}, {}};
}

}  // namespace peal::settings
