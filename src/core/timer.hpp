#pragma once

#include <cstdint>

#include "base/fields.hpp"
#include "base/timer_wheel.hpp"
#include "core/ids.hpp"

namespace peal::core {

enum class TimerKind : std::uint8_t {
  kFlow,          ///< id: leg. A menu, an echo or a prompt has lasted long enough.
  kAnnounce,      ///< id: contact.
  kOffer,         ///< id: contact.
  kReconnect,     ///< id: contact. The grace for a lost agent's leg is over.
  kRingAgain,     ///< id: contact.
  kWrapUp,        ///< id: agent.
  kDeviceGrace,   ///< id: agent.
  kRest,          ///< id: agent.
  kRecording,     ///< id: recording.
  kTransfer,      ///< id: contact. Somebody was rung long enough.
  kConsult,       ///< id: contact.
  kPark,          ///< id: contact.
  kInternalRing,  ///< id: leg of the caller.
  kConference,    ///< id: leg at the door, or on its way out.
};

struct TimerKey {
  TimerKind kind = TimerKind::kFlow;
  TenantId tenant;
  std::uint64_t id = 0;
};

using Timers = base::TimerWheel<TimerKey>;

/// When something falls due, and its place on the wheel. Only the moment is
/// state; the wheel is derived from it. Each alarm that fires must lead to a
/// fact that clears or moves it, else a loaded state would differ.
struct Alarm {
  Time at;  ///< Epoch zero: off.
  Timers::Handle handle;
  [[nodiscard]] bool on() const { return at != Time{}; }
  PEAL_FIELDS(Alarm, at)
};

}  // namespace peal::core
