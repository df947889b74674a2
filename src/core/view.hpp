#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/fields.hpp"
#include "base/personal.hpp"
#include "core/decide.hpp"
#include "core/fact.hpp"
#include "core/ids.hpp"

/// What pages and interfaces show, read from a State and from nothing else.
/// Times are moments, not durations: the page counts from the server's clock.
namespace peal::core {

/// What the system knows about an agent, beside the status the agent chose.
enum class AgentActivity : std::uint8_t {
  kIdle,
  kOffered,       ///< A contact rings.
  kTalking,
  kHeld,          ///< The customer is on hold.
  kReconnecting,  ///< The agent's leg vanished in a call; the customer hears the comfort tone.
  kWrapUp,
  kInternalCall,  ///< On a call without a contact (the echo test).
};

/// Where a contact is. It is in exactly one place.
enum class ContactPlace : std::uint8_t {
  kFlow,
  kQueued,
  kOffered,
  kTalking,
  kHeld,
  kAgentLost,
  kWrapUp,  ///< The customer is gone; an agent is still writing it up.
  kTransferring,  ///< Rings an outside number for a transfer; an agent who is rung makes it kOffered.
  kOutside,       ///< The customer talks with an outside number.
  kParked,
};

/// What is kept of a contact's sound.
enum class RecordingMark : std::uint8_t {
  kNone,    ///< Nothing was recorded.
  kOn,      ///< Being recorded, or being handed in by the recorder.
  kWhole,   ///< Kept from its beginning to its end.
  kBroken,  ///< The recorder failed: a part is kept, or nothing.
};

struct AgentView {
  AgentId id;
  UserId user;
  std::string key;
  std::string name;
  std::string number;
  DeviceKind device = DeviceKind::kBrowser;
  bool device_up = false;
  AgentStatus status = AgentStatus::kSignedOut;
  ReasonId reason;                             ///< Of kNotReady; none where none was given.
  StatusCause cause = StatusCause::kAsked;     ///< kNoAnswer shows as "not responding".
  Time status_since;
  Time signed_in_since;                        ///< Epoch zero: signed out.
  AgentActivity activity = AgentActivity::kIdle;
  Time activity_since;
  ContactId contact;                           ///< Offered, talking or in wrap-up; else none.
  HandlingId handling;                         ///< Of that contact; none while it is offered.
  QueueId queue;                               ///< Of that contact.
  bool break_queued = false;                   ///< "On call, then ..."
  ReasonId queued_reason;
  std::vector<QueueId> queues;                 ///< Served with the skills of now.
  std::string forward_always, forward_busy, forward_no_answer;  ///< Of the extension; empty: off.
  AgentId with;                                ///< Of kInternalCall: the agent at the other end.
  bool called = false;                         ///< Of kInternalCall: this agent was called, and did not call.
  bool connected = false;                      ///< Of kInternalCall: both hear each other.
  AgentId seat;                                ///< Whose phone the agent sits at; none: the own device.
  AgentId guest;                               ///< Who sits at this agent's phone.
  bool may_wait = false;                       ///< The settings allow call waiting.
  PhoneRules rules;                            ///< Of the extension.
  base::Seconds ring_for{0};                   ///< How long it rings, by the rules and the settings.
  PEAL_FIELDS(AgentView, id, user, key, name, number, device, device_up, status, reason, cause, status_since,
              signed_in_since, activity, activity_since, contact, handling, queue, break_queued, queued_reason, queues,
              forward_always, forward_busy, forward_no_answer, with, called, connected, seat, guest, may_wait, rules,
              ring_for)
};

/// Whom an agent asks while the customer waits.
struct ConsultView {
  AgentId to;                                  ///< None: an outside number.
  base::Personal digits;
  bool answered = false;
  bool with_target = false;                    ///< The agent hears the target now, and not the customer.
  bool by_phone = false;                       ///< The phone holds two calls, and swaps them itself.
  Time since;
  Time expires;                                ///< While it is not answered.
  bool joined = false;                         ///< All three hear each other.
  PEAL_FIELDS(ConsultView, to, digits, answered, with_target, by_phone, since, expires, joined)
};

/// One agent's part in a live contact.
struct HandlingView {
  HandlingId id;
  AgentId agent;
  QueueId queue;
  LegId leg;                                   ///< None in wrap-up and while the agent's leg is lost.
  ContactPlace phase = ContactPlace::kTalking; ///< kTalking, kHeld, kAgentLost or kWrapUp.
  Time phase_since;
  Time started;
  bool muted = false;
  base::Personal notes;
  Time lost_until;                             ///< Of kAgentLost: end of the grace.
  WrapUpPolicy wrap_up_policy = WrapUpPolicy::kNone;
  Time wrap_up_until;                          ///< Of kWrapUp; epoch zero: no time limit.
  DispositionId disposition;                   ///< Chosen before a timed wrap-up is over.
  std::optional<ConsultView> consult;
  PEAL_FIELDS(HandlingView, id, agent, queue, leg, phase, phase_since, started, muted, notes, lost_until,
              wrap_up_policy, wrap_up_until, disposition, consult)
};

struct ContactView {
  ContactId id;
  LegSource source = LegSource::kTrunk;        ///< The channel: kWeb is the company's page.
  base::Personal caller;
  base::Personal caller_name;                  ///< As signalled with the call.
  PartyId party;
  CustomerId customer;                         ///< None until found.
  bool is_new_customer = false;
  base::Personal customer_name;
  std::string customer_level;
  base::Personal area;
  NumberId number;
  std::string dialled;
  Translated number_name;
  std::string language;
  base::Personal pressed;                      ///< Keys in the order pressed.
  Time arrived;
  ContactPlace place = ContactPlace::kFlow;
  Time place_since;
  std::string node;                            ///< Flow node, in kFlow.
  QueueId queue;                               ///< Present or last queue.
  Time waiting_since;                          ///< Start of the present visit; epoch zero: not waiting.
  std::uint32_t position = 0;                  ///< In the queue, from 1; 0: not waiting.
  base::Millis waited{0};                      ///< In visits that have ended.
  AgentId agent;                               ///< Offered to, talking or wrapping up; else none.
  OfferId offer;
  Time offer_made;
  Time offer_expires;                          ///< Epoch zero: no offer.
  bool offer_ringing = false;                  ///< The agent's device has said that it rings.
  RecordingMark recording_mark = RecordingMark::kNone;
  RecordingId recording;                       ///< Present or last one.
  base::Millis recorded{0};                    ///< Length of kWhole; else zero.
  LegId caller_leg;
  std::vector<HandlingView> handlings;         ///< The present one last; one of an earlier agent may still wrap up.
  AgentId given_by;                            ///< Of a transfer that rings, an outside talk or a parked contact.
  base::Personal outside;                      ///< The number of kTransferring and kOutside.
  std::string park_place;
  Time parked_until;
  base::Personal notes;                        ///< Of earlier agents, for the next one.
  base::Personal diverted_by;                  ///< Who sent the call on to us last.
  DiversionReason diversion = DiversionReason::kUnknown;
  base::Personal first_called;                 ///< Where that is another number.
  std::uint32_t diversions = 0;                ///< How often it was sent on; 0: it was not.
  PEAL_FIELDS(ContactView, id, source, caller, caller_name, party, customer, is_new_customer, customer_name,
              customer_level, area, number, dialled, number_name, language, pressed, arrived, place, place_since,
              node, queue, waiting_since, position, waited, agent, offer, offer_made, offer_expires, offer_ringing,
              recording_mark, recording, recorded, caller_leg, handlings, given_by, outside, park_place, parked_until,
              notes, diverted_by, diversion, first_called, diversions)
};

struct QueueView {
  QueueId id;
  std::string key;
  Translated name;
  std::uint32_t waiting = 0;                   ///< Contacts here, those being offered included.
  Time longest_since;                          ///< When the longest waiting one came; epoch zero: nobody waits.
  std::uint32_t signed_in = 0;                 ///< Agents who serve this queue and are signed in,
  std::uint32_t ready = 0;                     ///< of them: ready, idle and reachable,
  std::uint32_t busy = 0;                      ///< offered, in a call or in wrap-up,
  std::uint32_t away = 0;                      ///< not ready or not reachable.
  PEAL_FIELDS(QueueView, id, key, name, waiting, longest_since, signed_in, ready, busy, away)
};

enum class PartyPhase : std::uint8_t {
  kAsked,    ///< At the door, asked for the PIN.
  kWaiting,  ///< For a host, with music.
  kIn,
  kTold,     ///< Hears why it may not be there; the call ends then.
};
struct PartyView {
  LegId leg;
  ContactId contact;  ///< Of a caller; else none.
  AgentId agent;      ///< Whose phone it is; else none.
  PartyPhase phase = PartyPhase::kAsked;
  bool host = false;
  bool muted = false;
  Time since;         ///< Inside; at the door: called.
  PEAL_FIELDS(PartyView, leg, contact, agent, phase, host, muted, since)
};
/// A conference with somebody at its door or inside.
struct ConferenceView {
  ConferenceId id;
  std::string key;
  Translated name;
  std::string number;
  std::uint32_t most_parties = 0;
  Time since;             ///< Of this sitting; epoch zero: nobody is inside.
  bool locked = false;
  RecordingId recording;  ///< Runs now; none: none does.
  std::vector<PartyView> parties;  ///< In the order they called.
  PEAL_FIELDS(ConferenceView, id, key, name, number, most_parties, since, locked, recording, parties)
};

/// Nothing when the id is not (or no longer) in the state. Cost does not grow
/// with the number of agents, queues or contacts, beyond a logarithm.
[[nodiscard]] std::optional<AgentView> agent_view(const State& state, AgentId id);
[[nodiscard]] std::optional<ContactView> contact_view(const State& state, ContactId id);
[[nodiscard]] std::optional<QueueView> queue_view(const State& state, QueueId id);
[[nodiscard]] std::optional<ConferenceView> conference_view(const State& state, ConferenceId id);

/// In the order of ids.
[[nodiscard]] std::vector<AgentId> agents_of(const State& state, TenantId tenant);
[[nodiscard]] std::vector<ContactId> contacts_of(const State& state, TenantId tenant);
[[nodiscard]] std::vector<QueueId> queues_of(const State& state, TenantId tenant);
/// Those with somebody at the door or inside.
[[nodiscard]] std::vector<ConferenceId> conferences_of(const State& state, TenantId tenant);

/// The settings that the state works by; null before the first SettingsAdopted.
/// The pointer stays valid for as long as the caller holds it.
[[nodiscard]] std::shared_ptr<const Settings> settings_of(const State& state);
/// True from DrainStarted on, until a restart.
[[nodiscard]] bool draining(const State& state);

/// What a fact changed. Call it with the state after apply(fact); an id whose
/// view is now nothing has left the state.
struct Touched {
  bool everything = false;  ///< Settings or a restart: read all again.
  std::vector<AgentId> agents;
  std::vector<ContactId> contacts;
  std::vector<QueueId> queues;
  std::vector<ConferenceId> conferences;
  PEAL_FIELDS(Touched, everything, agents, contacts, queues, conferences)
};
[[nodiscard]] Touched touched(const State& state, const Fact& fact);

}  // namespace peal::core
