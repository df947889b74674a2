#include <algorithm>
#include <map>

#include "base/wire.hpp"
#include "core/apply.hpp"
#include "core/routing/pools.hpp"
#include "core/settings/adopt.hpp"

/// The state as bytes. Written is what facts have made true, in the order of
/// ids; indices, pools and the timer wheel are derived again when it is read.
namespace peal::core {
namespace {

/// A snapshot of another format is refused; the journal is folded instead.
constexpr std::uint64_t kFormat = 2;
constexpr std::string_view kMagic = "peal-state";

struct Header {
  std::uint16_t shard = 0;
  std::uint64_t last_id = 0;
  Time clock;
  bool draining = false;
  bool has_settings = false;
  PEAL_FIELDS(Header, shard, last_id, clock, draining, has_settings)
};

/// Versions of flows that only calls in progress still use; a run names its
/// own by its place in the table, from 1; 0 is the version of the settings.
class OldFlows {
 public:
  explicit OldFlows(const State& state) : state_(state) {}
  std::uint64_t place(const FlowRun& run) {
    const auto current = state_.flows.find(run.flow_id);
    if (run.flow == nullptr || (current != state_.flows.end() && current->second == run.flow)) return 0;
    const auto [known, is_new] = places_.try_emplace(run.flow.get(), flows_.size() + 1);
    if (is_new) flows_.push_back(run.flow);
    return known->second;
  }
  [[nodiscard]] const std::vector<std::shared_ptr<const Flow>>& flows() const { return flows_; }

 private:
  const State& state_;
  std::map<const Flow*, std::uint64_t> places_;
  std::vector<std::shared_ptr<const Flow>> flows_;
};

// Live things in the order of their ids, each with what `beside` adds to it.
template <class Map, class Beside>
void write_all(base::WireWriter& out, const Map& map, Beside beside) {
  const auto ids = sorted_ids(map);
  out.u64(ids.size());
  for (const auto& id : ids) {
    const auto& item = map.at(id);
    out.value(item);
    beside(item);
  }
}

void write_old_queues(base::WireWriter& out, const State& state) {
  auto ids = sorted_ids(state.queues);
  std::erase_if(ids, [&](QueueId id) { return !state.queue(id)->retired; });
  out.u64(ids.size());
  for (const auto id : ids) out.value(*state.queue(id)->config);
}

}  // namespace

std::string save_state(const State& state) {
  std::string bytes;
  base::WireWriter out(bytes);
  out.bytes(kMagic);
  out.u64(kFormat);
  out.value(Header{state.shard, state.last_id, state.clock, state.draining, state.settings != nullptr});
  if (state.settings != nullptr) out.value(*state.settings);
  write_old_queues(out, state);
  write_all(out, state.agents, [&](const LiveAgent& agent) {
    if (agent.retired) out.value(*agent.config);
  });
  OldFlows old(state);
  std::string calls;
  base::WireWriter later(calls);
  write_all(later, state.contacts, [&](const LiveContact& contact) { later.u64(old.place(contact.run)); });
  const auto internal = sorted_ids(state.internal_calls);
  later.u64(internal.size());
  for (const auto leg : internal) {
    later.value(state.internal_calls.at(leg));
    later.u64(old.place(state.internal_calls.at(leg).run));
  }
  out.u64(old.flows().size());
  for (const auto& flow : old.flows()) out.value(*flow);
  bytes += calls;
  write_all(out, state.recordings, [](const OpenRecording&) {});
  write_all(out, state.conferences, [](const LiveConference&) {});
  return bytes;
}

namespace {

class Loading {
 public:
  explicit Loading(std::string_view bytes) : in_(bytes) {}

  base::Result<StatePtr> load() {
    if (in_.bytes() != kMagic || in_.u64() != kFormat)
      return base::fail(base::ErrorCode::kCorrupt, "The snapshot has another format.");
    Header header;
    in_.value(header);
    state_ = make_state(header.shard);
    state_->last_id = header.last_id;
    state_->clock = header.clock;
    state_->draining = header.draining;
    if (header.has_settings) {
      auto settings = std::make_shared<Settings>();
      in_.value(*settings);
      if (!in_.failed()) settings::adopt(*state_, std::move(settings));
    }
    read_queues();
    read_agents();
    read_calls();
    if (in_.failed() || broken_ || !in_.at_end())
      return base::fail(base::ErrorCode::kCorrupt, "The snapshot is damaged.");
    derive();
    return std::move(state_);
  }

 private:
  std::uint64_t count() { return in_.failed() || broken_ ? 0 : in_.u64(); }
  [[nodiscard]] bool reading() const { return !in_.failed() && !broken_; }

  void read_queues() {
    for (auto left = count(); left > 0 && reading(); --left) {
      auto config = std::make_shared<Queue>();
      in_.value(*config);
      auto& queue = state_->queues[config->id];
      queue.id = config->id;
      queue.retired = true;
      queue.config = std::move(config);
    }
  }

  void read_agents() {
    for (auto left = count(); left > 0 && reading(); --left) {
      LiveAgent agent;
      in_.value(agent);
      if (agent.retired) {
        auto config = std::make_shared<Agent>();
        in_.value(*config);
        agent.config = std::move(config);
      } else if (const auto* known = state_->agent(agent.id)) {
        agent.config = known->config;
      }
      if (agent.config == nullptr) return void(broken_ = true);
      state_->agents.insert_or_assign(agent.id, std::move(agent));
    }
  }

  void read_calls() {
    std::vector<std::shared_ptr<const Flow>> old;
    for (auto left = count(); left > 0 && reading(); --left) {
      auto flow = std::make_shared<Flow>();
      in_.value(*flow);
      old.push_back(std::move(flow));
    }
    for (auto left = count(); left > 0 && reading(); --left) {
      LiveContact contact;
      in_.value(contact);
      give_flow(contact.run, old);
      state_->contacts.insert_or_assign(contact.id, std::move(contact));
    }
    for (auto left = count(); left > 0 && reading(); --left) {
      InternalCall call;
      in_.value(call);
      give_flow(call.run, old);
      state_->internal_calls.insert_or_assign(call.run.leg, std::move(call));
    }
    for (auto left = count(); left > 0 && reading(); --left) {
      OpenRecording recording;
      in_.value(recording);
      state_->recordings.insert_or_assign(recording.id, recording);
    }
    for (auto left = count(); left > 0 && reading(); --left) {
      LiveConference room;
      in_.value(room);
      state_->conferences.insert_or_assign(room.id, std::move(room));
    }
  }

  void give_flow(FlowRun& run, const std::vector<std::shared_ptr<const Flow>>& old) {
    const auto place = in_.u64();
    if (place > old.size()) return void(broken_ = true);
    if (place > 0) {
      run.flow = old[place - 1];
    } else if (const auto found = state_->flows.find(run.flow_id); found != state_->flows.end()) {
      run.flow = found->second;
    }
  }

  void rearm(Alarm& alarm, TimerKind kind, TenantId tenant, std::uint64_t id) {
    if (alarm.on()) state_->arm(alarm, alarm.at, kind, tenant, id);
  }

  void derive_contact(LiveContact& contact) {
    const auto use = [&](LegId leg, LegRole role) {
      if (leg.valid()) state_->legs[leg] = LegUse{role, contact.id};
    };
    const auto tenant = contact.id.tenant;
    if (!contact.ended) use(contact.run.leg, LegRole::kCaller);
    rearm(contact.run.due, TimerKind::kFlow, contact.run.leg.tenant, contact.run.leg.value);
    if (contact.visit) {
      rearm(contact.visit->announce, TimerKind::kAnnounce, tenant, contact.id.value);
      routing::enter_line(*state_, contact);
    }
    if (contact.offer) {
      use(contact.offer->leg, LegRole::kOffered);
      rearm(contact.offer->expires, TimerKind::kOffer, tenant, contact.id.value);
    }
    if (contact.transfer) {
      use(contact.transfer->leg, LegRole::kTransfer);
      rearm(contact.transfer->expires, TimerKind::kTransfer, tenant, contact.id.value);
    }
    if (contact.outside) use(contact.outside->leg, LegRole::kOutside);
    if (contact.parking) {
      state_->parked[{tenant, contact.parking->place}] = contact.id;
      rearm(contact.parking->until, TimerKind::kPark, tenant, contact.id.value);
    }
    for (auto& handling : contact.handlings) {
      if (handling.consult) {
        use(handling.consult->leg, LegRole::kConsult);
        use(handling.consult->own_leg, LegRole::kConsultOwn);
        rearm(handling.consult->expires, TimerKind::kConsult, tenant, contact.id.value);
      }
      use(handling.leg, LegRole::kAgent);
      use(handling.ringing_leg, LegRole::kReturning);
      rearm(handling.lost_until, TimerKind::kReconnect, tenant, contact.id.value);
      rearm(handling.ring_again, TimerKind::kRingAgain, tenant, contact.id.value);
      rearm(handling.wrap_up_until, TimerKind::kWrapUp, handling.agent.tenant, handling.agent.value);
    }
  }

  void derive() {
    for (const auto id : sorted_ids(state_->agents)) {
      auto& agent = *state_->agent(id);
      rearm(agent.device_grace, TimerKind::kDeviceGrace, id.tenant, id.value);
      rearm(agent.rest, TimerKind::kRest, id.tenant, id.value);
    }
    for (const auto id : sorted_ids(state_->contacts)) derive_contact(*state_->contact(id));
    for (const auto leg : sorted_ids(state_->internal_calls)) {
      auto& call = state_->internal_calls.at(leg);
      state_->legs[leg] = LegUse{LegRole::kInternal, ContactId{}};
      rearm(call.run.due, TimerKind::kFlow, leg.tenant, leg.value);
      if (!call.peer) continue;
      state_->legs[call.peer->leg] = LegUse{LegRole::kPeer, ContactId{}, leg};
      rearm(call.peer->expires, TimerKind::kInternalRing, leg.tenant, leg.value);
    }
    for (auto& [id, room] : state_->conferences) {
      for (auto& party : room.parties) {
        state_->legs[party.leg].conference = id;
        rearm(party.due, TimerKind::kConference, party.leg.tenant, party.leg.value);
      }
    }
    for (const auto id : sorted_ids(state_->recordings))
      rearm(state_->recordings.at(id).written_by, TimerKind::kRecording, id.tenant, id.value);
    routing::rebuild(*state_, state_->clock);
  }

  base::WireReader in_;
  StatePtr state_;
  bool broken_ = false;
};

}  // namespace

base::Result<StatePtr> load_state(std::string_view bytes) { return Loading(bytes).load(); }

}  // namespace peal::core
