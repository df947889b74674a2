#include <algorithm>
#include <set>

#include "api/event/board.hpp"
#include "api/view/live_json.hpp"
#include "api/view/words.hpp"

/// What a client is sent when it comes: all documents it may see, or those it missed.
namespace peal::api {

Viewer viewer_of(const Identity& identity) {
  return {identity.tenant,  identity.user,                          identity.role, identity.agent,
          identity.session, identity.may(Permission::kLiveAll), identity.key};
}

void Board::add_document(DocumentList& list, const core::State& state, DocumentKey key, engine::Position gone_at) const {
  std::string data = "null";
  if (key.kind == DocumentKind::kAgent) {
    if (const auto view = core::agent_view(state, {tenant_, key.id})) data = agent_json(*view);
  } else if (key.kind == DocumentKind::kQueue) {
    if (const auto view = core::queue_view(state, {tenant_, key.id})) data = queue_json(*view);
  } else if (key.kind == DocumentKind::kContact) {
    if (const auto view = core::contact_view(state, {tenant_, key.id})) data = contact_json(*view, country_of_(tenant_));
  } else if (const auto figures = figures_.find(key.id); figures != figures_.end()) {
    list.add(key, figures->second.position, figures->second.json);
    return;
  }
  // What is gone has no change of its own in the memory; a page takes no
  // document that is older than the one it has.
  list.add(key, data == "null" ? std::max(gone_at, memory_.of(key)) : memory_.of(key), data);
}

void Board::add_me(DocumentList& list, const core::State& state, const Viewer& viewer) const {
  if (!viewer.user.valid()) return;
  const auto settings = core::settings_of(state);
  JsonWriter out;
  out.begin_object().field("user", viewer.user).field("role", settings::role_name(viewer.role));
  out.field("agent", viewer.agent).field("settingsRevision", settings == nullptr ? 0 : settings->revision);
  out.end_object();
  const DocumentKey key{DocumentKind::kMe, viewer.user.value};
  list.add(key, memory_.of(key), out.text());
}

std::string Board::all_documents(const core::State& state, const Viewer& viewer) {
  DocumentList list(tenant_);
  for (const auto& queue : core::queues_of(state, tenant_)) add_document(list, state, {DocumentKind::kQueue, queue.value});
  for (const auto& agent : core::agents_of(state, tenant_)) add_document(list, state, {DocumentKind::kAgent, agent.value});
  const auto contacts = viewer.sees_all ? core::contacts_of(state, tenant_) : own_contacts(state, viewer.agent);
  for (const auto& contact : contacts) add_document(list, state, {DocumentKind::kContact, contact.value});
  for (const auto& [id, figures] : figures_) {
    const bool seen = viewer.sees_all || !figures.agent.valid() || figures.agent == viewer.agent;
    if (seen) add_document(list, state, {DocumentKind::kFigures, id});
  }
  add_me(list, state, viewer);
  return list.take();
}

std::string Board::missed_documents(const core::State& state, const Viewer& viewer, engine::Position since) {
  DocumentList list(tenant_);
  std::set<core::ContactId> own;
  for (const auto& contact : own_contacts(state, viewer.agent)) own.insert(contact);
  for (const auto& [key, position] : memory_.changes()) {
    if (key.kind == DocumentKind::kFigures || position <= since) continue;
    if (key.kind != DocumentKind::kContact || viewer.sees_all) add_document(list, state, key);
  }
  // A contact may have become one's own without a change of itself.
  if (!viewer.sees_all) {
    for (const auto& contact : own) add_document(list, state, {DocumentKind::kContact, contact.value});
  }
  for (const auto& gone : memory_.departures()) {
    if (gone.position <= since) continue;
    const bool for_all = !gone.agent.valid();
    const bool for_agent = !viewer.sees_all && gone.agent == viewer.agent && !own.contains(gone.contact);
    const bool seen = viewer.sees_all ? for_all : for_agent;
    if (seen) list.add({DocumentKind::kContact, gone.contact.value}, gone.position, "null");
  }
  // Figures are stamped with the position of the moment, which the client may
  // have seen without them.
  for (const auto& [id, figures] : figures_) {
    const bool seen = viewer.sees_all || !figures.agent.valid() || figures.agent == viewer.agent;
    if (seen && figures.position >= since) add_document(list, state, {DocumentKind::kFigures, id});
  }
  return list.take();
}

void Board::send_everything(Line& line, const core::State& state, engine::Position at, base::Time now) {
  line.position = at;
  line.send(std::make_shared<const std::string>(event_message("snapshot", at, now, all_documents(state, line.viewer))),
            now);
}

void Board::greet(Line& line, const core::State& state, engine::Position at, std::optional<engine::Position> since,
                  base::Time now) {
  line.greeted = true;
  const auto agent = line.viewer.agent;
  if (agent.valid()) show(agent, own_contacts(state, agent));
  if (!since || *since > at || everything_ || !memory_.reaches_back_to(*since)) {
    return send_everything(line, state, at, now);
  }
  line.position = at;
  line.send(std::make_shared<const std::string>(
                event_message("change", at, now, missed_documents(state, line.viewer, *since))),
            now);
}

}  // namespace peal::api
