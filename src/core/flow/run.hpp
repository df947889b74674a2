#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/centre.hpp"
#include "core/ids.hpp"
#include "core/timer.hpp"

namespace peal::core {

/// Where one call is in its flow. The flow is the version the call came in on:
/// publishing another one changes no call that is under way.
struct FlowRun {
  LegId leg;
  FlowId flow_id;
  std::string language;
  bool answer_asked = false;
  bool up = false;       ///< The leg is answered.
  std::string node;      ///< Empty: over (or never begun).
  PlayId play;           ///< Runs now; none when nothing plays.
  std::uint8_t attempt = 1;
  std::uint32_t steps = 0;
  Alarm due;
  PEAL_FIELDS(FlowRun, leg, flow_id, language, answer_asked, up, node, play, attempt, steps, due)

  std::shared_ptr<const Flow> flow;  ///< Saved beside, since many calls share one.
};

/// A call without a contact: an agent's device in a flow.
struct InternalCall {
  AgentId agent;
  std::string dialled;
  FlowRun run;
  PEAL_FIELDS(InternalCall, agent, dialled, run)
};

}  // namespace peal::core
