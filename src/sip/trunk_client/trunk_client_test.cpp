#include <gtest/gtest.h>

#include <algorithm>

#include "sip/trunk_client/health_check.hpp"
#include "sip/trunk_client/registration_client.hpp"
#include "sip/user_agent/test_network.hpp"

/// Registrations and health checks of ours, at the project's own registrar and
/// at scripted ones.
namespace peal::sip::testing {
namespace {

using namespace std::chrono_literals;
using State = RegistrationClient::State;

/// A carrier that answers every request with what the test says.
struct Carrier {
  std::vector<OutsideRequest> asked;
  std::uint64_t last = 0;
  RegistrationClient::Send send() {
    return [this](const OutsideRequest& request) {
      asked.push_back(request);
      return base::Result<RequestId>(RequestId{++last});
    };
  }
  [[nodiscard]] std::string field(std::string_view name) const {
    for (const auto& [key, value] : asked.back().headers) {
      if (key == name) return value;
    }
    return {};
  }
};

Message response(int status, const std::string& fields = {}) {
  Message message;
  const auto bytes = "SIP/2.0 " + std::to_string(status) + " Reason\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa\r\nFrom: <sip:a@b>;tag=1\r\n"
                     "To: <sip:a@b>;tag=2\r\nCall-ID: c\r\nCSeq: 1 REGISTER\r\n" + fields + "Content-Length: 0\r\n\r\n";
  EXPECT_FALSE(message.parse(bytes, Framing::kDatagram));
  return message;
}

RegistrationAccount account() {
  RegistrationAccount made;
  made.registrar = "sip:carrier.example";
  made.address_of_record = "sip:8610@carrier.example";
  made.ways = {{{Transport::kUdp, 0, *parse_address("192.0.2.9", 5060)}, "sip:8610@192.0.2.1:5060"}};
  made.credentials = {"8610", "secret", {}};
  return made;
}

class Registering : public ::testing::Test {
 protected:
  void answer(int status, const std::string& fields = {}) {
    const auto message = response(status, fields);
    EXPECT_TRUE(client.done(RequestId{carrier.last}, {&message, false, carrier.asked.back().cseq}, now));
  }
  void silence() { EXPECT_TRUE(client.done(RequestId{carrier.last}, {nullptr, true, carrier.asked.back().cseq}, now)); }
  /// Moves to the next moment it wants; how long that was.
  base::Millis go_on() {
    EXPECT_TRUE(client.next_due());
    const auto wait = *client.next_due() - now;
    now = *client.next_due();
    client.advance(now);
    return std::chrono::duration_cast<base::Millis>(wait);
  }
  base::Time now = base::from_unix_millis(1'795'000'000'000);
  Carrier carrier;
  RegistrationClient client{account(), carrier.send(), 7};
};

TEST_F(Registering, IsRefreshedInTimeWithTheSameCallIdAndRisingCSeq) {
  client.start(now);
  EXPECT_EQ(client.state(), State::kTrying);
  EXPECT_EQ(carrier.field("Expires"), "300");
  answer(200, "Contact: <sip:8610@192.0.2.1:5060>;expires=120, <sip:other@192.0.2.5>;expires=9\r\n");
  EXPECT_EQ(client.state(), State::kRegistered);
  EXPECT_EQ(client.registered_until() - now, 120s);
  for (int i = 0; i < 20; ++i) {
    const auto wait = go_on();
    EXPECT_GE(wait, 90s);
    EXPECT_LE(wait, 108s);
    answer(200, "Contact: <sip:8610@192.0.2.1:5060>;expires=120\r\n");
  }
  EXPECT_EQ(carrier.asked.front().call_id, carrier.asked.back().call_id);
  EXPECT_TRUE(std::ranges::is_sorted(carrier.asked, {}, &OutsideRequest::cseq));
  EXPECT_LT(carrier.asked.front().cseq, carrier.asked.back().cseq);
}

TEST_F(Registering, AContactAsTheCarrierSeesItCountsWhenItIsAlone) {
  client.start(now);
  answer(200, "Contact: <sip:8610@198.51.100.1:61000>;expires=60\r\n");
  EXPECT_EQ(client.registered_until() - now, 60s);
}

TEST_F(Registering, WithoutAnyExpiryWhatWeAskedForCounts) {
  client.start(now);
  answer(200);
  EXPECT_EQ(client.registered_until() - now, 300s);
}

TEST_F(Registering, ALongerLifeThatTheCarrierWantsIsAskedForAtOnce) {
  client.start(now);
  answer(423, "Min-Expires: 1800\r\n");
  ASSERT_EQ(carrier.asked.size(), 2u);
  EXPECT_EQ(carrier.field("Expires"), "1800");
  answer(423, "Min-Expires: 3600\r\n");  // It cannot make up its mind.
  EXPECT_EQ(client.state(), State::kFailed);
  EXPECT_EQ(carrier.asked.size(), 2u);
  go_on();
  EXPECT_EQ(carrier.field("Expires"), "1800");
  answer(200, "Expires: 1800\r\n");
  EXPECT_EQ(client.state(), State::kRegistered);
}

// RFC 3263 4.3.
TEST(RegisteringAnywhere, TheNextWayIsTriedAtOnceAndTheOneThatWorksStays) {
  base::Time now = base::from_unix_millis(1'795'000'000'000);
  Carrier carrier;
  auto wanted = account();
  const RegistrationWay first = wanted.ways.front();
  const RegistrationWay second{{Transport::kTls, 0, *parse_address("192.0.2.10", 5061)}, "sip:8610@192.0.2.1:5061;transport=tls"};
  wanted.ways.push_back(second);
  RegistrationClient client(wanted, carrier.send(), 7);
  client.start(now);
  EXPECT_TRUE(client.done(RequestId{carrier.last}, {nullptr, true, 1}, now));
  ASSERT_EQ(carrier.asked.size(), 2u);
  EXPECT_EQ(carrier.asked.back().flow, second.flow);
  EXPECT_EQ(carrier.field("Contact"), "<" + second.contact + ">");
  const auto busy = response(503, "Retry-After: 120\r\n"), well = response(200, "Expires: 60\r\n");
  EXPECT_TRUE(client.done(RequestId{carrier.last}, {&busy, false, 2}, now));
  EXPECT_EQ(carrier.asked.size(), 2u) << "all have failed: now it waits";
  EXPECT_EQ(client.state(), State::kFailed);
  now = *client.next_due();
  client.advance(now);
  EXPECT_TRUE(client.done(RequestId{carrier.last}, {&well, false, 3}, now));
  const Flow works = carrier.asked.back().flow;
  now = *client.next_due();
  client.advance(now);
  EXPECT_EQ(carrier.asked.back().flow, works);
  // Names turn round: what is registered stays as long as its way does.
  const auto before = carrier.asked.size();
  client.use({second, first}, now);
  EXPECT_EQ(carrier.asked.size(), before);
  const RegistrationWay third{{Transport::kUdp, 0, *parse_address("192.0.2.30", 5060)}, "sip:8610@192.0.2.1:5060"};
  client.use({third}, now);
  ASSERT_EQ(carrier.asked.size(), before + 1);
  EXPECT_EQ(carrier.asked.back().flow, third.flow);
}

RegistrationAccount outbound_account() {
  auto made = account();
  made.instance = "urn:uuid:f81d4fae-7dec-41d0-8765-00a0c91e6bf6";
  return made;
}

// RFC 5626 4.2.1: 439 asks to come without; 4.1: nothing is kept that nobody promised.
TEST(RegisteringFlows, ARegistrarThatCannotKeepThemGetsThePlainForm) {
  base::Time now = base::from_unix_millis(1'795'000'000'000);
  Carrier carrier;
  RegistrationClient client(outbound_account(), carrier.send(), 7);
  client.start(now);
  EXPECT_EQ(carrier.field("Contact"), "<sip:8610@192.0.2.1:5060;ob>;+sip.instance=\"<urn:uuid:f81d4fae-7dec-41d0-8765-00a0c91e6bf6>\";reg-id=1");
  const auto refused = response(439), well = response(200, "Expires: 60\r\n");
  EXPECT_TRUE(client.done(RequestId{carrier.last}, {&refused, false, 1}, now));
  ASSERT_EQ(carrier.asked.size(), 2u) << "at once";
  EXPECT_EQ(carrier.field("Contact"), "<sip:8610@192.0.2.1:5060>");
  EXPECT_EQ(carrier.field("Supported"), "");
  EXPECT_TRUE(client.done(RequestId{carrier.last}, {&well, false, 2}, now));
  EXPECT_EQ(client.state(), State::kRegistered);
  EXPECT_FALSE(client.kept());
}

// 4.4: the Flow-Timer is respected; 4.5: waits of 30 s doubled up to half an hour, between their half and their whole.
TEST(RegisteringFlows, TheFlowTimerAndTheWaitsAreThoseOfTheRfc) {
  base::Time now = base::from_unix_millis(1'795'000'000'000);
  Carrier carrier;
  RegistrationClient client(outbound_account(), carrier.send(), 7);
  const Flow flow{Transport::kTls, 44, *parse_address("192.0.2.9", 5061)};
  const auto well = response(200, "Require: outbound\r\nFlow-Timer: 65\r\nExpires: 600\r\n");
  client.start(now);
  EXPECT_TRUE(client.done(RequestId{carrier.last}, {&well, false, 1, {}, flow}, now));
  ASSERT_TRUE(client.kept());
  EXPECT_EQ(client.kept()->flow, flow);
  EXPECT_GE(client.kept()->every, 48s);
  EXPECT_LE(client.kept()->every, 60s);
  client.flow_failed(now);
  EXPECT_FALSE(client.registered(now)) << "nothing comes over a dead flow";
  for (unsigned failures = 0; failures < 10; ++failures) {
    const auto most = std::min<base::Millis>(base::Millis{30s} * (1 << failures), base::Millis{1800s});
    EXPECT_GE(*client.next_due() - now, most / 2) << failures;
    EXPECT_LE(*client.next_due() - now, most) << failures;
    now = *client.next_due();
    client.advance(now);
    EXPECT_TRUE(client.done(RequestId{carrier.last}, {nullptr, true, carrier.asked.back().cseq}, now));
  }
}

TEST_F(Registering, SilenceIsTriedAgainEverMoreSeldom) {
  client.start(now);
  for (int i = 0; i < 12; ++i) {
    silence();
    EXPECT_EQ(client.trouble().kind, Trouble::Kind::kSilent);
    const auto wait = go_on();
    EXPECT_GE(wait, 2500ms);
    EXPECT_LE(wait, 300s);
    if (i >= 7) {
      EXPECT_GE(wait, 150s);
    }
  }
}

TEST_F(Registering, AWrongPasswordIsNotTriedOften) {
  client.start(now);
  answer(403);
  EXPECT_EQ(client.trouble().kind, Trouble::Kind::kPassword);
  EXPECT_EQ(client.trouble().status, 403);
  EXPECT_GE(go_on(), 150s);
}

TEST_F(Registering, RetryAfterIsHonouredUpToALimit) {
  client.start(now);
  answer(503, "Retry-After: 900\r\n");
  EXPECT_GE(go_on(), 900s);
  answer(503, "Retry-After: 999999\r\n");
  EXPECT_LE(go_on(), 3600s);
}

TEST_F(Registering, AFailedRefreshLeavesTheRestOfItsLife) {
  client.start(now);
  answer(200, "Expires: 100\r\n");
  go_on();
  silence();
  EXPECT_EQ(client.state(), State::kFailed);
  EXPECT_TRUE(client.registered(now));
  now += 60s;
  EXPECT_FALSE(client.registered(now));
}

TEST_F(Registering, IsTakenBackAtTheEnd) {
  client.start(now);
  answer(200, "Expires: 100\r\n");
  client.stop(now);
  EXPECT_EQ(carrier.field("Expires"), "0");
  EXPECT_FALSE(client.next_due());
  EXPECT_FALSE(client.registered(now));
}

TEST(RegisteringOnTheWire, DigestIsAnsweredAndTheBindingIsThere) {
  Network net;
  Node& us = net.add("192.0.2.1");
  Node& carrier = net.add("192.0.2.9");
  carrier.passwords["8610"] = "secret";
  carrier.on_admit = [](const RequestView& view) {
    return view.authenticated_user == "8610" ? Admission::accept() : Admission::challenge();
  };
  RegistrationClient client(account(), [&](const OutsideRequest& r) { return us.agent->request(r, net.now()); }, 1);
  us.on_done = [&](RequestId id, const RequestOutcome& outcome) { client.done(id, outcome, net.now()); };
  client.start(net.now());
  net.run(100ms);
  EXPECT_EQ(client.state(), State::kRegistered);
  ASSERT_EQ(carrier.agent->registrar().bindings("8610").size(), 1u);
  EXPECT_EQ(carrier.agent->registrar().bindings("8610")[0].contact, "sip:8610@192.0.2.1:5060");
  client.stop(net.now());
  net.run(100ms);
  EXPECT_TRUE(carrier.agent->registrar().bindings("8610").empty());
  net.run(70s);
  EXPECT_EQ(us.agent->transaction_count(), 0u);
}

TEST(RegisteringOnTheWire, AWrongPasswordEndsAfterOneTry) {
  Network net;
  Node& us = net.add("192.0.2.1");
  Node& carrier = net.add("192.0.2.9");
  carrier.passwords["8610"] = "other";
  carrier.on_admit = [](const RequestView& view) {
    return view.authenticated_user == "8610" ? Admission::accept() : Admission::challenge();
  };
  RegistrationClient client(account(), [&](const OutsideRequest& r) { return us.agent->request(r, net.now()); }, 1);
  us.on_done = [&](RequestId id, const RequestOutcome& outcome) { client.done(id, outcome, net.now()); };
  client.start(net.now());
  net.run(1s);
  EXPECT_EQ(client.state(), State::kFailed);
  EXPECT_EQ(client.trouble().kind, Trouble::Kind::kPassword);
  EXPECT_EQ(std::ranges::count_if(net.sent, [](const auto& m) { return m.starts_with("REGISTER"); }), 2);
}

TEST(Health, TwoSilencesAreDownAndAnyAnswerIsUp) {
  Network net;
  Node& us = net.add("192.0.2.1");
  Node& carrier = net.add("192.0.2.9");
  HealthTarget target{"sip:192.0.2.9", "sip:peal@192.0.2.1", carrier.flow(), {}, 30s};
  HealthCheck check(target, [&](const OutsideRequest& r) { return us.agent->request(r, net.now()); }, 1);
  us.on_done = [&](RequestId id, const RequestOutcome& outcome) { check.done(id, outcome, net.now()); };
  const auto run = [&](base::Millis time) {
    for (auto left = time; left.count() > 0; left -= 100ms) {
      net.run(100ms);
      check.advance(net.now());
    }
  };
  check.start(net.now());
  EXPECT_EQ(check.state(), HealthCheck::State::kUnknown);
  run(1s);
  EXPECT_EQ(check.state(), HealthCheck::State::kUp);
  net.drop = [](std::string_view) { return true; };
  run(38s);
  EXPECT_EQ(check.state(), HealthCheck::State::kUp) << "one lost answer is no reason";
  run(15s);
  EXPECT_EQ(check.state(), HealthCheck::State::kDown);
  EXPECT_EQ(check.trouble().kind, Trouble::Kind::kSilent);
  net.drop = nullptr;
  run(12s);
  EXPECT_EQ(check.state(), HealthCheck::State::kUp);
  EXPECT_EQ(check.trouble().kind, Trouble::Kind::kNone);
}

TEST(Health, ARefusalIsASignOfLifeBut503IsNot) {
  for (const auto& [status, state] : {std::pair{404, HealthCheck::State::kUp}, {503, HealthCheck::State::kDown}}) {
    Carrier carrier;
    HealthCheck check({"sip:carrier.example", "sip:peal@192.0.2.1", {}, {}, 30s}, carrier.send(), 1);
    auto now = base::from_unix_millis(1'795'000'000'000);
    check.start(now);
    for (int i = 0; i < 2; ++i) {
      const auto message = response(status);
      check.done(RequestId{carrier.last}, {&message, false, 1}, now);
      now = *check.next_due();
      check.advance(now);
    }
    EXPECT_EQ(check.state(), state) << status;
  }
}

TEST(OutgoingCall, PatienceEndsACallThatNobodyAnswersAndNotOneThatIsTrying) {
  Network net;
  Node& us = net.add("192.0.2.1");
  Node& carrier = net.add("192.0.2.9");
  auto request = call_to(carrier);
  request.patience = 4s;
  const auto call = us.agent->place(request, net.now());  // The carrier's 100 comes by itself.
  ASSERT_TRUE(call);
  net.run(10s);
  EXPECT_TRUE(us.ends.empty());
  net.drop = [](std::string_view) { return true; };
  const auto lost = us.agent->place(request, net.now());
  ASSERT_TRUE(lost);
  net.run(3s);
  EXPECT_EQ(us.ends.count(lost->value), 0u);
  net.run(2s);
  EXPECT_EQ(us.ends.count(lost->value), 1u);
  EXPECT_EQ(us.last_end.by, CallEnd::By::kTimeout);
}

}  // namespace
}  // namespace peal::sip::testing
