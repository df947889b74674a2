#include <algorithm>

#include "sim/world/world.hpp"

/// People who answer, ignore, reject, reload, vanish, take breaks and ask for
/// more time; and the devices they do it with.
namespace peal::sim {

World::Person* World::person(AgentId id) {
  const auto found = places_.find(id);
  return found == places_.end() ? nullptr : &people_[found->second];
}

std::size_t World::place_of(const Person& who) const { return places_.at(who.id); }

void World::come_to_work(std::size_t nth) {
  auto& who = people_[nth];
  who.at_work = true;
  device_comes(nth, between(0, 2'000));
  later(between(2'100, 20'000), [this, nth] { look_at_desk(nth); });
}

void World::device_comes(std::size_t nth, Millis delay) {
  const auto coming = ++people_[nth].comings;
  later(delay, [this, nth, coming] {
    auto& who = people_[nth];
    if (who.comings != coming || who.device == DeviceKind::kOutside) return;
    who.device_up = true;
    deliver(DeviceUp{who.id});
  });
}

void World::device_goes(std::size_t nth) {
  auto& who = people_[nth];
  if (!who.device_up) return;
  who.device_up = false;
  after(between(0, 100), [this, id = who.id] { deliver(DeviceDown{id}); });
}

// The page is loaded again: its leg and its registration vanish, in either
// order as seen by the core, and the registration comes back.
void World::reload(std::size_t nth, Millis away) {
  auto& who = people_[nth];
  std::vector<LegId> mine;
  for (const auto& [id, leg] : legs_)
    if (leg.agent == who.id) mine.push_back(id);
  std::ranges::sort(mine);
  device_goes(nth);
  for (const auto id : mine) tell_last(id, LegLost{id});
  device_comes(nth, away + Millis{101});
}

// What a person does who looks up from the work, now and then.
void World::look_at_desk(std::size_t nth) {
  auto& who = people_[nth];
  later(between(15'000, 60'000), [this, nth] { look_at_desk(nth); });
  const auto view = agent_view(*state_, who.id);
  if (!view || !who.at_work) return;
  if (view->status == AgentStatus::kSignedOut) {
    deliver(SignIn{who.id, who.user});
    return deliver(GoReady{who.id, who.user});
  }
  const ReasonId lunch{kTenant, 3001};
  if (view->status == AgentStatus::kNotReady) {
    if (likely(60)) deliver(GoReady{who.id, who.user});
    return;
  }
  const auto mood = chance_.below(300);
  if (mood < 6) return deliver(GoNotReady{who.id, lunch, who.user});
  if (mood < 8) return deliver(SignOut{who.id, who.user});
  if (mood < 12) return reload(nth, between(300, 5'000));
  if (mood < 14) return reload(nth, between(20'000, 400'000));  // Gone for a while.
  if (mood == 14) return deliver(GoNotReady{who.id, {}, UserId{kTenant, 9'999}});  // A supervisor.
  if (mood == 15 && view->activity == AgentActivity::kIdle && who.device_up) {
    const LegId id{kTenant, base::next_id_value(next_leg_, now_, 512)};
    next_leg_ = id.value;
    auto& leg = legs_[id];
    leg.agent = who.id;
    leg.last_signal = now_;
    deliver(LegArrived{id, LegSource::kDevice, likely(50) ? "9196" : "6000", {}, {}, {}, who.id});
    if (likely(50)) after(between(1'000, 15'000), [this, id] { tell_last(id, LegHungUp{id}); });
  }
}

void World::answer_or_not(LegId id, Person& who) {
  const auto answers = [this, id] {
    auto* leg = alive(id);
    if (leg == nullptr) return;
    leg->up = true;
    tell(id, LegAnswered{id}, between(1, 80));
    // A few callers hang up in the very instant in which they are answered.
    if (!likely(2)) return;
    const auto view = contact_view(*state_, leg->contact);
    if (view) caller_leaves(view->caller_leg);
  };
  const auto kind = chance_.below(100);
  if (kind < 82) return after(between(300, 6'000), answers);
  if (kind < 86) return after(between(7'500, 23'000), answers);  // At the last moment, or just too late.
  if (kind < 88) return after(between(100, 3'000), [this, id] { tell_last(id, LegFailed{id, base::ErrorCode::kDeclined}); });
  if (kind < 90) return after(between(10, 200), [this, id] { tell_last(id, LegFailed{id, base::ErrorCode::kBusy}); });
  if (kind < 91) return after(between(10, 900), [this, id] { tell_last(id, LegHungUp{id}); });
  if (kind < 93) return after(between(100, 4'000), [this, nth = place_of(who)] { reload(nth, between(300, 8'000)); });
  if (kind < 95) {
    return after(between(500, 4'000), [this, id, agent = who.id, user = who.user] {
      if (const auto* leg = alive(id)) deliver(RejectOffer{agent, leg->contact, user});
    });
  }
  // The others do not hear it.
}

void World::talk(LegId caller, LegId agent_leg) {
  const auto& leg = *alive(agent_leg);
  const auto agent = leg.agent;
  const auto contact = leg.contact;
  const auto lasts = around(Seconds{45});
  const auto ends = chance_.below(100);
  after(lasts, [this, caller, agent_leg, agent, contact, ends] {
    const auto* who = person(agent);
    if (ends < 60) return caller_leaves(caller);
    if (ends < 80 && who != nullptr) return deliver(HangUp{agent, contact, who->user});
    if (ends < 95) return alive(agent_leg) == nullptr ? void() : tell_last(agent_leg, LegHungUp{agent_leg});
    if (who != nullptr) reload(place_of(*who), between(300, 30'000));
    after(between(5'000, 60'000), [this, caller] { caller_leaves(caller); });
  });
  // Whatever becomes of the agents, no caller talks for ever.
  after(lasts + Seconds{600}, [this, caller] { caller_leaves(caller); });
  during_talk(agent, contact, agent_leg);
}

QueueId World::some_queue() {
  const auto& queues = settings_.centres.front().queues;
  return queues[chance_.below(queues.size())].id;
}

// Gives the customer to somebody else, at once or after asking; targets that
// cannot be are among them.
void World::give_away(AgentId agent, ContactId contact, UserId user) {
  Target to;
  const auto kind = chance_.below(10);
  if (kind < 4) {
    to.kind = TargetKind::kAgent;
    to.agent = people_[chance_.below(people_.size())].id;
  } else if (kind < 7) {
    to.kind = TargetKind::kQueue;
    to.queue = some_queue();
  } else {
    static constexpr const char* kDialled[] = {"7001", "7002", "01088880000", "77", "9196", "6000"};
    to.digits = base::Personal{kDialled[chance_.below(std::size(kDialled))]};
  }
  const auto asks = likely(50);
  const auto when = between(1'000, 30'000);
  if (!asks) return after(when, [this, agent, contact, to, user] { deliver(TransferContact{agent, contact, to, user}); });
  after(when, [this, agent, contact, to, user] { deliver(Consult{agent, contact, to, user}); });
  if (likely(30)) after(when + between(1'000, 15'000), [this, agent, contact, user] { deliver(SwapConsult{agent, contact, user}); });
  if (likely(30)) after(when + between(2'000, 20'000), [this, agent, contact, user] { deliver(JoinConsult{agent, contact, user}); });
  const bool completes = likely(60);
  after(when + between(2'000, 40'000), [this, agent, contact, user, completes] {
    if (completes) deliver(CompleteTransfer{agent, contact, user});
    else deliver(CancelConsult{agent, contact, user});
  });
}

void World::during_talk(AgentId agent, ContactId contact, LegId) {
  const auto* who = person(agent);
  if (who == nullptr) return;
  const auto user = who->user;
  if (likely(25)) {
    after(between(2'000, 30'000), [this, agent, contact, user] { deliver(Hold{agent, contact, user}); });
    after(between(2'000, 60'000), [this, agent, contact, user] { deliver(Retrieve{agent, contact, user}); });
  }
  if (likely(12)) give_away(agent, contact, user);
  if (likely(10)) {
    after(between(1'000, 20'000), [this, agent, contact, user] { deliver(Mute{agent, contact, true, user}); });
    after(between(1'000, 40'000), [this, agent, contact, user] { deliver(Mute{agent, contact, false, user}); });
  }
  if (likely(40))
    after(between(1'000, 60'000), [this, agent, contact, user] {
      deliver(WriteNotes{agent, contact, base::Personal{"asked about an order"}, user});
    });
  if (likely(3))
    after(between(1'000, 30'000), [this, agent, contact, user] {
      deliver(SendDigits{agent, contact, base::Personal{"12#"}, user});
    });
  if (likely(5))
    after(between(1'000, 60'000), [this, agent, user] { deliver(GoNotReady{agent, ReasonId{kTenant, 3001}, user}); });
}

void World::write_up(const WrapUpStarted& fact) {
  const auto* who = person(fact.agent);
  if (who == nullptr) return;
  const auto agent = fact.agent;
  const auto contact = fact.contact;
  const auto user = who->user;
  if (likely(15))
    later(between(500, 20'000), [this, agent, contact, user] { deliver(ExtendWrapUp{agent, contact, Seconds{20}, user}); });
  if (likely(20))
    later(between(500, 20'000), [this, agent, contact, user] {
      deliver(FinishWrapUp{agent, contact, DispositionId{}, user});
    });
  later(between(2'000, 45'000), [this, agent, contact, user] {
    deliver(FinishWrapUp{agent, contact, DispositionId{kTenant, 4001}, user});
  });
}

}  // namespace peal::sim
