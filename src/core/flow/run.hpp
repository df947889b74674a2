#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/personal.hpp"
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

/// Whom an internal call rings or talks with.
struct InternalPeer {
  AgentId to;             ///< None: an outside number.
  base::Personal digits;
  LegId leg;
  bool up = false;
  Alarm expires;
  PartyId party;          ///< Of an outside number.
  std::vector<TrunkId> trunks;  ///< That its call went over, the last one last.
  PEAL_FIELDS(InternalPeer, to, digits, leg, up, expires, party, trunks)
};

/// A call without a contact: an agent's device in a flow, or with a peer.
struct InternalCall {
  AgentId agent;
  std::string dialled;
  FlowRun run;
  std::optional<InternalPeer> peer;
  std::string notice;     ///< A sentence of our own that is its flow.
  AgentId phone;          ///< That asks to become somebody else's; none in other calls.
  std::uint32_t rings = 0;  ///< Peers rung one after another since somebody last answered.
  PEAL_FIELDS(InternalCall, agent, dialled, run, peer, notice, phone, rings)
};

}  // namespace peal::core
