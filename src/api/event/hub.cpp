#include "api/event/hub.hpp"

#include <set>

#include "api/limits.hpp"
#include "api/session/connections.hpp"
#include "net/websocket.hpp"

namespace peal::api {

Board& Hub::board_of(core::TenantId tenant) { return boards_.try_emplace(tenant, tenant, country_of_).first->second; }

void Hub::ask_for_flush() {
  if (!std::exchange(flush_wished_, true)) wish_flush_();
}

void Hub::open(LineId id, Viewer viewer, Wire wire, const core::State& state, engine::Position at, base::Time now) {
  if (tenants_.size() >= kEventLinesMax) return wire.close(net::kCloseTryAgainLater, "Too many clients.");
  Board& board = board_of(viewer.tenant);
  if (board.asleep(now)) board.sleep(at);
  tenants_.insert_or_assign(id, viewer.tenant);
  board.add(id, std::move(viewer), std::move(wire), now);
  line_count_ = tenants_.size();
  if (const auto early = early_.extract(id)) hello(id, early.mapped(), state, at, now);
}

void Hub::close(LineId id, base::Time now) {
  early_.erase(id);
  const auto it = tenants_.find(id);
  if (it == tenants_.end()) return;
  board_of(it->second).remove(id, now);
  tenants_.erase(it);
  line_count_ = tenants_.size();
}

void Hub::hello(LineId id, std::optional<engine::Position> since, const core::State& state, engine::Position at,
                base::Time now) {
  const auto it = tenants_.find(id);
  if (it == tenants_.end()) {
    if (early_.size() < kEventLinesMax) early_.insert_or_assign(id, since);
    return;
  }
  Board& board = board_of(it->second);
  Line& line = board.lines().at(id);
  line.heard = now;
  if (line.greeted) return line.wire.close(net::kClosePolicy, "A second hello.");
  board.greet(line, state, at, since, now);
}

void Hub::heard(LineId id, base::Time now) {
  if (const auto it = tenants_.find(id); it != tenants_.end()) board_of(it->second).lines().at(id).heard = now;
}

void Hub::end_session(records::SessionId session) {
  for (auto& [tenant, board] : boards_) {
    for (auto& [id, line] : board.lines()) {
      if (line.viewer.session == session) line.wire.close(kCloseSessionOver, "The session is over.");
    }
  }
}

void Hub::end_key(settings::ApiKeyId key) {
  for (auto& [tenant, board] : boards_) {
    for (auto& [id, line] : board.lines()) {
      if (line.viewer.key == key) line.wire.close(kCloseSessionOver, "The API key was revoked.");
    }
  }
}

void Hub::take_in(const core::State& state, std::span<const engine::Recorded> facts, base::Time now) {
  if (facts.empty()) return;
  std::set<Board*> noted;
  for (const auto& recorded : facts) {
    if (std::holds_alternative<core::SettingsAdopted>(recorded.fact.body) ||
        std::holds_alternative<core::SystemRestarted>(recorded.fact.body)) {
      for (auto& [tenant, board] : boards_) {
        board.note_everything(recorded.position);
        noted.insert(&board);
      }
      continue;
    }
    Board& board = board_of(recorded.fact.tenant);
    if (board.asleep(now)) {
      board.sleep(recorded.position);
      continue;
    }
    board.note(state, recorded);
    noted.insert(&board);
  }
  for (Board* board : noted) {
    board->send_own(state, facts.back().position, now);
    if (board->wants_flush()) ask_for_flush();
  }
}

void Hub::flush(const core::State& state, engine::Position at, base::Time now) {
  flush_wished_ = false;
  for (auto& [tenant, board] : boards_) board.flush(state, at, now);
}

void Hub::take_figures(core::TenantId tenant, std::vector<FiguresEntry> figures, engine::Position at) {
  Board& board = board_of(tenant);
  board.take_figures(std::move(figures), at);
  if (board.wants_flush()) ask_for_flush();
}

void Hub::heartbeat(engine::Position at, base::Time now) {
  std::vector<LineId> silent;
  for (auto& [tenant, board] : boards_) board.heartbeat(at, now, silent);
  for (const auto id : silent) close(id, now);
}

std::string Hub::all_documents(const core::State& state, const Viewer& viewer) {
  return board_of(viewer.tenant).all_documents(state, viewer);
}

std::vector<core::TenantId> Hub::watched() {
  std::vector<core::TenantId> tenants;
  for (auto& [tenant, board] : boards_) {
    if (!board.lines().empty()) tenants.push_back(tenant);
  }
  return tenants;
}

std::vector<Viewer> Hub::viewers() {
  std::map<records::SessionId, Viewer> persons;
  for (auto& [tenant, board] : boards_) {
    for (auto& [id, line] : board.lines()) {
      if (line.viewer.session.valid()) persons.try_emplace(line.viewer.session, line.viewer);
    }
  }
  std::vector<Viewer> found;
  for (auto& [session, viewer] : persons) found.push_back(std::move(viewer));
  return found;
}

}  // namespace peal::api
