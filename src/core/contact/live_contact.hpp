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

/// Somebody rings who has been given the contact.
struct LiveTransfer {
  TransferId id;
  AgentId agent;           ///< Who gave it away.
  AgentId to;              ///< None: the outside number.
  base::Personal digits;
  QueueId queue;           ///< For the next handling.
  LegId leg;
  Time made;
  RingCause cause = RingCause::kTransfer;
  Alarm expires;
  PEAL_FIELDS(LiveTransfer, id, agent, to, digits, queue, leg, made, cause, expires)
};

/// A talk of the customer with an outside number.
struct LiveOutside {
  AgentId agent;           ///< Who gave the contact away.
  LegId leg;
  base::Personal digits;
  Time since;
  PEAL_FIELDS(LiveOutside, agent, leg, digits, since)
};

struct LiveParking {
  AgentId agent;           ///< Who parked it.
  QueueId queue;
  std::string place;
  Time since;
  Alarm until;
  PEAL_FIELDS(LiveParking, agent, queue, place, since, until)
};

/// Whom an agent asks while the customer waits. With a single leg the agent
/// hears the target while the customer is held, and else the customer.
struct LiveConsult {
  AgentId to;              ///< None: an outside number.
  base::Personal digits;
  LegId leg;
  LegId own_leg;           ///< A second call of the agent's phone; none: a single leg.
  bool answered = false;
  Time since;              ///< Rung; from the answer on: answered.
  Alarm expires;
  MixId mix;               ///< Where all three hear each other; none: they do not.
  PEAL_FIELDS(LiveConsult, to, digits, leg, own_leg, answered, since, expires, mix)
  [[nodiscard]] bool joined() const { return mix.valid(); }
  [[nodiscard]] bool by_phone() const { return own_leg.valid(); }
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
  std::optional<LiveConsult> consult;
  std::uint32_t rings_failed = 0;  ///< Of a lost agent, one after the other.
  PEAL_FIELDS(LiveHandling, id, agent, queue, leg, started, phase, phase_since, held, held_since, held_total, muted,
              notes, ringing_leg, lost_until, ring_again, wrap_up_policy, wrap_up, wrap_up_since, wrap_up_until,
              disposition, consult, rings_failed)

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
  std::optional<LiveTransfer> transfer;
  std::optional<LiveOutside> outside;
  std::optional<LiveParking> parking;
  base::Personal last_notes;     ///< For the next agent.
  base::Personal diverted_by;    ///< Who sent the call on to us last.
  DiversionReason diversion = DiversionReason::kUnknown;
  base::Personal first_called;
  std::uint32_t diversions = 0;
  PEAL_FIELDS(LiveContact, id, source, number, dialled, caller, caller_name, party, customer, is_new, customer_name,
              level, area, pressed, arrived, place_since, ended, run, visit, offer, handlings, recording, recording_on,
              waited, last_queue, last_priority, recording_whole, recorded, transfer, outside, parking, last_notes,
              diverted_by, diversion, first_called, diversions)

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
  [[nodiscard]] const LiveHandling* handling(HandlingId id_wanted) const {
    for (const auto& each : handlings)
      if (each.id == id_wanted) return &each;
    return nullptr;
  }
  [[nodiscard]] ContactPlace place() const {
    if (ended) return ContactPlace::kWrapUp;
    if (const auto* now = talk()) return now->phase;
    if (transfer) return transfer->to.valid() ? ContactPlace::kOffered : ContactPlace::kTransferring;
    if (outside) return ContactPlace::kOutside;
    if (parking) return ContactPlace::kParked;
    if (visit) return offer ? ContactPlace::kOffered : ContactPlace::kQueued;
    return ContactPlace::kFlow;
  }
};

}  // namespace peal::core
