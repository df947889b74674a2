#include "api/event/change_memory.hpp"

#include "api/limits.hpp"

namespace peal::api {

void ChangeMemory::start(engine::Position at) {
  changed_.clear();
  gone_.clear();
  start_ = horizon_ = at;
}

void ChangeMemory::gone(core::ContactId contact, engine::Position position) {
  changed_.erase({DocumentKind::kContact, contact.value});
  remember({position, contact, {}});
}

void ChangeMemory::taken(core::AgentId agent, core::ContactId contact, engine::Position position) {
  remember({position, contact, agent});
}

void ChangeMemory::remember(Gone gone) {
  if (gone_.size() >= kGoneRemembered) {
    horizon_ = gone_.front().position;
    gone_.pop_front();
  }
  gone_.push_back(gone);
}

engine::Position ChangeMemory::of(DocumentKey key) const {
  const auto it = changed_.find(key);
  return it == changed_.end() ? start_ : it->second;
}

}  // namespace peal::api
