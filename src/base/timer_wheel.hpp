#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

namespace peal::base {

/// Hierarchical timing wheel (Varghese and Lauck 1987): four wheels of 256
/// slots over ticks of one millisecond, so arming and cancelling cost O(1) and
/// a timer of up to 49 days is exact. Payload is copied; no callback, so it
/// can live in a pure core. The order within one tick is fixed by the order of
/// calls, so equal runs stay equal.
template <class Payload>
class TimerWheel {
 public:
  struct Handle {
    std::uint32_t index = UINT32_MAX;
    std::uint32_t generation = 0;
    [[nodiscard]] bool armed() const { return index != UINT32_MAX; }
    friend bool operator==(const Handle&, const Handle&) = default;
  };

  explicit TimerWheel(std::int64_t now_ms = 0) : now_(now_ms), slots_(kLevels * kSlots, kNone), tails_(kLevels * kSlots, kNone) {}

  /// A time in the past is due at the next advance.
  Handle arm(std::int64_t at_ms, Payload payload) {
    std::uint32_t index;
    if (free_ != kNone) {
      index = free_;
      free_ = nodes_[index].next;
    } else {
      index = static_cast<std::uint32_t>(nodes_.size());
      nodes_.emplace_back();
    }
    Node& node = nodes_[index];
    node.at = at_ms <= now_ ? now_ + 1 : at_ms;
    node.payload = std::move(payload);
    place(index);
    ++size_;
    return {index, node.generation};
  }

  /// Safe on a handle that has fired or was cancelled: then it does nothing.
  bool cancel(Handle& handle) {
    const Handle h = handle;
    handle = {};
    if (h.index >= nodes_.size() || nodes_[h.index].generation != h.generation || nodes_[h.index].slot == kNone) return false;
    unlink(h.index);
    release(h.index);
    return true;
  }

  /// Calls `due(payload)` for each timer at or before `now_ms`, in time order.
  /// `due` may arm and cancel timers.
  template <class Due>
  void advance(std::int64_t now_ms, Due&& due) {
    while (now_ < now_ms) {
      if (size_ == 0) {
        now_ = now_ms;
        return;
      }
      if (const auto skip = empty_until(now_ms); skip > now_) now_ = skip;
      if (now_ >= now_ms) return;
      ++now_;
      for (unsigned level = kLevels - 1; level > 0; --level) {
        if ((now_ & ((std::int64_t{1} << (kBits * level)) - 1)) == 0) cascade(level);
      }
      const std::uint32_t slot = static_cast<std::uint32_t>(now_ & (kSlots - 1));
      while (slots_[slot] != kNone) {
        const std::uint32_t index = slots_[slot];
        unlink(index);
        Payload payload = std::move(nodes_[index].payload);
        release(index);
        due(std::move(payload));
      }
    }
  }

  /// A time not after the next timer (exact within the current 256 ms, else the
  /// start of its slot); nothing when no timer is armed.
  [[nodiscard]] std::optional<std::int64_t> next_due() const {
    if (size_ == 0) return std::nullopt;
    return first_busy_or_turn();
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::int64_t now() const { return now_; }

 private:
  static constexpr unsigned kBits = 8;
  static constexpr unsigned kLevels = 4;
  static constexpr std::int64_t kSlots = 1 << kBits;
  static constexpr std::uint32_t kNone = UINT32_MAX;

  struct Node {
    std::int64_t at = 0;
    std::uint32_t next = kNone, previous = kNone, slot = kNone, generation = 0;
    Payload payload{};
  };

  // The last tick before which nothing can fire on the lowest wheel.
  std::int64_t empty_until(std::int64_t limit) const {
    return limit <= now_ + 1 ? now_ : std::min(limit, first_busy_or_turn()) - 1;
  }
  // The next tick whose slot of the lowest wheel has a timer, or at which that wheel comes round.
  std::int64_t first_busy_or_turn() const {
    const auto from = static_cast<std::uint32_t>((now_ + 1) & (kSlots - 1));
    const std::int64_t turn = (now_ | (kSlots - 1)) + 1;
    if (from == 0) return turn;
    std::uint32_t word = from / 64;
    for (std::uint64_t bits = busy_[word] & (~std::uint64_t{0} << (from % 64));; bits = busy_[word]) {
      if (bits != 0) return turn - kSlots + word * 64 + std::countr_zero(bits);
      if (++word == busy_.size()) return turn;
    }
  }
  void place(std::uint32_t index) {
    Node& node = nodes_[index];
    const std::int64_t ahead = node.at - now_;
    unsigned level = 0;
    while (level + 1 < kLevels && ahead >= (std::int64_t{1} << (kBits * (level + 1)))) ++level;
    std::int64_t at = node.at;
    const std::int64_t reach = (std::int64_t{1} << (kBits * kLevels)) - 1;
    if (ahead > reach) at = now_ + reach;
    node.slot = static_cast<std::uint32_t>(level * kSlots + ((at >> (kBits * level)) & (kSlots - 1)));
    node.next = kNone;
    node.previous = tails_[node.slot];
    if (node.previous != kNone) nodes_[node.previous].next = index;
    else slots_[node.slot] = index;
    tails_[node.slot] = index;
    if (level == 0) busy_[node.slot / 64] |= std::uint64_t{1} << (node.slot % 64);
  }
  void unlink(std::uint32_t index) {
    Node& node = nodes_[index];
    if (node.previous != kNone) nodes_[node.previous].next = node.next;
    else slots_[node.slot] = node.next;
    if (node.next != kNone) nodes_[node.next].previous = node.previous;
    else tails_[node.slot] = node.previous;
    if (node.slot < kSlots && slots_[node.slot] == kNone) busy_[node.slot / 64] &= ~(std::uint64_t{1} << (node.slot % 64));
    node.slot = kNone;
  }
  void release(std::uint32_t index) {
    Node& node = nodes_[index];
    ++node.generation;
    node.payload = Payload{};
    node.next = free_;
    free_ = index;
    --size_;
  }
  void cascade(unsigned level) {
    const auto slot = static_cast<std::uint32_t>(level * kSlots + ((now_ >> (kBits * level)) & (kSlots - 1)));
    std::uint32_t index = slots_[slot];
    slots_[slot] = tails_[slot] = kNone;
    while (index != kNone) {
      const std::uint32_t next = nodes_[index].next;
      place(index);
      index = next;
    }
  }

  std::int64_t now_;
  std::vector<std::uint32_t> slots_, tails_;
  std::array<std::uint64_t, kSlots / 64> busy_{};  ///< A bit for each slot of the lowest wheel that is not empty.
  std::vector<Node> nodes_;
  std::uint32_t free_ = kNone;
  std::size_t size_ = 0;
};

}  // namespace peal::base
