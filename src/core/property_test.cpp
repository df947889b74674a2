#include <map>
#include <optional>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/seed.hpp"
#include "base/wire.hpp"
#include "core/testing/stage.hpp"

/// Any signals in any order, also about things that never were: the promises
/// hold and the facts alone make the same state.
namespace peal::core {
namespace {

using namespace testing;

// What a page shows that reads again only what a fact is said to touch.
struct Shown {
  std::map<AgentId, AgentView> agents;
  std::map<ContactId, ContactView> contacts;
  std::map<QueueId, QueueView> queues;
  std::map<ConferenceId, ConferenceView> conferences;

  void follow(const State& state, const Fact& fact) {
    const auto changed = touched(state, fact);
    if (changed.everything) return read_all(state);
    for (const auto each : changed.agents) put(agents, each, agent_view(state, each));
    for (const auto each : changed.contacts) put(contacts, each, contact_view(state, each));
    for (const auto each : changed.queues) put(queues, each, queue_view(state, each));
    for (const auto each : changed.conferences) put(conferences, each, conference_view(state, each));
  }
  void read_all(const State& state) {
    agents.clear(), contacts.clear(), queues.clear(), conferences.clear();
    for (const auto each : agents_of(state, kTenant)) put(agents, each, agent_view(state, each));
    for (const auto each : contacts_of(state, kTenant)) put(contacts, each, contact_view(state, each));
    for (const auto each : queues_of(state, kTenant)) put(queues, each, queue_view(state, each));
    for (const auto each : conferences_of(state, kTenant)) put(conferences, each, conference_view(state, each));
  }

 private:
  template <class Map, class Key, class View>
  static void put(Map& map, Key key, std::optional<View> view) {
    if constexpr (std::is_same_v<View, ContactView>)
      if (view) view->position = 0;  // Moves with every caller ahead; read when it is shown.
    if (view) map.insert_or_assign(key, std::move(*view));
    else map.erase(key);
  }
};

// Two phones on tables, where calls may wait and colleagues may sit down.
Settings office_settings() {
  auto settings = make_settings();
  settings.centres.front().record_outside_calls = true;
  for (std::size_t nth = 1; nth < 3; ++nth) {
    auto& agent = settings.centres.front().agents[nth];
    agent.device = DeviceKind::kSipPhone;
    agent.call_waiting = true;
  }
  return settings;
}

class Chaos {
 public:
  explicit Chaos(std::uint64_t seed) : chance_(seed), state_(make_state()), folded_(make_state()) {
    send(SettingsChanged{std::make_shared<Settings>(office_settings())});
  }

  void step() {
    now_ += base::Millis{static_cast<std::int64_t>(chance_.below(4) == 0 ? chance_.below(20'000) : chance_.below(50))};
    for (auto due = next_due(*state_); due && *due <= now_; due = next_due(*state_)) send(Tick{});
    send(any());
  }
  void finish() {
    auditor_.check_whole(*state_);
    RC_ASSERT(auditor_.violations() == std::vector<std::string>{});
    RC_ASSERT(compare_states(*state_, *folded_) == std::string{});
    Shown fresh;
    fresh.read_all(*state_);
    RC_ASSERT(shown_.agents == fresh.agents);
    RC_ASSERT(shown_.contacts == fresh.contacts);
    RC_ASSERT(shown_.queues == fresh.queues);
    RC_ASSERT(shown_.conferences == fresh.conferences);
  }

 private:
  void send(const Signal& signal) {
    const auto outcome = decide(*state_, signal, now_, chance_.next());
    auditor_.see(*state_, signal, outcome, now_);
    for (const auto& fact : outcome.facts) {
      apply(*folded_, fact);
      shown_.follow(*folded_, fact);
      std::visit([&](const auto& body) { remember(body); }, fact.body);
    }
  }
  void remember(const ContactArrived& body) { keep(contacts_, body.contact), keep(legs_, body.leg); }
  void remember(const OfferMade& body) { keep(legs_, body.leg); }
  void remember(const AgentLegRung& body) { keep(legs_, body.leg); }
  void remember(const TransferRung& body) { keep(legs_, body.leg); }
  void remember(const ConsultStarted& body) { keep(legs_, body.leg); }
  void remember(const ConferenceAsked& body) { keep(parties_, body.leg), keep(plays_, body.play); }
  void remember(const ConferenceJoined& body) { keep(parties_, body.leg); }
  void remember(const ConferenceRefused& body) { keep(plays_, body.play); }
  void remember(const ConferenceRecorded& body) { keep(recordings_, body.recording); }
  void remember(const InternalCallRung& body) { keep(legs_, body.peer); }
  void remember(const FlowStepTaken& body) { keep(plays_, body.play); }
  void remember(const PositionAnnounced& body) { keep(plays_, body.play); }
  void remember(const RecordingStarted& body) { keep(recordings_, body.recording); }
  template <class Other>
  void remember(const Other&) {}
  template <class IdType>
  static void keep(std::vector<IdType>& ids, IdType one) {
    ids.push_back(one);
    if (ids.size() > 12) ids.erase(ids.begin());
  }
  template <class IdType>
  IdType pick(const std::vector<IdType>& ids) {
    if (ids.empty() || chance_.below(20) == 0) return IdType{kTenant, chance_.below(50)};
    return ids[chance_.below(ids.size())];
  }

  AgentId agent() { return chance_.below(30) == 0 ? id<AgentId>(999) : id<AgentId>(501 + chance_.below(3)); }
  base::ErrorCode cause() { return static_cast<base::ErrorCode>(chance_.below(base::kErrorCodeCount)); }
  Signal any() {
    const auto who = agent();
    const auto by = user_of(who);
    switch (chance_.below(47)) {
      case 0: case 1: case 2: return arrival(LegSource::kTrunk);
      case 3: case 29: return arrival(LegSource::kDevice);
      case 4: return LegRinging{pick(legs_)};
      case 5: case 6: case 7: case 8: return LegAnswered{pick(legs_)};
      case 9: return LegFailed{pick(legs_), cause()};
      case 10: return LegHungUp{pick(legs_)};
      case 11: return LegLost{pick(legs_)};
      case 12: case 13: return DigitPressed{pick(legs_), base::Personal{std::string(1, "129#"[chance_.below(4)])}};
      case 14: case 15: return PlayFinished{pick(legs_), pick(plays_), chance_.below(5) == 0};
      case 16: return RecordingWritten{pick(recordings_), 1s, 1, "00"};
      case 17: return DeviceUp{who};
      case 18: return chance_.below(3) == 0 ? Signal{DeviceDown{who}} : Signal{DeviceUp{who}};
      case 19: return SignIn{who, by};
      case 20: return GoReady{who, by};
      case 21: return GoReady{who, id<UserId>(1)};
      case 22: return GoNotReady{who, chance_.below(2) == 0 ? kLunch : ReasonId{}, by};
      case 23: return chance_.below(2) == 0 ? Signal{Hold{who, pick(contacts_), by}} : Signal{Retrieve{who, pick(contacts_), by}};
      case 24: return Mute{who, pick(contacts_), chance_.below(2) == 0, by};
      case 25: return HangUp{who, pick(contacts_), by};
      case 26: return FinishWrapUp{who, pick(contacts_), chance_.below(2) == 0 ? kSold : DispositionId{}, by};
      case 27: return chance_.below(2) == 0 ? Signal{RejectOffer{who, pick(contacts_), by}} : Signal{WriteNotes{who, pick(contacts_), base::Personal{"n"}, by}};
      case 28: return rare(who, by);
      case 30: case 31: return TransferContact{who, pick(contacts_), target(), by};
      case 32: case 33: return core::Consult{who, pick(contacts_), target(), by};
      case 34: return chance_.below(2) == 0 ? Signal{SwapConsult{who, pick(contacts_), by}} : Signal{CancelConsult{who, pick(contacts_), by}};
      case 35: return CompleteTransfer{who, pick(contacts_), by};
      case 41: case 42: return PinTaken{pick(parties_), static_cast<DoorVerdict>(chance_.below(4))};
      case 43: return in_conference(by);
      case 44: return JoinConsult{who, pick(contacts_), by};
      case 46: return LegRouted{pick(legs_), TrunkId{kTenant, 1 + chance_.below(3)}, base::Personal{"01088880000"}, PartyId{kTenant, chance_.below(3)}};
      case 45: return PlayFinished{pick(parties_), pick(plays_), false};
      case 36: return chance_.below(2) == 0 ? Signal{Park{who, pick(contacts_), chance_.below(2) == 0 ? "7001" : "", by}} : Signal{RetrieveParked{who, pick(contacts_), by}};
      case 37: return from_phone(who, by);
      case 38: return DigitsGathered{pick(legs_), base::Personal{"1234"}};
      case 39: return PinChecked{pick(legs_), who, static_cast<PinVerdict>(chance_.below(5) < 3 ? 0 : chance_.below(5))};
      case 40: return rules_of_a_phone(who, by);
      default: return ExtendWrapUp{who, pick(contacts_), base::Seconds{static_cast<std::int64_t>(chance_.below(700))}, by};
    }
  }
  Target target() {
    static constexpr const char* kDialled[] = {"1001", "1002", "7000", "7001", "13810298208", "4000", "", "77"};
    switch (chance_.below(3)) {
      case 0: return Target{TargetKind::kAgent, agent(), {}, {}};
      case 1: return Target{TargetKind::kQueue, {}, chance_.below(2) == 0 ? kSales : kSupport, {}};
      default: return Target{TargetKind::kNumber, {}, {}, base::Personal{kDialled[chance_.below(8)]}};
    }
  }
  Signal from_phone(AgentId who, UserId by) {
    switch (chance_.below(4)) {
      case 0: return LegHeld{pick(legs_), chance_.below(2) == 0};
      case 1: return LegReferred{pick(legs_), target().digits.text, {}, base::Personal{"<sip:li@example.com>"}};
      case 2: return LegReferred{pick(legs_), {}, pick(legs_), {}};
      default: return SetForwarding{who, static_cast<ForwardWhen>(chance_.below(3)), chance_.below(2) == 0 ? "1002" : "", by};
    }
  }
  Signal rules_of_a_phone(AgentId who, UserId by) {
    if (chance_.below(4) == 0) return LeaveSeat{who, by};
    SetPhoneRules wish{who, {}, {}, {}, by};
    if (chance_.below(2) == 0) wish.call_waiting = chance_.below(3) > 0;
    if (chance_.below(3) == 0) wish.do_not_disturb = chance_.below(4) == 0;
    if (chance_.below(3) == 0) wish.ring_for = base::Seconds{static_cast<std::int64_t>(chance_.below(200))};
    return wish;
  }
  Signal in_conference(UserId by) {
    const auto room = chance_.below(10) == 0 ? id<ConferenceId>(77) : kBoard;
    switch (chance_.below(8)) {
      case 0: return EndConference{room, by};
      case 1: return RemoveParty{room, pick(parties_), by};
      case 2: case 3: return LockConference{room, chance_.below(2) == 0, by};
      default: return MuteParty{room, pick(parties_), chance_.below(2) == 0, by};
    }
  }
  Signal arrival(LegSource source) {
    static constexpr const char* kNumbers[] = {"4000", "7000", "9196", "5000", "0", "6000", "1001", "1003", "*8", "**1002", "7001", "01088880000",
                                               "*721001", "*73", "*111002", "*111003", "*12", "*70", "*71", "*78", "*79", "1002"};
    const LegId leg{kTenant, chance_.below(20) == 0 ? 9000 : next_leg_++};
    keep(legs_, leg);
    const auto codes = source == LegSource::kDevice ? std::size(kNumbers) : 5;
    return LegArrived{leg, source, kNumbers[chance_.below(codes)], base::Personal{"1"}, {}, id<PartyId>(1), agent(), {}, chance_.below(30) == 0 ? pick(legs_) : LegId{}};
  }
  Signal rare(AgentId who, UserId by) {
    switch (chance_.below(6)) {
      case 0: return SignOut{who, by};
      case 1: return chance_.below(4) == 0 ? Signal{Restarted{chance_.below(2) == 0}} : Signal{SignIn{who, by}};
      case 2: return RecordingFailed{pick(recordings_), cause()};
      case 3: return CustomerFound{pick(contacts_), id<CustomerId>(1), false, {}, {}, {}};
      case 4: return CustomerNotFound{pick(contacts_), cause()};
      default: return changed_settings();
    }
  }
  Signal changed_settings() {
    auto settings = std::make_shared<Settings>(office_settings());
    settings->revision = ++revision_;
    auto& centre = settings->centres.front();
    if (chance_.below(2) == 0) centre.agents.erase(centre.agents.begin() + static_cast<std::ptrdiff_t>(chance_.below(3)));
    if (chance_.below(3) == 0) centre.queues.erase(centre.queues.begin() + static_cast<std::ptrdiff_t>(chance_.below(2)));
    if (chance_.below(4) == 0) centre.park.places = static_cast<std::uint32_t>(chance_.below(2));
    auto& board = centre.conferences.front();
    board.has_pin = board.has_host_pin = chance_.below(3) != 0;
    board.wait_for_host = chance_.below(2) == 0;
    board.record = chance_.below(2) == 0;
    if (chance_.below(6) == 0) centre.conferences.clear();
    for (auto& queue : centre.queues) queue.wrap_up_policy = static_cast<WrapUpPolicy>(chance_.below(5));
    if (chance_.below(3) == 0) centre.flows[chance_.below(3)].nodes.clear();
    if (chance_.below(3) == 0) centre.agents.front().device = DeviceKind::kOutside, centre.agents.front().always_on = true;
    return SettingsChanged{std::move(settings)};
  }

  base::Seed chance_;
  StatePtr state_;
  StatePtr folded_;
  Auditor auditor_;
  Shown shown_;
  Time now_ = base::from_unix_millis(1'795'000'000'000);
  std::uint64_t next_leg_ = 9001;
  std::uint64_t revision_ = 1;
  std::vector<ContactId> contacts_;
  std::vector<LegId> legs_;
  std::vector<LegId> parties_;
  std::vector<PlayId> plays_;
  std::vector<RecordingId> recordings_;
};

TEST(Promises, HoldForAnySignalsInAnyOrder) {
  EXPECT_TRUE(rc::check([](std::uint64_t seed) {
    Chaos chaos(seed);
    for (int i = 0; i < 400; ++i) chaos.step();
    chaos.finish();
  }));
}

TEST(Snapshot, DamagedBytesAreRefusedAndNeverRead) {
  Stage stage;
  stage.talk(kWang);
  stage.call();
  const auto bytes = save_state(stage.state());
  EXPECT_FALSE(load_state("").has_value());
  EXPECT_FALSE(load_state("peal").has_value());
  for (std::size_t cut = 0; cut < bytes.size(); cut += 7) EXPECT_FALSE(load_state(bytes.substr(0, cut)).has_value());
}

TEST(Facts, SurviveTheWire) {
  Stage stage;
  const auto caller = stage.talk(kWang);
  stage.send(LegHungUp{caller.leg});
  for (const auto& fact : stage.all_facts()) {
    std::string bytes;
    base::WireWriter(bytes).value(fact);
    base::WireReader reader(bytes);
    Fact back;
    reader.value(back);
    EXPECT_FALSE(reader.failed());
    EXPECT_EQ(fact, back);
  }
}

}  // namespace
}  // namespace peal::core
