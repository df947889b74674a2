#pragma once

#include <deque>
#include <unordered_map>

#include "api/event/document.hpp"
#include "core/ids.hpp"

namespace peal::api {

/// When each document of a tenant changed last, and which contacts went away,
/// so that a client that comes back is sent only what it missed. Bounded: what
/// is forgotten raises the horizon, below which a client gets a snapshot.
class ChangeMemory {
 public:
  struct Gone {
    engine::Position position = 0;
    core::ContactId contact;
    core::AgentId agent;  ///< Gone for this agent only; none: for everybody.
  };

  /// Forgets everything up to `at`.
  void start(engine::Position at);
  void changed(DocumentKey key, engine::Position position) { changed_[key] = position; }
  /// The contact left the state.
  void gone(core::ContactId contact, engine::Position position);
  /// The contact is no longer `agent`'s.
  void taken(core::AgentId agent, core::ContactId contact, engine::Position position);

  /// Position of the last change known; where the memory starts for anything else.
  [[nodiscard]] engine::Position of(DocumentKey key) const;
  [[nodiscard]] bool reaches_back_to(engine::Position since) const { return since >= horizon_; }
  [[nodiscard]] const std::unordered_map<DocumentKey, engine::Position>& changes() const { return changed_; }
  [[nodiscard]] const std::deque<Gone>& departures() const { return gone_; }

 private:
  void remember(Gone gone);

  std::unordered_map<DocumentKey, engine::Position> changed_;
  std::deque<Gone> gone_;
  engine::Position start_ = 0;
  engine::Position horizon_ = 0;
};

}  // namespace peal::api
