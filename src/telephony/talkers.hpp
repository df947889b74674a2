#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "core/ids.hpp"

namespace peal::telephony {

/// Who talks in a mix at this moment, by what media says of it. A word of media
/// that was dropped, or a leg that is gone, is forgotten after kTalkHolds.
class Talkers {
 public:
  void heard(core::LegId leg, bool talking, base::Time now);
  [[nodiscard]] std::vector<core::LegId> at(base::Time now) const;
  [[nodiscard]] std::size_t size() const { return until_.size(); }

 private:
  void sweep(base::Time now);

  std::unordered_map<core::LegId, base::Time> until_;
  std::size_t sweep_at_ = 0;  ///< Swept when there are so many, so that it costs little on average.
};

}  // namespace peal::telephony
