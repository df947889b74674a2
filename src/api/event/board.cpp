#include "api/event/board.hpp"

#include <algorithm>

#include "api/limits.hpp"
#include "api/session/connections.hpp"
#include "api/view/live_json.hpp"

namespace peal::api {
namespace {

using core::ContactId;

bool involves(const core::ContactView& view, core::AgentId agent) {
  const auto is_his = [&](const core::HandlingView& handling) { return handling.agent == agent; };
  return view.agent == agent || std::ranges::any_of(view.handlings, is_his);
}

// An agent loses a contact when an offer ends otherwise than accepted, and when
// the handling is over; also while nobody looks, for a page that comes back.
void remember_taken(ChangeMemory& memory, const engine::Recorded& recorded) {
  if (const auto* offer = std::get_if<core::OfferEnded>(&recorded.fact.body)) {
    if (offer->end != core::OfferEnd::kAccepted) memory.taken(offer->agent, offer->contact, recorded.position);
  } else if (const auto* handling = std::get_if<core::HandlingEnded>(&recorded.fact.body)) {
    memory.taken(handling->agent, handling->contact, recorded.position);
  }
}

bool may_end_contact(const core::FactBody& body) {
  return std::holds_alternative<core::ContactEnded>(body) || std::holds_alternative<core::HandlingEnded>(body);
}

std::shared_ptr<const std::string> shared(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

}  // namespace

void Board::mark(DocumentKey key, engine::Position position) {
  memory_.changed(key, position);
  if (!lines_.empty()) dirty_.insert(key);
}

void Board::mark_own(core::AgentId agent) {
  if (by_agent_.contains(agent)) own_dirty_.insert(agent);
}

void Board::note(const core::State& state, const engine::Recorded& recorded) {
  const auto touched = core::touched(state, recorded.fact);
  if (touched.everything) return note_everything(recorded.position);
  for (const auto& agent : touched.agents) {
    mark({DocumentKind::kAgent, agent.value}, recorded.position);
    mark_own(agent);
  }
  for (const auto& queue : touched.queues) mark({DocumentKind::kQueue, queue.value}, recorded.position);
  for (const auto& contact : touched.contacts) {
    mark({DocumentKind::kContact, contact.value}, recorded.position);
    const auto [first, last] = owners_.equal_range(contact);
    for (auto it = first; it != last; ++it) mark_own(it->second);
    if (may_end_contact(recorded.fact.body) && !core::contact_view(state, contact)) {
      memory_.gone(contact, recorded.position);
    }
  }
  remember_taken(memory_, recorded);
}

void Board::note_everything(engine::Position at) {
  memory_.start(at);
  dirty_.clear();
  everything_ = true;
}

std::vector<ContactId> Board::own_contacts(const core::State& state, core::AgentId agent) const {
  std::vector<ContactId> own;
  if (const auto view = core::agent_view(state, agent); view && view->contact.valid()) own.push_back(view->contact);
  const auto shown = shown_.find(agent);
  if (shown == shown_.end()) return own;
  for (const auto& contact : shown->second) {
    if (std::ranges::find(own, contact) != own.end()) continue;
    const auto view = core::contact_view(state, contact);
    if (view && involves(*view, agent)) own.push_back(contact);
  }
  return own;
}

void Board::show(core::AgentId agent, std::vector<ContactId> contacts) {
  for (const auto& contact : shown_[agent]) {
    const auto [first, last] = owners_.equal_range(contact);
    const auto own = std::find_if(first, last, [&](const auto& entry) { return entry.second == agent; });
    if (own != last) owners_.erase(own);
  }
  for (const auto& contact : contacts) owners_.emplace(contact, agent);
  if (contacts.empty()) shown_.erase(agent);
  else shown_[agent] = std::move(contacts);
}

void Board::send_own(const core::State& state, engine::Position at, base::Time now) {
  for (const auto& agent : std::exchange(own_dirty_, {})) {
    const auto lines = by_agent_.find(agent);
    if (lines == by_agent_.end()) continue;
    DocumentList list(tenant_);
    add_document(list, state, {DocumentKind::kAgent, agent.value});
    auto own = own_contacts(state, agent);
    for (const auto& contact : own) add_document(list, state, {DocumentKind::kContact, contact.value});
    const auto documents = list.take();
    DocumentList lost(tenant_);
    for (const auto& contact : shown_[agent]) {
      if (std::ranges::find(own, contact) == own.end()) lost.add({DocumentKind::kContact, contact.value}, at, "null");
    }
    show(agent, std::move(own));
    const bool any_lost = !lost.empty();
    const auto departures = lost.take();
    for (const auto id : lines->second) {
      Line& line = lines_.at(id);
      if (!line.greeted) continue;
      line.send(shared(event_message("change", line.position, now, documents)), now);
      // Whoever sees all contacts goes on seeing this one.
      if (any_lost && !line.viewer.sees_all) {
        line.send(shared(event_message("change", line.position, now, departures)), now);
      }
    }
  }
}

void Board::flush(const core::State& state, engine::Position at, base::Time now) {
  if (std::exchange(everything_, false)) {
    dirty_.clear();
    for (auto& [id, line] : lines_) {
      if (line.greeted) send_everything(line, state, at, now);
    }
    return;
  }
  if (dirty_.empty()) return;
  DocumentList everybody(tenant_);
  DocumentList overseers(tenant_);
  for (const auto& key : dirty_) {
    const bool contact = key.kind == DocumentKind::kContact;
    const auto figures = key.kind == DocumentKind::kFigures ? figures_.find(key.id) : figures_.end();
    const bool somebodys = figures != figures_.end() && figures->second.agent.valid();
    if (!contact && !somebodys) add_document(everybody, state, key, at);
    add_document(overseers, state, key, at);
  }
  const auto for_agents = shared(event_message("change", at, now, everybody.take()));
  const auto for_overseers = shared(event_message("change", at, now, overseers.take()));
  for (auto& [id, line] : lines_) {
    if (!line.greeted) continue;
    line.position = at;
    line.send(line.viewer.sees_all ? for_overseers : for_agents, now);
    const DocumentKey own{DocumentKind::kFigures, line.viewer.agent.value};
    if (line.viewer.sees_all || !line.viewer.agent.valid() || !dirty_.contains(own)) continue;
    DocumentList figures(tenant_);
    add_document(figures, state, own);
    line.send(shared(event_message("change", at, now, figures.take())), now);
  }
  dirty_.clear();
}

void Board::take_figures(std::vector<FiguresEntry> figures, engine::Position at) {
  std::unordered_set<std::uint64_t> present;
  for (auto& entry : figures) {
    present.insert(entry.id);
    Figures& kept = figures_[entry.id];
    if (kept.json == entry.json) continue;
    kept = {entry.agent, std::move(entry.json), at};
    mark({DocumentKind::kFigures, entry.id}, at);
  }
  std::erase_if(figures_, [&](const auto& kept) {
    if (present.contains(kept.first)) return false;
    mark({DocumentKind::kFigures, kept.first}, at);
    return true;
  });
}

void Board::heartbeat(engine::Position at, base::Time now, std::vector<LineId>& silent) {
  for (auto& [id, line] : lines_) {
    if (now - line.heard > kSilenceMax) {
      line.wire.close(kCloseSilent, "No heartbeat came.");
      silent.push_back(id);
      continue;
    }
    if (!line.greeted || now - line.spoken < kHeartbeatEvery) continue;
    if (!wants_flush()) line.position = at;
    line.send(shared(event_message("heartbeat", line.position, now, {})), now);
  }
}

Line& Board::add(LineId id, Viewer viewer, Wire wire, base::Time now) {
  if (viewer.agent.valid()) by_agent_[viewer.agent].insert(id);
  return lines_.insert_or_assign(id, Line{std::move(viewer), std::move(wire), false, 0, now, now}).first->second;
}

void Board::remove(LineId id, base::Time now) {
  const auto it = lines_.find(id);
  if (it == lines_.end()) return;
  const auto agent = it->second.viewer.agent;
  lines_.erase(it);
  last_line_ = now;
  if (const auto lines = by_agent_.find(agent); lines != by_agent_.end()) {
    lines->second.erase(id);
    if (lines->second.empty()) {
      by_agent_.erase(lines);
      show(agent, {});
    }
  }
  if (lines_.empty()) dirty_.clear();
}

bool Board::asleep(base::Time now) const { return lines_.empty() && now - last_line_ > kResumeMemory; }

void Board::sleep(engine::Position at) {
  memory_.start(at);
  everything_ = false;
  figures_.clear();
}

}  // namespace peal::api
