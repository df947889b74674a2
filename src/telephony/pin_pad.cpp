#include "telephony/pin_pad.hpp"

#include <algorithm>

#include "telephony/limits.hpp"

namespace peal::telephony {
namespace {

// Takes the same time wherever the first difference is.
bool same_pin(std::string_view typed, std::string_view pin) {
  if (pin.empty() || typed.size() != pin.size()) return false;
  unsigned char different = 0;
  for (std::size_t i = 0; i < pin.size(); ++i) different |= static_cast<unsigned char>(typed[i] ^ pin[i]);
  return different == 0;
}

}  // namespace

void PinPad::take(Leg& leg, const core::TakePin& command) {
  leg.pin = std::make_unique<PinEntry>();
  leg.pin->conference = command.conference;
}

bool PinPad::pressed(Leg& leg, char digit) {
  if (!leg.pin) return false;
  auto& entry = *leg.pin;
  if (entry.digits.empty()) sounds_.stop(leg);  // Whoever knows the PIN need not hear the question.
  if (digit == '#') {
    if (!entry.digits.empty()) finish(leg);
    return true;
  }
  if (digit == '*') entry.digits.clear();  // Mistyped: from the beginning.
  else if (digit >= '0' && digit <= '9') entry.digits += digit;
  if (entry.digits.size() >= kPinDigitsMax) {
    finish(leg);
    return true;
  }
  entry.pause_ends = board_.now() + kPinPause;
  pauses_.arm(base::unix_millis(entry.pause_ends), leg.id);
  return true;
}

void PinPad::finish(Leg& leg) {
  const auto entry = std::move(leg.pin);
  const auto verdict = compare(leg, *entry);
  std::ranges::fill(entry->digits, '\0');
  board_.raise(core::PinTaken{leg.id, verdict});
}

core::DoorVerdict PinPad::compare(const Leg& leg, const PinEntry& entry) {
  const bool ours = leg.source == core::LegSource::kDevice;
  if (!ours && !guard_.may_try_pin(entry.conference)) return core::DoorVerdict::kWrong;
  const auto pins = board_.directory.conference_pins(entry.conference);
  const bool host = same_pin(entry.digits, pins.host);
  const bool guest = same_pin(entry.digits, pins.guest);
  if (host) return core::DoorVerdict::kHost;
  if (guest) return core::DoorVerdict::kGuest;
  if (!ours) guard_.wrong_pin(entry.conference, leg.lines.front());
  return core::DoorVerdict::kWrong;
}

void PinPad::advance(base::Time now) {
  pauses_.advance(base::unix_millis(now), [&](core::LegId id) {
    Leg* leg = board_.legs.find(id);
    // A later key has armed a later pause.
    if (leg == nullptr || !leg->pin || leg->pin->digits.empty() || leg->pin->pause_ends > board_.now()) return;
    finish(*leg);
  });
}

std::optional<base::Time> PinPad::next_due() const {
  const auto due = pauses_.next_due();
  return due ? std::optional(base::from_unix_millis(*due)) : std::nullopt;
}

}  // namespace peal::telephony
