#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace peal::sip {

/// How many of some kind lie on each connection: the end of one that carries
/// none then costs nothing, however many connections strangers open and close.
class ConnectionUse {
 public:
  /// One of them goes from a connection to another; 0 is none.
  void move(std::uint64_t from, std::uint64_t to) {
    if (from == to) return;
    if (to != 0) ++count_[to];
    const auto left = from == 0 ? count_.end() : count_.find(from);
    if (left != count_.end() && --left->second == 0) count_.erase(left);
  }
  [[nodiscard]] bool any(std::uint64_t connection) const { return count_.contains(connection); }
  [[nodiscard]] std::size_t size() const { return count_.size(); }

 private:
  std::unordered_map<std::uint64_t, std::size_t> count_;
};

}  // namespace peal::sip
