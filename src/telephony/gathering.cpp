#include "telephony/gathering.hpp"

#include <algorithm>

#include "telephony/limits.hpp"

namespace peal::telephony {

void Gathering::begin(Leg& leg, const core::GatherDigits& command) {
  const auto most = std::clamp<std::size_t>(command.most, 1, kGatheredDigitsMax);
  leg.gathered = std::make_unique<GatheredDigits>(GatheredDigits{most, kGatherPause, {}});
}

void Gathering::begin(Leg& leg, const core::TakePin& command) {
  leg.gathered = std::make_unique<GatheredDigits>(GatheredDigits{kPinDigitsMax, kPinPause, command.conference});
}

bool Gathering::takes(Leg& leg, char key) {
  if (!leg.gathered) return false;
  auto& gathered = *leg.gathered;
  if (gathered.digits.empty()) sounds_.stop(leg);  // Whoever knows the answer need not hear the question.
  if (key == '#' && gathered.digits.empty()) return true;  // It ends nothing yet, and is no wrong PIN.
  if (key == '*') gathered.digits.clear();  // Mistyped: from the beginning.
  else if (key >= '0' && key <= '9') gathered.digits.push_back(key);
  if (key == '#' || gathered.digits.size() >= gathered.most) {
    tell(leg);
    return true;
  }
  // Earlier timers find that it is not yet time.
  gathered.due = board_.now() + gathered.pause;
  timers_.arm(base::unix_millis(gathered.due), leg.id);
  return true;
}

void Gathering::tell(Leg& leg) {
  const auto taken = std::move(leg.gathered);
  if (taken->door.valid()) return pins_.typed(leg, taken->door, taken->digits);
  board_.raise(core::DigitsGathered{leg.id, base::Personal(std::move(taken->digits))});
}

void Gathering::advance(base::Time now) {
  timers_.advance(base::unix_millis(now), [&](core::LegId id) {
    Leg* leg = board_.legs.find(id);
    if (leg != nullptr && leg->gathered && !leg->gathered->digits.empty() && leg->gathered->due <= now) tell(*leg);
  });
}

std::optional<base::Time> Gathering::next_due() const {
  const auto due = timers_.next_due();
  return due ? std::optional(base::from_unix_millis(*due)) : std::nullopt;
}

}  // namespace peal::telephony
