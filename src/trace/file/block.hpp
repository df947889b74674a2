#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "trace/record.hpp"

namespace peal::trace {

/// What a block says of itself without being unsealed.
struct BlockHead {
  std::uint64_t magic = 0;
  std::int64_t first_us = 0, last_us = 0;
  std::uint32_t names = 0;         ///< Names of calls and legs follow, 8 bytes each.
  std::uint32_t sealed_bytes = 0;  ///< Nonce, sealed records and their proof follow those.
};
inline constexpr std::uint64_t kBlockMagic = 0x3154'4c41'4550'0001ULL;

/// Records on their way to the disk.
class Block {
 public:
  void add(const Head& head, std::string_view text);
  [[nodiscard]] bool empty() const { return records_.empty(); }
  [[nodiscard]] std::size_t bytes() const { return records_.size(); }
  [[nodiscard]] std::int64_t first_us() const { return first_us_; }
  /// True when something in it belongs to that call or leg.
  [[nodiscard]] bool names(std::uint64_t name) const { return names_.contains(name); }
  [[nodiscard]] const std::string& records() const { return records_; }
  /// As it is written; `key` has 32 bytes.
  [[nodiscard]] std::string sealed(const std::string& key) const;
  void clear();

 private:
  std::string records_;
  std::unordered_set<std::uint64_t> names_;
  std::int64_t first_us_ = 0, last_us_ = 0;
};

/// Takes records apart; `each(head, text)`. Stops at what is broken.
template <class Each>
void each_record(std::string_view records, Each&& each) {
  while (records.size() >= sizeof(Head)) {
    Head head;
    std::memcpy(&head, records.data(), sizeof head);
    if (head.size > records.size() - sizeof head) return;
    each(head, records.substr(sizeof head, head.size));
    records.remove_prefix(sizeof head + head.size);
  }
}

/// The records of a sealed block: nonce, seal and proof, under `before` (its
/// head and names). Nothing with another key, and when a bit has changed.
[[nodiscard]] std::optional<std::string> unsealed(std::string_view before, std::string_view sealed, const std::string& key);

}  // namespace peal::trace
