#include "telephony/talkers.hpp"

#include <algorithm>

#include "telephony/limits.hpp"

namespace peal::telephony {

void Talkers::heard(core::LegId leg, bool talking, base::Time now) {
  if (!talking) {
    until_.erase(leg);
    return;
  }
  until_[leg] = now + kTalkHolds;
  if (until_.size() > std::max(sweep_at_, kTalkersKept)) sweep(now);
}

void Talkers::sweep(base::Time now) {
  std::erase_if(until_, [now](const auto& each) { return each.second < now; });
  sweep_at_ = until_.size() * 2;
}

std::vector<core::LegId> Talkers::at(base::Time now) const {
  std::vector<core::LegId> legs;
  for (const auto& [leg, until] : until_) {
    if (until >= now) legs.push_back(leg);
  }
  return legs;
}

}  // namespace peal::telephony
