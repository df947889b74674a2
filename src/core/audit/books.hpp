#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/audit/auditor.hpp"
#include "core/fact.hpp"
#include "core/state.hpp"

namespace peal::core {

/// What the facts say, kept without the rules' own structures.
struct Auditor::Books {
  struct ContactBook {
    LegId caller;
    VisitId visit;
    QueueId queue;
    Time visit_since;
    std::tuple<std::int64_t, bool, Time, VisitId> order;  ///< Of service, in the queue.
    OfferId offer;
    Time offer_expires;
    HandlingId talk;
    RecordingId recording;
    std::unordered_set<LegId> rung;   ///< Legs set up for it that are still there.
    std::unordered_set<HandlingId> handlings;
    std::uint32_t wrapping = 0;       ///< Handlings in wrap-up.
    bool talking = false;
    bool ended = false;
    TransferId transfer;              ///< Somebody rings for it.
    AgentId transfer_to;
    Time transfer_expires;
    bool outside = false;             ///< It talks with an outside number.
    std::string place;                ///< It is parked there; empty: it is not.
    bool called_out = false;          ///< An agent called it, and may have another call beside it.
    bool picked_up = false;           ///< A colleague takes its next offer, out of turn.
    std::unordered_map<HandlingId, LegId> asking;  ///< Consultations, with the target's leg.
  };
  struct AgentBook {
    OfferId offer;
    HandlingId handling;
    Time wrap_up_until;
    TransferId transfer;   ///< Rings for this agent.
    LegId side;            ///< Of a call that is not the agent's own contact: asked, or called by an extension.
    LegId second;          ///< Of another such call, by call waiting.
  };
  struct Totals {
    std::uint64_t arrived = 0, ended = 0, visits = 0, visits_ended = 0, offers = 0, offers_ended = 0, handlings = 0,
                  talks_ended = 0, handlings_ended = 0, recordings = 0, recordings_ended = 0, transfers = 0,
                  transfers_ended = 0, consults = 0, consults_ended = 0;
  };

  std::unordered_map<ContactId, ContactBook> contacts;
  std::unordered_map<AgentId, AgentBook> agents;
  std::unordered_map<LegId, ContactId> rung;  ///< Legs the core rings or holds with agents.
  std::unordered_map<QueueId, std::set<std::tuple<std::int64_t, bool, Time, VisitId>>> lines;  ///< Waiting, not offered.
  std::set<std::pair<Time, OfferId>> offers_due;
  std::set<std::pair<Time, AgentId>> wrap_ups_due;
  std::set<std::pair<Time, TransferId>> transfers_due;
  std::unordered_map<LegId, LegId> peers;  ///< Legs rung or held by internal calls, by the leg that names the call.
  std::unordered_map<RecordingId, ContactId> recordings;
  std::uint64_t last_made = 0;
  Totals totals;
  std::vector<std::string> violations;
  Time now;
  bool was_down = false;  ///< Nothing was told what fell due while the server was down.

  void violate(int promise, std::string what);
  void see(const Fact& fact);
  void close_leg(LegId leg);

  // One per fact that the books follow.
  void on(const Fact& fact, const ContactArrived& body);
  void on(const Fact& fact, const ContactEnded& body);
  void on(const Fact& fact, const VisitStarted& body);
  void on(const Fact& fact, const VisitEnded& body);
  void on(const Fact& fact, const OfferMade& body);
  void on(const Fact& fact, const OfferEnded& body);
  void on(const Fact& fact, const HandlingStarted& body);
  void on(const Fact& fact, const AgentLegLost& body);
  void on(const Fact& fact, const AgentLegRung& body);
  void on(const Fact& fact, const AgentLegRingFailed& body);
  void on(const Fact& fact, const AgentLegBack& body);
  void on(const Fact& fact, const TalkEnded& body);
  void on(const Fact& fact, const WrapUpStarted& body);
  void on(const Fact& fact, const WrapUpExtended& body);
  void on(const Fact& fact, const HandlingEnded& body);
  void on(const Fact& fact, const RecordingStarted& body);
  void on(const Fact& fact, const RecordingEnded& body);
  void on(const Fact& fact, const TransferRung& body);
  void on(const Fact& fact, const TransferEnded& body);
  void on(const Fact& fact, const OutsideTalkStarted& body);
  void on(const Fact& fact, const OutsideTalkEnded& body);
  void on(const Fact& fact, const ConsultStarted& body);
  void on(const Fact& fact, const ConsultEnded& body);
  void on(const Fact& fact, const ContactParked& body);
  void on(const Fact& fact, const ContactUnparked& body);
  void on(const Fact& fact, const ContactPickedUp& body);
  void on(const Fact& fact, const InternalCallStarted& body);
  void on(const Fact& fact, const InternalCallRung& body);
  void on(const Fact& fact, const InternalPeerLeft& body);
  void on(const Fact& fact, const ConferenceRecorded& body);
  template <class Other>
  void on(const Fact&, const Other&) {}

  /// The agent is free for a call with somebody who is no contact of theirs.
  void take_side(AgentId agent, LegId leg);
  /// The same beside at most one other call (call waiting).
  void take_second(AgentId agent, LegId leg);
  void leave_side(AgentId agent, LegId leg);

  ContactBook* book(ContactId id, const char* what);
  void made(std::uint64_t id, const char* what);
};

}  // namespace peal::core
