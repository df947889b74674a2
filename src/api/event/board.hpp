#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "api/event/change_memory.hpp"
#include "api/event/document.hpp"
#include "api/event/line.hpp"
#include "core/view.hpp"
#include "engine/recorded.hpp"

namespace peal::api {

/// Figures of one queue or agent, ready to be sent.
struct FiguresEntry {
  std::uint64_t id = 0;
  core::AgentId agent;  ///< None: a queue's.
  std::string json;
};

using CountryOf = std::function<std::string(core::TenantId)>;

/// One tenant's live documents and the clients who look at them.
class Board {
 public:
  Board(core::TenantId tenant, CountryOf country_of) : tenant_(tenant), country_of_(std::move(country_of)) {}

  /// A client who comes back with `since` gets what changed; else, or when the
  /// memory does not reach so far, everything.
  void greet(Line& line, const core::State& state, engine::Position at, std::optional<engine::Position> since,
             base::Time now);
  /// Everything that `viewer` may see.
  [[nodiscard]] std::string all_documents(const core::State& state, const Viewer& viewer);

  /// Notes what one fact changed; own documents wait for send_own, the rest for flush.
  void note(const core::State& state, const engine::Recorded& recorded);
  /// Settings or a restart changed everything.
  void note_everything(engine::Position at);
  /// Agents' own documents, at once.
  void send_own(const core::State& state, engine::Position at, base::Time now);
  /// What was gathered since the last time; of several changes only the last.
  void flush(const core::State& state, engine::Position at, base::Time now);
  void take_figures(std::vector<FiguresEntry> figures, engine::Position at);
  /// Speaks where nothing was said for a while; hangs up on `silent` clients, which the caller removes.
  void heartbeat(engine::Position at, base::Time now, std::vector<LineId>& silent);

  Line& add(LineId id, Viewer viewer, Wire wire, base::Time now);
  void remove(LineId id, base::Time now);
  [[nodiscard]] std::unordered_map<LineId, Line>& lines() { return lines_; }
  /// True when nobody looks and nobody is likely to resume; then facts need not be noted.
  [[nodiscard]] bool asleep(base::Time now) const;
  void sleep(engine::Position at);
  [[nodiscard]] bool wants_flush() const { return !lines_.empty() && (everything_ || !dirty_.empty()); }

 private:
  struct Figures {
    core::AgentId agent;
    std::string json;
    engine::Position position = 0;
  };
  /// `gone_at`: the position that a contact's end has, when it is no longer there.
  void add_document(DocumentList& list, const core::State& state, DocumentKey key, engine::Position gone_at = 0) const;
  void add_me(DocumentList& list, const core::State& state, const Viewer& viewer) const;
  [[nodiscard]] std::vector<core::ContactId> own_contacts(const core::State& state, core::AgentId agent) const;
  [[nodiscard]] std::string missed_documents(const core::State& state, const Viewer& viewer, engine::Position since);
  void send_everything(Line& line, const core::State& state, engine::Position at, base::Time now);
  void mark(DocumentKey key, engine::Position position);
  void mark_own(core::AgentId agent);
  void show(core::AgentId agent, std::vector<core::ContactId> contacts);

  core::TenantId tenant_;
  CountryOf country_of_;
  ChangeMemory memory_;
  std::unordered_map<LineId, Line> lines_;
  std::unordered_map<core::AgentId, std::unordered_set<LineId>> by_agent_;  ///< Lines of agents.
  std::unordered_map<core::AgentId, std::vector<core::ContactId>> shown_;   ///< What was sent to them as their own.
  std::unordered_multimap<core::ContactId, core::AgentId> owners_;          ///< The same, the other way.
  std::unordered_set<DocumentKey> dirty_;
  std::unordered_set<core::AgentId> own_dirty_;
  std::unordered_map<std::uint64_t, Figures> figures_;
  bool everything_ = false;
  base::Time last_line_;
};

}  // namespace peal::api
