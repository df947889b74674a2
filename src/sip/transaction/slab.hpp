#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace peal::sip {

/// Objects with handles that are never reused: a stale handle finds nothing.
/// Places are reused and never move, so views into an object stay good while it lives.
template <class T>
class Slab {
 public:
  /// Zero is no handle.
  using Handle = std::uint64_t;

  Handle insert() {
    std::uint32_t index;
    if (free_.empty()) {
      index = static_cast<std::uint32_t>(slots_.size());
      slots_.emplace_back();
    } else {
      index = free_.back();
      free_.pop_back();
    }
    slots_[index].used = true;
    ++size_;
    return handle_of(index);
  }
  [[nodiscard]] T* find(Handle handle) {
    const auto index = static_cast<std::uint32_t>(handle) - 1U;
    if (index >= slots_.size()) return nullptr;
    Slot& slot = slots_[index];
    return slot.used && slot.generation == handle >> 32 ? &slot.value : nullptr;
  }
  [[nodiscard]] const T* find(Handle handle) const { return const_cast<Slab*>(this)->find(handle); }
  void erase(Handle handle) {
    if (find(handle) == nullptr) return;
    const auto index = static_cast<std::uint32_t>(handle) - 1U;
    slots_[index].value = T{};
    slots_[index].used = false;
    ++slots_[index].generation;
    free_.push_back(index);
    --size_;
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Handles of all that live now, for walks that change the slab.
  [[nodiscard]] std::vector<Handle> handles() const {
    std::vector<Handle> all;
    for (std::uint32_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i].used) all.push_back(handle_of(i));
    }
    return all;
  }

 private:
  struct Slot {
    T value{};
    std::uint32_t generation = 1;
    bool used = false;
  };
  [[nodiscard]] Handle handle_of(std::uint32_t index) const {
    return (std::uint64_t{slots_[index].generation} << 32) | (index + 1U);
  }
  std::deque<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::size_t size_ = 0;
};

}  // namespace peal::sip
