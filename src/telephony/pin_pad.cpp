#include "telephony/pin_pad.hpp"

#include <algorithm>
#include <string_view>

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

void PinPad::typed(const Leg& leg, core::ConferenceId door, std::string& typed) {
  const auto verdict = compare(leg, door, typed);
  std::ranges::fill(typed, '\0');
  board_.raise(core::PinTaken{leg.id, verdict});
}

core::DoorVerdict PinPad::compare(const Leg& leg, core::ConferenceId door, const std::string& typed) {
  const bool ours = leg.source == core::LegSource::kDevice;
  if (!ours && !guard_.may_try_pin(door)) return core::DoorVerdict::kWrong;
  const auto pins = board_.directory.conference_pins(door);
  const bool host = same_pin(typed, pins.host);
  const bool guest = same_pin(typed, pins.guest);
  if (host) return core::DoorVerdict::kHost;
  if (guest) return core::DoorVerdict::kGuest;
  if (!ours) guard_.wrong_pin(door, leg.lines.front());
  return core::DoorVerdict::kWrong;
}

}  // namespace peal::telephony
