#pragma once

#include <cstdint>

#include "base/fields.hpp"
#include "core/ids.hpp"
#include "core/signal.hpp"

/// Facts of extensions' own rules and of who sits at whose phone; a part of core/fact.hpp.
namespace peal::core {

/// What an agent has chosen for calls to the own extension.
struct PhoneRules {
  bool call_waiting = true;      ///< Where the settings allow it.
  bool do_not_disturb = false;   ///< Calls to the extension find it busy; what queues offer still rings.
  base::Seconds ring_for{0};     ///< Zero: as the settings say.
  PEAL_FIELDS(PhoneRules, call_waiting, do_not_disturb, ring_for)
};
struct PhoneRulesSet {
  AgentId agent;
  PhoneRules rules;
  UserId by;
  PEAL_FIELDS(PhoneRulesSet, agent, rules, by)
};

/// Calls of `agent` ring on the phone of `phone`, and what that phone dials is the agent's.
struct SeatTaken { AgentId agent; AgentId phone; PEAL_FIELDS(SeatTaken, agent, phone) };
enum class SeatEnd : std::uint8_t {
  kAsked,      ///< By code, or at the desk.
  kElsewhere,  ///< The agent has taken another phone.
  kReplaced,   ///< Another agent has taken this phone, or its own one is back.
};
struct SeatLeft {
  AgentId agent;
  AgentId phone;
  SeatEnd end = SeatEnd::kAsked;
  UserId by;
  PEAL_FIELDS(SeatLeft, agent, phone, end, by)
};
/// A PIN that did not open the phone. The PIN itself is in no fact.
struct SeatTried {
  AgentId agent;  ///< Whose PIN was asked for.
  AgentId phone;
  LegId leg;
  PinVerdict verdict = PinVerdict::kWrong;
  PEAL_FIELDS(SeatTried, agent, phone, leg, verdict)
};

}  // namespace peal::core
