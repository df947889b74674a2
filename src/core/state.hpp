#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/agent/live_agent.hpp"
#include "core/conference/live_conference.hpp"
#include "core/contact/live_contact.hpp"
#include "core/decide.hpp"
#include "core/queue/line.hpp"
#include "core/routing/pool.hpp"

namespace peal::core {

enum class LegRole : std::uint8_t {
  kCaller,     ///< Of a contact.
  kOffered,    ///< Rings an agent for an offer.
  kAgent,      ///< In talk.
  kReturning,  ///< Rings an agent whose leg was lost.
  kInternal,   ///< An agent's device without a contact.
  kTransfer,   ///< Rings somebody for a transfer.
  kOutside,    ///< An outside number, in talk with the customer.
  kConsult,    ///< Whom an agent asks.
  kConsultOwn, ///< The second call of the phone of the agent who asks.
  kPeer,       ///< The other end of an internal call.
};
struct LegUse {
  LegRole role = LegRole::kCaller;
  ContactId contact;  ///< None for kInternal and kPeer.
  LegId call = {};    ///< For kPeer: the leg that names the call.
  ConferenceId conference = {};  ///< At its door or inside.
};

/// A recording that the recorder has not handed in yet.
struct OpenRecording {
  RecordingId id;
  ContactId contact;
  Alarm written_by;  ///< On once it was stopped.
  PEAL_FIELDS(OpenRecording, id, contact, written_by)
};

/// Everything the core knows. Only apply() writes to it, apart from the wheel,
/// which decide() turns. Containers are keyed by id; where an order shows (in
/// decisions, views or snapshots) it is made from ids, never from a hash.
class State {
 public:
  explicit State(std::uint16_t shard_number) : shard(shard_number) {}

  std::uint16_t shard;
  std::uint64_t last_id = 0;  ///< Greatest id value the core has made.
  Time clock;                 ///< Time of the last fact.
  bool draining = false;

  std::shared_ptr<const Settings> settings;
  std::unordered_map<TenantId, const Centre*> centres;  ///< Into `settings`.
  std::unordered_map<std::string, std::vector<std::pair<TenantId, const Number*>>> numbers;
  std::unordered_map<FlowId, std::shared_ptr<const Flow>> flows;
  std::map<std::pair<TenantId, std::string>, AgentId> extensions;
  std::map<std::pair<TenantId, std::string>, ConferenceId> conference_numbers;
  std::map<std::pair<TenantId, std::string>, ContactId> parked;  ///< By place.

  std::unordered_map<AgentId, LiveAgent> agents;
  std::unordered_map<QueueId, LiveQueue> queues;
  std::unordered_map<ContactId, LiveContact> contacts;
  std::unordered_map<LegId, InternalCall> internal_calls;
  std::map<ConferenceId, LiveConference> conferences;  ///< With somebody at the door or inside.
  std::unordered_map<RecordingId, OpenRecording> recordings;
  std::unordered_map<LegId, LegUse> legs;

  std::vector<Pool> pools;
  std::set<std::uint32_t> matchable;  ///< Pools with somebody ready and somebody waiting.
  Timers timers;

  [[nodiscard]] LiveAgent* agent(AgentId id) { return find(agents, id); }
  [[nodiscard]] LiveQueue* queue(QueueId id) { return find(queues, id); }
  [[nodiscard]] LiveContact* contact(ContactId id) { return find(contacts, id); }
  [[nodiscard]] const LiveAgent* agent(AgentId id) const { return find(agents, id); }
  [[nodiscard]] const LiveQueue* queue(QueueId id) const { return find(queues, id); }
  [[nodiscard]] const LiveContact* contact(ContactId id) const { return find(contacts, id); }
  [[nodiscard]] LiveConference* conference(ConferenceId id) { return find(conferences, id); }
  [[nodiscard]] const LiveConference* conference(ConferenceId id) const { return find(conferences, id); }
  [[nodiscard]] const LegUse* leg(LegId id) const { return find(legs, id); }
  /// The flow of a leg, of a contact or of an internal call; null where it has none.
  [[nodiscard]] FlowRun* run(LegId leg);
  [[nodiscard]] const Centre* centre(TenantId id) const {
    const auto found = centres.find(id);
    return found == centres.end() ? nullptr : found->second;
  }

  void arm(Alarm& alarm, Time at, TimerKind kind, TenantId tenant, std::uint64_t id);
  void clear(Alarm& alarm);

 private:
  template <class Map, class Id>
  static auto find(Map& map, const Id& id) -> decltype(&map.find(id)->second) {
    const auto found = map.find(id);
    return found == map.end() ? nullptr : &found->second;
  }
};

/// Ids of a map in their order.
template <class Map>
[[nodiscard]] auto sorted_ids(const Map& map) {
  std::set<typename Map::key_type> ids;
  for (const auto& item : map) ids.insert(item.first);
  return ids;
}

}  // namespace peal::core
