#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

#include "trace/record.hpp"

namespace peal::trace {

/// Records from one thread to another without a lock or an allocation. Its
/// bytes are there from the beginning; when the reader is behind by all of
/// them, `write` refuses.
class Ring {
 public:
  /// `bytes` is a power of two.
  explicit Ring(std::size_t bytes);

  /// The writer's thread. False: no room, nothing was written.
  bool write(const Head& head, std::string_view text);

  /// The reader's thread: `each(head, text)` for every record that is there; the text lives during the call.
  template <class Each>
  void read_all(Each&& each) {
    const std::uint64_t end = written_.load(std::memory_order_acquire);
    for (std::uint64_t at = read_.load(std::memory_order_relaxed); at != end;) {
      const std::size_t place = at & mask_;
      const std::size_t left = mask_ + 1 - place;
      Head head;
      if (left < sizeof head) {  // Too little for a head: the writer began anew.
        at += left;
      } else {
        std::memcpy(&head, bytes_.get() + place, sizeof head);
        if (head.size == kRestUnused) {
          at += left;
        } else {
          each(head, std::string_view(bytes_.get() + place + sizeof head, head.size));
          at += spacious(head.size);
        }
      }
      read_.store(at, std::memory_order_release);
    }
  }

 private:
  static constexpr std::uint32_t kRestUnused = UINT32_MAX;
  static constexpr std::size_t spacious(std::size_t text) { return sizeof(Head) + (text + 7) / 8 * 8; }

  std::size_t mask_;
  std::unique_ptr<char[]> bytes_;
  alignas(64) std::atomic<std::uint64_t> written_{0};
  std::uint64_t read_seen_ = 0;  // The writer's last look at read_: it belongs to the other processor.
  alignas(64) std::atomic<std::uint64_t> read_{0};
};

}  // namespace peal::trace
