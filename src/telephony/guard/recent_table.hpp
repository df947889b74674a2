#pragma once

#include <cstddef>
#include <list>
#include <unordered_map>
#include <utility>

namespace peal::telephony {

/// A map of bounded size: what was used least lately gives way.
template <class Key, class Value, class Hash>
class RecentTable {
 public:
  explicit RecentTable(std::size_t most) : most_(most) {}

  [[nodiscard]] Value* find(const Key& key) {
    const auto at = by_key_.find(key);
    return at == by_key_.end() ? nullptr : &at->second->second;
  }
  [[nodiscard]] const Value* find(const Key& key) const {
    const auto at = by_key_.find(key);
    return at == by_key_.end() ? nullptr : &at->second->second;
  }
  /// The value of `key`, a fresh one when there was none; now the most recent.
  Value& use(const Key& key) {
    if (const auto at = by_key_.find(key); at != by_key_.end()) {
      recent_.splice(recent_.begin(), recent_, at->second);
      return recent_.front().second;
    }
    if (by_key_.size() >= most_) {
      by_key_.erase(recent_.back().first);
      recent_.pop_back();
    }
    recent_.emplace_front(key, Value{});
    by_key_.emplace(key, recent_.begin());
    return recent_.front().second;
  }
  void erase(const Key& key) {
    const auto at = by_key_.find(key);
    if (at == by_key_.end()) return;
    recent_.erase(at->second);
    by_key_.erase(at);
  }
  [[nodiscard]] bool empty() const { return by_key_.empty(); }
  [[nodiscard]] std::size_t size() const { return by_key_.size(); }
  /// The most recent first.
  [[nodiscard]] auto begin() const { return recent_.begin(); }
  [[nodiscard]] auto end() const { return recent_.end(); }

 private:
  using List = std::list<std::pair<Key, Value>>;
  std::size_t most_;
  List recent_;
  std::unordered_map<Key, typename List::iterator, Hash> by_key_;
};

}  // namespace peal::telephony
