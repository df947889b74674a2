#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <utility>

#include <ext/pb_ds/assoc_container.hpp>
#include <ext/pb_ds/tree_policy.hpp>

#include "core/centre.hpp"
#include "core/ids.hpp"

namespace peal::core {

/// The published order of service: higher priority first, then those who were
/// sent back to the head, then who has waited longest.
struct WaitKey {
  std::int64_t before = 0;  ///< Minus the priority.
  Time since;               ///< Epoch zero for the head.
  VisitId visit;
  ContactId contact;
  friend auto operator<=>(const WaitKey&, const WaitKey&) = default;
};

/// Ordered with ranks, so that a position costs a logarithm.
using Line = __gnu_pbds::tree<WaitKey, __gnu_pbds::null_type, std::less<WaitKey>, __gnu_pbds::rb_tree_tag,
                              __gnu_pbds::tree_order_statistics_node_update>;

/// One queue as the state holds it.
struct LiveQueue {
  QueueId id;
  std::shared_ptr<const Queue> config;
  bool retired = false;     ///< No longer in the settings; serves those who wait here to the end.
  std::uint32_t pool = 0;
  Line line;                                      ///< All visits here, those being offered included.
  std::set<std::pair<Time, VisitId>> by_arrival;  ///< The same visits, longest waiting first.
  std::uint32_t signed_in = 0;
  std::uint32_t ready = 0;
  std::uint32_t busy = 0;
  std::uint32_t away = 0;
};

}  // namespace peal::core
