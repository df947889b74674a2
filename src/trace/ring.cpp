#include "trace/ring.hpp"

#include "base/assert.hpp"

namespace peal::trace {

Ring::Ring(std::size_t bytes) : mask_(bytes - 1), bytes_(std::make_unique<char[]>(bytes)) {
  PEAL_ASSERT(bytes >= 4'096 && (bytes & mask_) == 0);
}

bool Ring::write(const Head& head, std::string_view text) {
  std::uint64_t at = written_.load(std::memory_order_relaxed);
  const std::size_t need = spacious(text.size());
  const std::size_t left = mask_ + 1 - (at & mask_);
  const std::size_t skipped = left < need ? left : 0;
  if (need > (mask_ + 1) / 2) return false;
  if (at + skipped + need - read_seen_ > mask_ + 1) {
    read_seen_ = read_.load(std::memory_order_acquire);
    if (at + skipped + need - read_seen_ > mask_ + 1) return false;
  }
  if (skipped >= sizeof(Head)) {
    Head unused;
    unused.size = kRestUnused;
    std::memcpy(bytes_.get() + (at & mask_), &unused, sizeof unused);
  }
  at += skipped;
  Head stored = head;
  stored.size = static_cast<std::uint32_t>(text.size());
  std::memcpy(bytes_.get() + (at & mask_), &stored, sizeof stored);
  std::memcpy(bytes_.get() + (at & mask_) + sizeof stored, text.data(), text.size());
  written_.store(at + need, std::memory_order_release);
  return true;
}

}  // namespace peal::trace
