#include "sim/world/world.hpp"

#include <algorithm>
#include <cmath>

#include "sim/trace.hpp"

namespace peal::sim {
namespace {

bool comes_later(Time a, std::uint64_t a_order, Time b, std::uint64_t b_order) {
  return a != b ? a > b : a_order > b_order;
}

}  // namespace

World::World(const SimOptions& options)
    : options_(options), chance_(options.seed * 0x9e3779b97f4a7c15ULL + 1),
      start_(base::from_unix_millis(1'795'000'000'000)), now_(start_), state_(make_state()) {
  report_.seed = options.seed;
  end_ = start_ + std::chrono::hours(options.hours);
  settings_ = make_settings(chance_);
  const auto& agents = settings_.centres.front().agents;
  report_.agents = static_cast<std::uint32_t>(agents.size());
  for (const auto& agent : agents) {
    places_[agent.id] = people_.size();
    people_.push_back(Person{agent.id, agent.user, agent.device, false, false, 0});
  }
  // Some centres drown, some are idle; each is busy enough to be a test.
  const auto per_hour = static_cast<std::int64_t>(std::max<std::uint64_t>(600, 20 * agents.size()) + chance_.below(300));
  between_calls_ = Millis{3'600'000 / per_hour};
  const auto crashes = 1 + chance_.below(2);
  const auto length = static_cast<std::uint64_t>((end_ - start_).count());
  for (std::uint64_t i = 0; i < crashes; ++i)
    crashes_due_.push_back(start_ + Millis{static_cast<std::int64_t>(length / 20 + chance_.below(length * 9 / 10))});
  std::ranges::sort(crashes_due_, std::greater{});
}

Millis World::around(Millis mean) {
  const double spread = -std::log(1.0 - chance_.unit());
  return Millis{1 + static_cast<std::int64_t>(static_cast<double>(mean.count()) * spread)};
}

void World::schedule(Time at, std::uint32_t life, std::function<void()> act) {
  events_.push_back(Event{at, ++order_, life, std::move(act)});
  std::ranges::push_heap(events_, [](const Event& a, const Event& b) { return comes_later(a.at, a.order, b.at, b.order); });
}

void World::after(Millis delay, std::function<void()> act) { schedule(now_ + delay, life_, std::move(act)); }
void World::later(Millis delay, std::function<void()> act) { schedule(now_ + delay, 0, std::move(act)); }

SimReport World::play() {
  take_snapshot();
  deliver(SettingsChanged{std::make_shared<Settings>(settings_)});
  for (std::size_t i = 0; i < people_.size(); ++i) later(between(0, 900'000), [this, i] { come_to_work(i); });
  next_arrival();
  next_settings_change();
  const auto last = end_ + limits::kAftermath;
  while (!failed() && !events_.empty()) {
    if (!closed_ && now_ >= end_) {
      closed_ = true;
      deliver(Drain{});
    }
    if (!crashes_due_.empty() && crashes_due_.back() <= now_) {
      crashes_due_.pop_back();
      crash();
      continue;
    }
    const auto due = next_due(*state_);
    const auto next = events_.front().at;
    if (std::min(due.value_or(next), next) > last) break;
    if (due && *due <= next) {
      now_ = std::max(now_, *due);
      deliver(Tick{});
      continue;
    }
    std::ranges::pop_heap(events_, [](const Event& a, const Event& b) { return comes_later(a.at, a.order, b.at, b.order); });
    Event event = std::move(events_.back());
    events_.pop_back();
    now_ = std::max(now_, event.at);
    if (event.life == 0 || event.life == life_) event.act();
  }
  if (!failed()) finish();
  return report_;
}

void World::deliver(const Signal& signal) {
  const auto outcome = decide(*state_, signal, now_, chance_.next());
  // The loop of the live engine wakes more often than a timer is due; only
  // what happened counts.
  if (std::holds_alternative<Tick>(signal) && outcome.facts.empty() && outcome.commands.empty()) return;
  ++report_.signals;
  report_.facts += outcome.facts.size();
  if (options_.trace) print_event(now_, signal, outcome);
  for (const auto& fact : outcome.facts) write(fact);
  if (options_.canary == Canary::kForgottenRing) {
    auto broken = outcome;
    std::erase_if(broken.commands, [&](const Command& each) {
      return std::holds_alternative<HangUpLeg>(each) && std::holds_alternative<LegHungUp>(signal);
    });
    auditor_.see(*state_, signal, broken, now_);
  } else {
    auditor_.see(*state_, signal, outcome, now_);
  }
  break_rule(outcome);
  check();
  carry_out(outcome);
}

void World::carry_out(const Outcome& outcome) {
  for (const auto& command : outcome.commands) std::visit([this](const auto& each) { carry_out(each); }, command);
  for (const auto& fact : outcome.facts) {
    if (const auto* wrap_up = std::get_if<WrapUpStarted>(&fact.body)) write_up(*wrap_up);
    else if (std::holds_alternative<ContactArrived>(fact.body)) ++report_.contacts;
  }
}

void World::write(const Fact& fact) {
  std::string record;
  base::WireWriter(record).value(fact);
  base::WireWriter(journal_).bytes(record);
}

void World::take_snapshot() {
  snapshot_ = save_state(*state_);
  journal_.clear();
  next_snapshot_ = now_ + limits::kSnapshotEvery;
}

StatePtr World::recover() {
  auto loaded = load_state(snapshot_);
  if (!loaded) {
    fail("promise 1: the snapshot cannot be read");
    return make_state();
  }
  base::WireReader in(journal_);
  while (!in.at_end() && !in.failed()) {
    base::WireReader record(in.bytes());
    Fact fact;
    record.value(fact);
    if (record.failed()) fail("promise 10: a fact cannot be read from the journal");
    apply(**loaded, fact);
  }
  return std::move(*loaded);
}

// As kill -9: what was written is there, what was to be done is not. Calls,
// registrations and messages on their way are gone; people are not.
void World::crash() {
  ++report_.crashes;
  auto recovered = recover();
  if (const auto difference = compare_states(*state_, *recovered); !difference.empty()) fail("promise 10: " + difference);
  state_ = std::move(recovered);
  ++life_;
  legs_.clear();
  for (auto& each : people_) each.device_up = false;
  now_ += between(200, 60'000);
  deliver(Restarted{false});
  if (chance_.below(2) == 0) deliver(SettingsChanged{std::make_shared<Settings>(settings_)});
  for (std::size_t i = 0; i < people_.size(); ++i)
    if (people_[i].at_work) device_comes(i, between(500, 40'000));
}

void World::fail(const std::string& what) {
  if (report_.violations.size() < limits::kViolations) report_.violations.push_back(what);
}

void World::check() {
  if (report_.signals % limits::kSignalsPerRecount == 0) auditor_.check_whole(*state_);
  if (now_ >= next_snapshot_) take_snapshot();
  for (const auto& violation : auditor_.violations()) fail(violation);
  if (report_.signals > limits::kSignals) fail("the run does not end");
}

// Everybody has gone home: nothing may be left, and nothing may be missing.
void World::finish() {
  auditor_.check_whole(*state_);
  for (const auto& violation : auditor_.violations()) fail(violation);
  for (const auto id : contacts_of(*state_, kTenant)) {
    const auto view = contact_view(*state_, id);
    const bool unbounded = view->place == ContactPlace::kWrapUp && view->handlings.back().wrap_up_until == Time{};
    if (!unbounded) fail("promise 2: contact " + base::to_text(id) + " never ended");
  }
  const auto folded = recover();
  if (const auto difference = compare_states(*state_, *folded); !difference.empty()) fail("promise 10: " + difference);
}

void World::next_settings_change() {
  later(between(1'200'000, 3'600'000), [this] {
    if (closed_) return;
    ++report_.settings_changes;
    ++revision_;
    auto changed = chance_.below(3) == 0 ? settings_ : change_settings(settings_, revision_, chance_);
    changed.revision = revision_;
    deliver(SettingsChanged{std::make_shared<Settings>(std::move(changed))});
    next_settings_change();
  });
}

}  // namespace peal::sim
