#include "sip/locate/peer_names.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sip/limits.hpp"

/// Names that strangers write: what is asked for, how often, and what is remembered.
namespace peal::sip {
namespace {

using State = PeerNames::State;

class Strangers : public ::testing::Test {
 protected:
  static LocateWish wish(const std::string& host) { return {host, 0, Transport::kUdp, false, true, true}; }
  static Located at(const std::string& address) { return {Transport::kUdp, {{"host", 0, 0, {*parse_address(address, 5060)}}}}; }
  State look(const std::string& host, const std::string& from = "192.0.2.1") { return names.look(wish(host), *parse_address(from, 5060), now).state; }

  base::Time now = base::from_unix_millis(1'763'776'000'000);
  std::vector<std::string> asked;
  PeerNames names{[this](const LocateWish& w) { asked.push_back(w.host); }};
};

TEST_F(Strangers, ANameIsAskedForOnceAndKnownForItsLife) {
  EXPECT_EQ(look("a.test"), State::kSearching);
  EXPECT_EQ(look("a.test"), State::kSearching);
  EXPECT_EQ(asked.size(), 1U);
  names.found(wish("a.test"), at("192.0.2.7"), base::Seconds{60}, now);
  EXPECT_EQ(look("a.test"), State::kKnown);
  now += base::Seconds{59};
  EXPECT_EQ(look("a.test"), State::kKnown);
  EXPECT_EQ(asked.size(), 1U);
  now += base::Seconds{2};
  EXPECT_EQ(look("a.test"), State::kKnown) << "the old answer goes on while it is asked for again";
  EXPECT_EQ(asked.size(), 2U);
  names.found(wish("a.test"), {}, base::Seconds{1'000'000}, now);
  EXPECT_EQ(look("a.test"), State::kNothing);
  now += kNoNameLifeMax + base::Seconds{1};
  EXPECT_EQ(look("a.test"), State::kSearching) << "that there is nothing is not believed for ever";
}

TEST_F(Strangers, ALookUpThatNeverEndsIsGivenUp) {
  EXPECT_EQ(look("a.test"), State::kSearching);
  now += kPeerNameSearchMax;
  EXPECT_EQ(look("a.test"), State::kNothing);
  names.found(wish("a.test"), at("192.0.2.7"), {}, now);
  EXPECT_EQ(look("a.test"), State::kNothing) << "nobody waited for that";
  now += kNoNameLifeUsual;
  EXPECT_EQ(look("a.test"), State::kSearching);
}

TEST_F(Strangers, OneSourceMakesUsAskForFewNamesAndOthersMayStill) {
  for (std::size_t i = 0; i < 3 * kPeerNamesPerWriter; ++i) {
    (void)look("n" + std::to_string(i) + ".test", "192.0.2.9");
    names.found(wish("n" + std::to_string(i) + ".test"), {}, {}, now);
  }
  EXPECT_EQ(asked.size(), kPeerNamesPerWriter);
  EXPECT_EQ(look("other.test", "192.0.2.10"), State::kSearching);
  now += kPeerNamesWindow;
  EXPECT_EQ(look("later.test", "192.0.2.9"), State::kSearching);
}

TEST_F(Strangers, AWholeNetworkOfIPv6IsOneSource) {
  for (std::size_t i = 0; i < 3 * kPeerNamesPerWriter; ++i) (void)look("n" + std::to_string(i) + ".test", "2001:db8::" + std::to_string(i + 1));
  EXPECT_EQ(asked.size(), kPeerNamesPerWriter);
}

TEST_F(Strangers, AllTogetherAreBoundedInNumberSearchesAndMemory) {
  const auto flood = [&](bool answered) {
    for (std::size_t i = 0; i < 5'000; ++i) {
      const auto host = "f" + std::to_string(i) + (answered ? ".a.test" : ".b.test");
      (void)look(host, "10." + std::to_string(i / 250 % 250) + ".0." + std::to_string(i % 250));
      if (answered) names.found(wish(host), at("192.0.2.7"), base::Seconds{3'600}, now);
    }
  };
  flood(false);
  EXPECT_EQ(asked.size(), kPeerNamesSearchedMax) << "nobody answers";
  now += kPeerNamesWindow;
  asked.clear();
  for (int minute = 0; minute < 4; ++minute) {
    flood(true);
    EXPECT_LE(asked.size(), kPeerNamesPerWindow * static_cast<std::size_t>(minute + 1));
    now += kPeerNamesWindow;
  }
  EXPECT_LE(names.size(), kPeerNamesMax);
}

TEST(NamesOfPeers, OnlyNamesOfTheNetAreAskedFor) {
  for (const auto* good : {"sbc.carrier.test", "SBC1", "a_b.test", "carrier.test."}) EXPECT_TRUE(may_be_looked_up(good)) << good;
  for (const auto* bad : {"", ".", "a..b", "df7jal23ls0d.invalid", "localhost", "printer.LOCAL", "x.localhost.", "a b.test", "a/b"}) {
    EXPECT_FALSE(may_be_looked_up(bad)) << bad;
  }
  EXPECT_FALSE(may_be_looked_up(std::string(64, 'a') + ".test"));
  EXPECT_FALSE(may_be_looked_up("a." + std::string(260, 'b')));
}

}  // namespace
}  // namespace peal::sip
