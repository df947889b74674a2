#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "trace/glance.hpp"
#include "trace/limits.hpp"
#include "trace/options.hpp"
#include "trace/record.hpp"

namespace peal::trace {

/// Decides which calls are kept: whole ones, never single messages. Up to
/// kKeptMessagesPerSecond all of them (or the share that was asked for); above
/// it fewer. A call outside the share waits in memory until it has failed,
/// which keeps it, or has not, which lets it go.
class Keeper {
 public:
  explicit Keeper(const Options& options) : options_(options) {}

  /// `keep(head, text)` for each record that is to be kept now: this one, and
  /// those of its call that waited.
  template <class Keep>
  void take(const Head& head, std::string_view text, const Glance& seen, Keep&& keep) {
    count(head.at_us);
    switch (judge(head, seen)) {
      case Verdict::kKeep:
        if (!held_.empty()) release(head.call, keep);
        keep(head, text);
        return;
      case Verdict::kWait: return hold(head, text);
      case Verdict::kDrop: held_bytes_ -= drop(head.call); return;
    }
  }
  /// Of a thousand new calls, how many are kept whole at this moment.
  [[nodiscard]] unsigned share() const { return share_; }
  [[nodiscard]] std::uint64_t let_go() const { return let_go_; }

 private:
  enum class Verdict : std::uint8_t { kKeep, kWait, kDrop };

  void count(std::int64_t at_us);
  Verdict judge(const Head& head, const Glance& seen);
  Verdict& verdict_of(std::uint64_t name, bool& is_new);
  [[nodiscard]] bool in_share(std::uint64_t name) const { return name % 1'000 < share_; }
  void hold(const Head& head, std::string_view text);
  std::size_t drop(std::uint64_t call);

  template <class Keep>
  void release(std::uint64_t call, Keep&& keep) {
    const auto found = held_.find(call);
    if (found == held_.end()) return;
    for (const auto& record : found->second) keep(record.head, std::string_view(record.text));
    held_bytes_ -= drop(call);
  }

  Options options_;
  std::unordered_map<std::uint64_t, Verdict> young_, old_;  // Verdicts of calls and of groups, in two ages.
  std::unordered_map<std::uint64_t, std::vector<Record>> held_;
  std::deque<std::uint64_t> held_order_;
  std::size_t held_bytes_ = 0;
  std::uint64_t let_go_ = 0;
  std::int64_t second_ = 0;
  std::size_t in_second_ = 0;
  unsigned share_ = 1'000;
};

}  // namespace peal::trace
