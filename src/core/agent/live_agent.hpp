#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/centre.hpp"
#include "core/fact.hpp"
#include "core/timer.hpp"
#include "core/view.hpp"

namespace peal::core {

/// How a queue counts an agent who serves it.
enum class Standing : std::uint8_t { kSignedOut, kReady, kBusy, kAway };

/// One agent as the state holds it.
struct LiveAgent {
  AgentId id;
  bool retired = false;  ///< No longer in the settings; leaves when its contact is over.
  AgentStatus status = AgentStatus::kSignedOut;
  ReasonId reason;
  StatusCause cause = StatusCause::kAsked;
  Time status_since;
  Time signed_in_since;
  bool device_up = false;
  bool break_queued = false;
  ReasonId queued_reason;
  AgentActivity activity = AgentActivity::kIdle;
  Time activity_since;
  ContactId contact;    ///< Offered, in talk or in wrap-up.
  HandlingId handling;  ///< In talk or in wrap-up.
  LegId internal_leg;   ///< Of a call without a contact.
  // What the strategies order by.
  Time last_offered;
  std::uint32_t handled = 0;   ///< Since signing in.
  base::Millis talked{0};      ///< Since signing in.
  Alarm device_grace;
  Alarm rest;
  std::string forward_always, forward_busy, forward_no_answer;  ///< Of the extension; empty: off.
  // Of kInternalCall.
  AgentId with;
  bool called = false;
  bool connected = false;
  PhoneRules rules;     ///< Of the extension.
  AgentId seat;         ///< Whose phone the agent sits at; none: the own one.
  bool seat_up = false; ///< That phone is registered.
  AgentId guest;        ///< Who sits at this agent's phone.
  LegId second_leg;     ///< Of a call without a contact, beside the one of `activity`.
  PEAL_FIELDS(LiveAgent, id, retired, status, reason, cause, status_since, signed_in_since, device_up, break_queued,
              queued_reason, activity, activity_since, contact, handling, internal_leg, last_offered, handled, talked,
              device_grace, rest, forward_always, forward_busy, forward_no_answer, with, called, connected,
              rules, seat, seat_up, guest, second_leg)

  // Derived from the settings and the fields above; not saved.
  std::shared_ptr<const Agent> config;
  std::vector<QueueId> queues;
  std::vector<std::uint32_t> pools;
  std::vector<std::int64_t> ranks;  ///< In each of `pools`, while `pooled`.
  Time pooled_since;
  bool pooled = false;
  Standing standing = Standing::kSignedOut;

  [[nodiscard]] bool reachable() const {
    if (seat.valid()) return seat_up;
    return !guest.valid() && (config->device == DeviceKind::kOutside || device_up);
  }
  /// Rung at an address without registration; busy says nothing of the person there.
  [[nodiscard]] bool outside() const { return !seat.valid() && config->device == DeviceKind::kOutside; }
  [[nodiscard]] bool idle() const { return activity == AgentActivity::kIdle; }
  [[nodiscard]] bool on_line() const {
    return activity == AgentActivity::kTalking || activity == AgentActivity::kHeld ||
           activity == AgentActivity::kReconnecting;
  }
};

}  // namespace peal::core
