#include "sip/locate/name_keeper.hpp"

#include <gtest/gtest.h>

#include "sip/limits.hpp"

/// Names kept fresh: lives, silence, nothing.
namespace peal::sip {
namespace {

using net::DnsAnswer;
using net::DnsKind;
using State = KnownName::State;
using namespace std::chrono_literals;

const LocateWish kWish{"carrier.test", 5060};

class Keeping : public ::testing::Test {
 protected:
  void SetUp() override { keeper.want({kWish}, now); }

  static DnsAnswer host(const std::vector<std::string>& addresses, base::Seconds life) {
    DnsAnswer answer{DnsAnswer::Outcome::kFound, {}, {}, {}, life};
    for (const auto& text : addresses) answer.addresses.push_back(*net::Address::parse_ip(text));
    return answer;
  }
  static DnsAnswer nothing(base::Seconds life = 0s) { return {DnsAnswer::Outcome::kNothing, {}, {}, {}, life}; }
  /// Waits until it asks, and answers everything so.
  bool tell(const DnsAnswer& answer) {
    if (const auto due = keeper.next_due()) now = std::max(now, *due);
    bool changed = false;
    for (const auto& question : keeper.questions(now)) changed = keeper.answered(question, answer, now) || changed;
    return changed;
  }
  [[nodiscard]] std::string first() const {
    const auto& places = keeper.find(kWish)->located.places;
    return places.empty() ? "" : places.front().addresses.front().host();
  }

  base::Time now = base::from_unix_millis(1'763'776'000'000);
  NameKeeper keeper{1};
};

TEST_F(Keeping, AsksAgainWhenTheLifeEnds) {
  EXPECT_EQ(keeper.find(kWish)->state, State::kSearching);
  EXPECT_TRUE(tell(host({"192.0.2.1"}, 30s)));
  EXPECT_EQ(first(), "192.0.2.1");
  EXPECT_EQ(keeper.next_due(), now + 30s);
  EXPECT_TRUE(keeper.questions(now + 29s).empty());
  EXPECT_FALSE(tell(host({"192.0.2.1"}, 30s))) << "nothing new";
  EXPECT_TRUE(tell(host({"192.0.2.2"}, 30s)));
  EXPECT_EQ(first(), "192.0.2.2");
}

TEST_F(Keeping, LivesAreBounded) {
  (void)tell(host({"192.0.2.1"}, 1s));
  EXPECT_EQ(keeper.next_due(), now + kNameLifeMin);
  (void)tell(host({"192.0.2.1"}, 100h));
  EXPECT_EQ(keeper.next_due(), now + kNameLifeMax);
  (void)tell(host({"192.0.2.1"}, 0s));
  EXPECT_EQ(keeper.next_due(), now + kNameLifeMin) << "not to be kept at all, or from /etc/hosts"; 
}

TEST_F(Keeping, SilenceKeepsWhatIsKnownAndSaysSo) {
  (void)tell(host({"192.0.2.1"}, 30s));
  EXPECT_TRUE(tell({}));
  EXPECT_EQ(keeper.find(kWish)->state, State::kSilent);
  EXPECT_EQ(first(), "192.0.2.1");
  for (int i = 0; i < 20; ++i) {
    const auto before = now;
    EXPECT_FALSE(tell({}));
    EXPECT_LE(now - before, kNameRetryMax);
  }
  EXPECT_EQ(first(), "192.0.2.1") << "a trunk outlives its name servers";
  EXPECT_TRUE(tell(host({"192.0.2.1"}, 30s)));
  EXPECT_EQ(keeper.find(kWish)->state, State::kFound);
}

// RFC 2308.
TEST_F(Keeping, NothingIsRememberedForItsLife) {
  EXPECT_TRUE(tell(nothing(100s)));
  EXPECT_EQ(keeper.find(kWish)->state, State::kNothing);
  EXPECT_EQ(keeper.next_due(), now + 100s);
  (void)tell(nothing(9'999s));
  EXPECT_EQ(keeper.next_due(), now + kNoNameLifeMax);
}

TEST_F(Keeping, WhatWorkedIsGivenUpAtTheSecondLook) {
  (void)tell(host({"192.0.2.1"}, 30s));
  EXPECT_FALSE(tell(nothing()));
  EXPECT_EQ(first(), "192.0.2.1");
  EXPECT_EQ(keeper.next_due(), now + kNameDoubt);
  EXPECT_TRUE(tell(nothing()));
  EXPECT_EQ(keeper.find(kWish)->state, State::kNothing);
  EXPECT_EQ(first(), "");
}

TEST_F(Keeping, AnswersTurnedRoundAreNoNews) {
  (void)tell(host({"192.0.2.1", "192.0.2.2"}, 30s));
  EXPECT_FALSE(tell(host({"192.0.2.2", "192.0.2.1"}, 30s)));
  EXPECT_EQ(first(), "192.0.2.1");
  EXPECT_TRUE(tell(host({"192.0.2.3", "192.0.2.1"}, 30s)));
}

TEST_F(Keeping, NumericTargetsAreKnownAtOnceAndOthersForgotten) {
  const LocateWish numeric{"192.0.2.9"};
  keeper.want({numeric}, now);
  EXPECT_EQ(keeper.find(kWish), nullptr);
  EXPECT_EQ(keeper.find(numeric)->state, State::kFound);
  EXPECT_FALSE(keeper.next_due());
  EXPECT_TRUE(keeper.questions(now + 9999h).empty());
}

TEST_F(Keeping, WishesShareQuestions) {
  const LocateWish other{"carrier.test", 5080};
  keeper.want({kWish, other}, now);
  const auto questions = keeper.questions(now);
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_TRUE(keeper.answered(questions[0], host({"192.0.2.1"}, 30s), now));
  EXPECT_EQ(keeper.find(other)->located.places[0].addresses[0].text(), "192.0.2.1:5080");
  EXPECT_EQ(first(), "192.0.2.1");
}

TEST(KeepingMany, ABoundedNumberIsAskedForAtOnce) {
  const base::Time now = base::from_unix_millis(1'763'776'000'000);
  NameKeeper keeper{1};
  std::set<LocateWish> wishes;
  for (int i = 0; i < 500; ++i) wishes.insert({"h" + std::to_string(i) + ".test", 5060});
  keeper.want(wishes, now);
  std::size_t known = 0;
  for (int rounds = 0; known < 500 && rounds < 1'000; ++rounds) {
    const auto questions = keeper.questions(now);
    EXPECT_LE(questions.size(), kQuestionsAtOnce);
    for (const auto& question : questions) {
      DnsAnswer answer{DnsAnswer::Outcome::kFound, {}, {}, {*net::Address::parse_ip("192.0.2.1")}, 30s};
      known += keeper.answered(question, answer, now) ? 1 : 0;
    }
  }
  EXPECT_EQ(known, 500u);
}

// A name server that never answers NAPTR must not freeze what is known; one that falls silent must not bring TLS down to UDP.
TEST(KeepingTransport, SilenceAboutTheTransportChangesItNeverButAddresses) {
  base::Time now = base::from_unix_millis(1'763'776'000'000);
  const LocateWish wish{"carrier.test"};
  NameKeeper keeper{1};
  keeper.want({wish}, now);
  const auto tell = [&](bool naptr, const std::string& address) {
    now = std::max(now, keeper.next_due().value_or(now));
    for (auto questions = keeper.questions(now); !questions.empty(); questions = keeper.questions(now)) {
      for (const auto& question : questions) {
        DnsAnswer answer{DnsAnswer::Outcome::kFound, {}, {}, {}, 30s};
        if (question.kind == DnsKind::kNaptr && naptr) answer.pointers.push_back({1, 1, "s", "SIPS+D2T", "", "_sips._tcp.carrier.test"});
        else if (question.kind == DnsKind::kNaptr) answer.outcome = DnsAnswer::Outcome::kSilent;
        else if (question.kind == DnsKind::kAddress) answer.addresses.push_back(*net::Address::parse_ip(address));
        else answer.outcome = DnsAnswer::Outcome::kNothing;
        (void)keeper.answered(question, answer, now);
      }
    }
    const auto& located = keeper.find(wish)->located;
    return std::string(transport_name(located.transport)) + " " + located.places.at(0).addresses.at(0).host();
  };
  EXPECT_EQ(tell(false, "192.0.2.1"), "UDP 192.0.2.1");
  EXPECT_EQ(tell(false, "192.0.2.2"), "UDP 192.0.2.2");
  EXPECT_EQ(tell(true, "192.0.2.3"), "TLS 192.0.2.3");
  EXPECT_EQ(tell(false, "192.0.2.4"), "TLS 192.0.2.3");
}

}  // namespace
}  // namespace peal::sip
