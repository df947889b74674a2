#include <algorithm>

#include "sim/world/world.hpp"

/// What carriers, phones, the player and the recorder make of commands. They
/// answer late, refuse, forget, and cross with what the core does meanwhile.
namespace peal::sim {

World::Leg* World::alive(LegId id) {
  const auto found = legs_.find(id);
  return found == legs_.end() ? nullptr : &found->second;
}

void World::tell(LegId id, const Signal& signal, Millis delay) {
  auto* leg = alive(id);
  if (leg == nullptr) return;
  leg->last_signal = std::max(leg->last_signal, now_ + delay);
  schedule(leg->last_signal, life_, [this, signal] { deliver(signal); });
}

// On its way whatever happens to the leg meanwhile.
void World::tell_last(LegId id, const Signal& signal) {
  tell(id, signal, between(1, 60));
  legs_.erase(id);
}

void World::carry_out(const AnswerLeg& command) {
  auto* leg = alive(command.leg);
  if (leg == nullptr) return;
  if (likely(1)) return tell_last(command.leg, LegFailed{command.leg, base::ErrorCode::kTimeout});
  leg->up = true;
  tell(command.leg, LegAnswered{command.leg}, between(2, 150));
}

void World::carry_out(const RejectLeg& command) { legs_.erase(command.leg); }
void World::carry_out(const HangUpLeg& command) { legs_.erase(command.leg); }

// Somebody outside, who answers or does not.
void World::ring_outside(LegId id) {
  const auto kind = chance_.below(100);
  if (kind < 10) return tell_last(id, LegFailed{id, base::ErrorCode::kUnavailable});
  if (kind < 20) return after(between(1'000, 20'000), [this, id] { tell_last(id, LegFailed{id, base::ErrorCode::kBusy}); });
  if (kind < 30) return;  // It rings until the core has enough.
  after(between(2'000, 15'000), [this, id] {
    auto* leg = alive(id);
    if (leg == nullptr) return;
    leg->up = true;
    tell(id, LegAnswered{id}, between(1, 80));
    after(around(Seconds{60}), [this, id] { if (alive(id) != nullptr) tell_last(id, LegHungUp{id}); });
  });
}

void World::carry_out(const RingLeg& command) {
  if (!command.number.text.empty()) {
    auto& leg = legs_[command.leg];
    leg.contact = command.contact;
    leg.last_signal = now_;
    return ring_outside(command.leg);
  }
  auto* who = person(command.agent);
  auto& leg = legs_[command.leg];
  leg.agent = command.agent;
  leg.contact = command.contact;
  leg.last_signal = now_;
  const bool there = who != nullptr && (who->device == DeviceKind::kOutside || who->device_up);
  if (!there) return tell_last(command.leg, LegFailed{command.leg, base::ErrorCode::kUnreachable});
  if (!likely(2)) tell(command.leg, LegRinging{command.leg}, between(1, 200));
  answer_or_not(command.leg, *who);
}

void World::carry_out(const PlayPrompt& command) { listen(command.leg, command.play, between(800, 6'000)); }
void World::carry_out(const PlayPosition& command) { listen(command.leg, command.play, between(1'500, 3'500)); }

void World::listen(LegId id, PlayId play, Millis lasts) {
  if (alive(id) == nullptr) return;
  if (likely(1)) return;  // Its end is never told.
  const bool broken = likely(1);
  after(broken ? Millis{1} : lasts, [this, id, play, broken] { tell(id, PlayFinished{id, play, broken}, between(0, 20)); });
  if (!likely(35)) return;
  static constexpr const char* kKeys[] = {"1", "1", "2", "3", "9", "7", "#"};
  const base::Personal key{kKeys[chance_.below(std::size(kKeys))]};
  after(between(300, 9'000), [this, id, key] { tell(id, DigitPressed{id, key}, between(0, 30)); });
}

void World::carry_out(const BridgeLegs& command) {
  auto* caller = alive(command.caller);
  auto* agent = alive(command.agent);
  if (caller == nullptr || agent == nullptr) return;
  const bool first = !agent->bridged;
  caller->bridged = agent->bridged = true;
  if (first) talk(command.caller, command.agent);
}

void World::carry_out(const UnbridgeLegs&) {}

void World::carry_out(const StartRecording& command) {
  if (!likely(1)) return;
  const auto id = command.recording;
  after(between(100, 60'000), [this, id] { deliver(RecordingFailed{id, base::ErrorCode::kStorageFull}); });
}

void World::carry_out(const TakePin& command) {
  if (alive(command.leg) == nullptr || likely(5)) return;  // Nothing is pressed.
  static constexpr DoorVerdict kVerdicts[] = {DoorVerdict::kGuest, DoorVerdict::kGuest, DoorVerdict::kHost, DoorVerdict::kWrong, DoorVerdict::kNothing};
  const auto verdict = kVerdicts[chance_.below(std::size(kVerdicts))];
  after(between(2'000, 20'000), [this, id = command.leg, verdict] { tell(id, PinTaken{id, verdict}, between(0, 20)); });
}

void World::carry_out(const StopRecording& command) {
  if (likely(1)) return;
  const auto id = command.recording;
  after(between(5, 2'000), [this, id] { deliver(RecordingWritten{id, Seconds{60}, 100'000, "5eed"}); });
}

void World::carry_out(const FindCustomer& command) {
  const auto id = command.contact;
  const auto kind = chance_.below(100);
  if (kind < 2) return;
  after(kind < 5 ? between(5'000, 60'000) : between(1, 400), [this, id, kind] {
    if (kind < 15) return deliver(CustomerNotFound{id, base::ErrorCode::kUnavailable});
    deliver(CustomerFound{id, CustomerId{kTenant, 1 + kind}, kind < 50, base::Personal{"Li Na"}, kind > 90 ? "vip" : "",
                          base::Personal{"Beijing"}});
  });
}

}  // namespace peal::sim
