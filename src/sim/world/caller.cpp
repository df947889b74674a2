#include "sim/world/world.hpp"

/// People who call: they choose, wait with more or less patience, and hang up
/// at every stage.
namespace peal::sim {

void World::next_arrival() {
  // The server may be down; people call all the same and hear nothing.
  later(around(between_calls_), [this] {
    if (closed_) return;
    const auto kind = chance_.below(100);
    call(kind < 60 ? "4000" : kind < 92 ? "7000" : kind < 98 ? "5000" : "0000");
    next_arrival();
  });
}

void World::call(const std::string& dialled) {
  const LegId id{kTenant, base::next_id_value(next_leg_, now_, 512)};
  next_leg_ = id.value;
  auto& leg = legs_[id];
  leg.caller = true;
  leg.last_signal = now_;
  const auto number = 13'800'000'000 + chance_.below(5'000);
  deliver(LegArrived{id, likely(20) ? LegSource::kWeb : LegSource::kTrunk, dialled,
                     base::Personal{likely(5) ? "" : "+86" + std::to_string(number)}, {}, PartyId{kTenant, number}, {}});
  // Some leave before anything has happened, some stay for minutes.
  const auto patience = likely(3) ? between(0, 300) : likely(10) ? between(300, 15'000) : between(10'000, 240'000);
  after(patience, [this, id] {
    const auto* still = alive(id);
    if (still != nullptr && !still->bridged) caller_leaves(id);
  });
}

void World::caller_leaves(LegId id) {
  const auto* leg = alive(id);
  if (leg == nullptr) return;
  if (!leg->up) return tell_last(id, LegFailed{id, base::ErrorCode::kCancelled});
  if (likely(5)) return tell_last(id, LegLost{id});
  tell_last(id, LegHungUp{id});
}

}  // namespace peal::sim
