#include "telephony/guard/source_guard.hpp"

#include <gtest/gtest.h>

#include "telephony/testing/registering.hpp"

/// Attackers and people at the door of a whole switch.
namespace peal::telephony {
namespace {

using testing::at;
using testing::Phone;
using testing::Registering;
using testing::World;

/// Sends text and remembers what comes back.
class Stranger {
 public:
  Stranger(World& world, const sip::SocketAddress& where) : world_(world), end(world.wire, where) {
    end.take = [this](const sip::Flow&, std::string_view bytes) { answers.emplace_back(bytes); };
  }
  /// The answers to it, in order; none: it was ignored.
  std::vector<std::string> ask(std::string_view method, const std::string& uri, const std::string& from, const std::string& to,
                               const std::string& more = {}) {
    answers.clear();
    ++n_;
    send(fmt::format("{} {} SIP/2.0\r\nVia: SIP/2.0/UDP {};branch=z9hG4bKs{}\r\nMax-Forwards: 70\r\nFrom: {};tag=s\r\nTo: {}\r\n"
                     "Call-ID: stranger-{}\r\nCSeq: 1 {}\r\nContact: <sip:x@{}>\r\n{}Content-Length: 0\r\n\r\n",
                     method, uri, end.at().text(), n_, from, to, n_, method, end.at().text(), more));
    return answers;
  }
  void send(const std::string& text) {
    end.send(world_.udp(), text);
    world_.wire.deliver();
  }
  std::vector<std::string> call(const std::string& number, const std::string& from) {
    return ask("INVITE", "sip:" + number + "@10.0.0.1", "<sip:" + from + "@10.0.0.66>", "<sip:" + number + "@10.0.0.1>");
  }
  std::vector<std::string> sign_in(const std::string& user) {
    return ask("REGISTER", "sip:10.0.0.1", "<sip:" + user + "@10.0.0.1>", "<sip:" + user + "@10.0.0.1>");
  }
  std::vector<std::string> answers;

 private:
  World& world_;

 public:
  testing::Wire::End end;

 private:
  unsigned n_ = 0;
};

// What must be equal in two answers: everything but what belongs to the request and to chance.
std::string shape(std::string text, const std::string& name) {
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name)) text.replace(at, name.size(), "NAME");
  for (const auto* random : {"branch=z9hG4bK", "Call-ID: ", ";tag=", "nonce=\""}) {
    for (auto at = text.find(random); at != std::string::npos; at = text.find(random, at + 1)) {
      const auto from = at + std::string_view(random).size();
      text.erase(from, text.find_first_of("\r\n;\",", from) - from);
    }
  }
  return text;
}

TEST(Enumeration, AKnownAndAnUnknownAccountAreChallengedAlike) {
  World world;
  Stranger stranger(world, at(66));
  const auto known = stranger.sign_in("1001");
  const auto unknown = stranger.sign_in("1009");
  ASSERT_EQ(known.size(), 1u);
  ASSERT_EQ(unknown.size(), 1u);
  EXPECT_TRUE(known[0].starts_with("SIP/2.0 401 Unauthorized"));
  EXPECT_EQ(shape(known[0], "1001"), shape(unknown[0], "1009"));
}

TEST(Enumeration, AWrongPasswordIsAnsweredAlikeForBoth) {
  World world;
  Phone phone(world.wire, at(66), world.clock(), 6);
  EXPECT_EQ(Registering(world, phone, world.udp()).send("1001", "wrong"), 401);
  EXPECT_EQ(Registering(world, phone, {sip::Transport::kUdp, 0, world.end.at()}).send("1009", "wrong"), 401);
  std::vector<std::string> said;
  for (const auto& bytes : world.wire.seen) {
    if (bytes.starts_with("SIP/2.0 ")) said.push_back(bytes);
  }
  ASSERT_EQ(said.size(), 4u);
  EXPECT_EQ(shape(said[1], "1001"), shape(said[3], "1009"));
  EXPECT_EQ(said[1].find("stale"), std::string::npos);
}

TEST(Enumeration, ACallToAnExtensionOrToNobodyIsRefusedAlike) {
  World world;
  Stranger stranger(world, at(66));
  const auto last = [](const std::vector<std::string>& answers) { return answers.empty() ? std::string() : answers.back(); };
  const auto known = last(stranger.call("1001", "5550100"));
  const auto unknown = last(stranger.call("1009", "5550100"));
  ASSERT_TRUE(known.starts_with("SIP/2.0 404 ")) << known;
  EXPECT_EQ(shape(known, "1001"), shape(unknown, "1009"));
  // Nor does it matter whom From names.
  EXPECT_EQ(shape(last(stranger.call("8888", "1001")), "1001"), shape(last(stranger.call("8888", "1009")), "1009"));
  const auto as_known = stranger.call("7000", "1001");
  const auto as_unknown = stranger.call("7000", "1009");
  EXPECT_EQ(shape(last(as_known), "1001"), shape(last(as_unknown), "1009"));
  EXPECT_EQ(world.count<core::LegArrived>(), 2u);
}

TEST(Enumeration, OptionsSayNothingAboutWhoIsAsked) {
  World world;
  Stranger stranger(world, at(66));
  const auto ask = [&](const std::string& user) {
    return stranger.ask("OPTIONS", "sip:" + user + "@10.0.0.1", "<sip:x@10.0.0.66>", "<sip:" + user + "@10.0.0.1>");
  };
  const auto known = ask("1001");
  ASSERT_EQ(known.size(), 1u);
  EXPECT_TRUE(known[0].starts_with("SIP/2.0 200 OK"));
  EXPECT_EQ(shape(known[0], "1001"), shape(ask("1009").at(0), "1009"));
}

TEST(SourceGuard, AScannerGetsNoAnswerAndIsShutOut) {
  World world;
  Stranger scanner(world, at(66));
  EXPECT_TRUE(scanner.ask("OPTIONS", "sip:100@10.0.0.1", "\"sipvicious\"<sip:100@1.1.1.1>", "\"sipvicious\"<sip:100@1.1.1.1>",
                          "User-Agent: friendly-scanner\r\n").empty());
  EXPECT_TRUE(scanner.call("7000", "5550100").empty()) << "nothing of it is read any more";
  EXPECT_EQ(world.count<core::LegArrived>(), 0u);
  EXPECT_EQ(world.exchange->user_agent().transaction_count(), 0u) << "and nothing is kept";
  const auto shown = world.exchange->guard();
  ASSERT_EQ(shown.bans.size(), 1u);
  EXPECT_EQ(shown.bans[0].source, "10.0.0.66");
  EXPECT_EQ(shown.bans[0].why, core::Misdeed::kScanner);
  EXPECT_TRUE(world.exchange->lift_ban("10.0.0.66"));
  EXPECT_FALSE(scanner.call("7000", "5550100").empty());
}

TEST(SourceGuard, GuessedPasswordsShutASourceOutAndTheRightOneComesTooLate) {
  World world;
  Phone thief(world.wire, at(66), world.clock(), 6);
  Registering guess(world, thief, world.udp());
  for (int i = 0; i < 10; ++i) EXPECT_EQ(guess.send("1001", "guess-" + std::to_string(i)), 401) << i;
  ASSERT_EQ(world.exchange->guard().bans.size(), 1u);
  EXPECT_EQ(world.exchange->guard().bans[0].why, core::Misdeed::kWrongPassword);
  Stranger same_host(world, at(66, 5999));
  EXPECT_TRUE(same_host.sign_in("1001").empty());
  Phone honest(world.wire, at(40), world.clock(), 4);
  EXPECT_EQ(Registering(world, honest, world.udp()).send("1002", "secret-1002"), 200);
}

TEST(SourceGuard, ManySourcesThatGuessOneAccountDoNotLockItsPhoneOut) {
  World world;
  Phone phone(world.wire, at(40), world.clock(), 4);
  Registering own(world, phone, world.udp());
  ASSERT_EQ(own.send("1001", "secret-1001"), 200);
  std::vector<std::unique_ptr<Phone>> thieves;
  for (std::uint8_t i = 0; i < 8; ++i) {
    thieves.push_back(std::make_unique<Phone>(world.wire, at(static_cast<std::uint8_t>(100 + i)), world.clock(), static_cast<std::uint8_t>(100 + i)));
    Registering guess(world, *thieves.back(), world.udp());
    for (int n = 0; n < 5; ++n) EXPECT_EQ(guess.send("1001", "guess"), 401);
  }
  ASSERT_EQ(world.exchange->guard().locks.size(), 1u);
  EXPECT_EQ(world.exchange->guard().locks[0].user, "1001");
  Phone lucky(world.wire, at(90), world.clock(), 9);
  EXPECT_EQ(Registering(world, lucky, world.udp()).send("1001", "secret-1001"), 401) << "even the right guess is answered like a wrong one";
  EXPECT_EQ(own.send("1001", "secret-1001"), 200) << "the phone that is registered goes on";
}

TEST(SourceGuard, AFloodOfBrokenMessagesIsNotReadForLong) {
  World world;
  Stranger stranger(world, at(66));
  std::size_t answered = 0;
  for (int i = 0; i < 1000; ++i) {
    stranger.answers.clear();
    stranger.send(fmt::format("INVITE sip:7000@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.66;branch=z9hG4bKm{}\r\nCall-ID: m{}\r\n\r\n", i, i));
    answered += stranger.answers.size();
  }
  EXPECT_EQ(answered, static_cast<std::size_t>(kBanPoints / kMalformedPoints));
}

TEST(SourceGuard, NumbersThatThereAreNotAreNotTriedForLong) {
  World world;
  Stranger stranger(world, at(66));
  std::size_t answered = 0;
  for (int i = 0; i < 200; ++i) answered += stranger.call(std::to_string(1000 + i), "5550100").empty() ? 0 : 1;
  EXPECT_EQ(answered, static_cast<std::size_t>(kBanPoints / kUnknownNumberPoints));
}

TEST(SourceGuard, TrunksAndAllowedAddressesAreNeverShutOut) {
  World world;
  world.exchange->adopt_allowed({*base::parse_ip_range("10.0.0.0/26")});
  Stranger allowed(world, at(33)), carrier(world, at(99));
  core::Trunk trunk;
  trunk.id = {testing::kTenant, 1};
  trunk.key = "carrier";
  trunk.health_every = base::Seconds{0};
  const auto scan = [](Stranger& from) {
    (void)from.ask("OPTIONS", "sip:100@10.0.0.1", "<sip:100@1.1.1.1>", "<sip:100@1.1.1.1>", "User-Agent: friendly-scanner\r\n");
  };
  scan(allowed);
  scan(carrier);
  ASSERT_EQ(world.exchange->guard().bans.size(), 1u);
  EXPECT_EQ(world.exchange->guard().bans[0].source, "10.0.0.99");
  world.exchange->adopt_trunks({{trunk, {sip::KnownName::State::kFound, {sip::Transport::kUdp, {{"carrier", 0, 0, {at(99)}}}}}, {*base::parse_ip_range("10.0.0.99")}, std::nullopt}});
  EXPECT_TRUE(world.exchange->guard().bans.empty()) << "whoever becomes a trunk is let in";
  scan(carrier);
  EXPECT_TRUE(world.exchange->guard().bans.empty());
}

TEST(SourceGuard, BansOutliveARestart) {
  World world;
  Stranger scanner(world, at(66));
  (void)scanner.ask("OPTIONS", "sip:100@10.0.0.1", "<sip:x@1.1.1.1>", "<sip:x@1.1.1.1>", "User-Agent: friendly-scanner\r\n");
  const auto kept = world.exchange->kept_bans();
  world.restart();
  world.exchange->restore_bans(kept);
  EXPECT_TRUE(scanner.sign_in("1001").empty());
}

TEST(Flooding, ShutsOutWhoSendsMoreThanItsShareButNoTrunkAndNoOffice) {
  World world;
  core::Trunk trunk;
  trunk.id = {testing::kTenant, 1};
  trunk.key = "carrier";
  trunk.address = "10.0.0.20";
  trunk.health_every = base::Seconds{0};
  world.exchange->adopt_trunks({{trunk, {sip::KnownName::State::kFound, {sip::Transport::kUdp, {{"carrier", 0, 0, {at(20)}}}}}, {*base::parse_ip_range("10.0.0.20")}, std::nullopt}});
  Phone phone(world.wire, at(40), world.clock(), 4);
  ASSERT_EQ(Registering(world, phone, world.udp()).send("1001", "secret-1001"), 200);
  auto& door = world.exchange->user_agent();
  const auto flow = [](std::uint8_t last) { return sip::Flow{sip::Transport::kUdp, 0, at(last)}; };
  EXPECT_TRUE(door.known(flow(20)));
  EXPECT_TRUE(door.known(flow(40)));
  EXPECT_FALSE(door.known(flow(66)));
  for (int i = 0; i < 1'000; ++i) {
    for (const std::uint8_t last : {20, 40, 66}) door.flooded(flow(last));
  }
  EXPECT_FALSE(door.unwanted(flow(20)));
  EXPECT_FALSE(door.unwanted(flow(40))) << "anybody can write that address";
  EXPECT_TRUE(door.unwanted(flow(66)));
  EXPECT_EQ(world.exchange->guard().bans.at(0).why, core::Misdeed::kFlood);
}

}  // namespace
}  // namespace peal::telephony
