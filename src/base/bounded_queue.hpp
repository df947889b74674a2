#pragma once

#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace peal::base {

/// Messages between loops: many writers, one reader who takes everything at
/// once. `push` refuses beyond `limit` unless the message must not be lost (an
/// end of a call, a timer, a control): then use `push_always`.
template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t limit) : limit_(limit) {}

  /// False when full. `was_empty` tells the caller to wake the reader.
  [[nodiscard]] bool push(T item, bool& was_empty) {
    const std::lock_guard lock(mutex_);
    if (items_.size() >= limit_) return false;
    was_empty = items_.empty();
    items_.push_back(std::move(item));
    return true;
  }
  void push_always(T item, bool& was_empty) {
    const std::lock_guard lock(mutex_);
    was_empty = items_.empty();
    items_.push_back(std::move(item));
  }
  [[nodiscard]] std::vector<T> take_all() {
    std::vector<T> taken;
    const std::lock_guard lock(mutex_);
    taken.swap(items_);
    return taken;
  }
  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return items_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::vector<T> items_;
  std::size_t limit_;
};

}  // namespace peal::base
