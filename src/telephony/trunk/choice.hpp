#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "core/ids.hpp"
#include "sip/user_agent/events.hpp"

/// Which trunk a call of ours takes: pure rules, their chance given from outside.
namespace peal::telephony {

/// What the choice needs to know of a trunk at this moment.
struct TrunkCandidate {
  core::TrunkId id;
  std::uint32_t priority = 1;
  std::uint32_t weight = 100;
  bool up = true;       ///< Or not known to be down.
  bool has_room = true; ///< Below its limits.
};

/// The trunk to try next: of those with room that were not tried, the ones that
/// are up before those that are down (which are tried last: the check may be
/// wrong, and nothing is lost), the lowest priority, and within it by weight.
/// Weight 0 is taken only where no other of its group can be. `draw` is any
/// number; equally spread draws give shares like the weights.
[[nodiscard]] std::optional<core::TrunkId> choose_trunk(std::span<const TrunkCandidate> trunks,
                                                        std::span<const core::TrunkId> tried, std::uint64_t draw);

/// True when a call that ended so may succeed over another trunk: the trunk or
/// what is behind it failed, not the person called.
[[nodiscard]] bool worth_another_trunk(const sip::CallEnd& end);
/// Whether it was the address that failed, not the call (RFC 3263 4.3).
[[nodiscard]] bool target_at_fault(const sip::CallEnd& end);

/// At most `most` takings within any second; 0: no limit.
class Pace {
 public:
  explicit Pace(std::uint32_t most) : most_(most) {}
  /// False, and nothing is taken, when the second is full.
  [[nodiscard]] bool take(base::Time now);
  [[nodiscard]] bool has_room(base::Time now) const { return most_ == 0 || in_last_second(now) < most_; }
  [[nodiscard]] std::uint32_t in_last_second(base::Time now) const;
  void limit(std::uint32_t most) { most_ = most; }

 private:
  std::uint32_t most_;
  std::vector<base::Time> taken_;  // Of the last second, oldest first; cleaned when something is taken.
};

}  // namespace peal::telephony
