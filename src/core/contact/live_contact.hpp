#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/flow/run.hpp"
#include "core/queue/line.hpp"
#include "core/signal.hpp"
#include "core/view.hpp"

namespace peal::core {

/// A stay in a queue.
struct LiveVisit {
  VisitId id;
  QueueId queue;
  std::int32_t priority = 0;
  bool at_head = false;
  Time since;
  PlayId play;      ///< An announcement that runs now.
  Alarm announce;
  PEAL_FIELDS(LiveVisit, id, queue, priority, at_head, since, play, announce)
};

/// A contact presented to an agent.
struct LiveOffer {
  OfferId id;
  AgentId agent;
  LegId leg;
  Time made;
  bool ringing = false;
  Alarm expires;
  PEAL_FIELDS(LiveOffer, id, agent, leg, made, ringing, expires)
};

/// One agent's part in a contact.
struct LiveHandling {
  HandlingId id;
  AgentId agent;
  QueueId queue;
  LegId leg;               ///< Up; none while lost and in wrap-up.
  Time started;
  ContactPlace phase = ContactPlace::kTalking;
  Time phase_since;
  bool held = false;       ///< Outlives a lost leg: the customer stays on hold.
  Time held_since;
  base::Millis held_total{0};
  bool muted = false;
  base::Personal notes;
  LegId ringing_leg;       ///< Rung again after the leg was lost.
  Alarm lost_until;
  Alarm ring_again;
  WrapUpPolicy wrap_up_policy = WrapUpPolicy::kNone;
  base::Seconds wrap_up{0};
  Time wrap_up_since;
  Alarm wrap_up_until;
  DispositionId disposition;
  PEAL_FIELDS(LiveHandling, id, agent, queue, leg, started, phase, phase_since, held, held_since, held_total, muted,
              notes, ringing_leg, lost_until, ring_again, wrap_up_policy, wrap_up, wrap_up_since, wrap_up_until,
              disposition)

  [[nodiscard]] bool live() const { return phase != ContactPlace::kWrapUp; }
};

/// One contact as the state holds it, from arrival until its last wrap-up.
struct LiveContact {
  ContactId id;
  LegSource source = LegSource::kTrunk;
  NumberId number;
  std::string dialled;
  base::Personal caller;
  base::Personal caller_name;
  PartyId party;
  CustomerId customer;
  bool is_new = false;
  base::Personal customer_name;
  std::string level;
  base::Personal area;
  base::Personal pressed;
  Time arrived;
  Time place_since;
  bool ended = false;           ///< The customer is gone.
  FlowRun run;
  std::optional<LiveVisit> visit;
  std::optional<LiveOffer> offer;
  std::vector<LiveHandling> handlings;
  RecordingId recording;
  bool recording_on = false;
  base::Millis waited{0};       ///< In visits that are over.
  QueueId last_queue;
  std::int32_t last_priority = 0;
  bool recording_whole = false;  ///< Of a recording that has ended.
  base::Millis recorded{0};
  PEAL_FIELDS(LiveContact, id, source, number, dialled, caller, caller_name, party, customer, is_new, customer_name,
              level, area, pressed, arrived, place_since, ended, run, visit, offer, handlings, recording, recording_on,
              waited, last_queue, last_priority, recording_whole, recorded)

  /// The handling in talk, if there is one.
  [[nodiscard]] LiveHandling* talk() {
    return !handlings.empty() && handlings.back().live() ? &handlings.back() : nullptr;
  }
  [[nodiscard]] const LiveHandling* talk() const {
    return !handlings.empty() && handlings.back().live() ? &handlings.back() : nullptr;
  }
  [[nodiscard]] LiveHandling* handling(HandlingId id_wanted) {
    for (auto& each : handlings)
      if (each.id == id_wanted) return &each;
    return nullptr;
  }
  [[nodiscard]] ContactPlace place() const {
    if (ended) return ContactPlace::kWrapUp;
    if (const auto* now = talk()) return now->phase;
    if (visit) return offer ? ContactPlace::kOffered : ContactPlace::kQueued;
    return ContactPlace::kFlow;
  }
};

}  // namespace peal::core
