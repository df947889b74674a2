#include "media/secure/handshake_gate.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "media/secure/dtls_session.hpp"

/// Strangers in the middle of a handshake: what they send must change nothing.
namespace peal::media::secure {
namespace {

using Datagram = std::vector<std::uint8_t>;

Datagram forged(DtlsContent content, const Datagram& payload, std::uint64_t number = 7) {
  Datagram out;
  write_record(content, number, payload, out);
  return out;
}
Datagram forged_message(HandshakeType type, std::uint16_t sequence, const Datagram& body) {
  Datagram payload;
  write_message({type, sequence, body}, payload);
  return forged(DtlsContent::kHandshake, payload);
}
const Datagram kRefusal = forged(DtlsContent::kAlert, {2, 40});  // handshake_failure.

/// A client and a server with a stranger who can write to both.
struct Pair {
  Pair() : server_identity(*DtlsIdentity::make()), client_identity(*DtlsIdentity::make()) {}
  /// What `from` has to say, to `to`. Says whether there was anything.
  static bool pass(DtlsSession& from, DtlsSession& to) {
    const auto datagrams = from.take_outgoing();
    for (const auto& datagram : datagrams) to.receive(datagram);
    return !datagrams.empty();
  }
  void carry() {
    while (pass(client, server) || pass(server, client)) {
    }
  }
  [[nodiscard]] bool established() const {
    return client.state() == DtlsSession::State::kEstablished && server.state() == DtlsSession::State::kEstablished;
  }
  /// Until both are done, with the repetitions of both, whose timers OpenSSL keeps on the real clock.
  bool finish() {
    for (int i = 0; i < 500 && !established(); ++i) {
      carry();
      if (established()) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      client.tick();
      server.tick();
    }
    return established() && client.keys().send == server.keys().receive;
  }

  std::unique_ptr<DtlsIdentity> server_identity, client_identity;
  DtlsSession server{*server_identity, DtlsRole::kPassive, client_identity->fingerprint()};
  DtlsSession client{*client_identity, DtlsRole::kActive, server_identity->fingerprint()};
};

/// The flights of somebody else's good handshake: right in shape, wrong for this one.
struct Foreign {
  std::vector<Datagram> server_flight, client_flight;
};
Foreign foreign() {
  Pair other;
  Foreign out;
  other.client.start();
  EXPECT_TRUE(Pair::pass(other.client, other.server));
  out.server_flight = other.server.take_outgoing();
  for (const auto& datagram : out.server_flight) other.client.receive(datagram);
  out.client_flight = other.client.take_outgoing();
  EXPECT_FALSE(out.server_flight.empty() || out.client_flight.empty());
  return out;
}

// One server for each thing a stranger may send when the hello has been answered.
TEST(HandshakeGate, AServerOutlivesEachForgedRecord) {
  Datagram point(66, 0xAB);
  point[0] = 65;
  point[1] = 4;
  const Datagram forgeries[] = {
      kRefusal,
      forged(DtlsContent::kAlert, {1, 0}),  // close_notify.
      forged(DtlsContent::kChangeCipherSpec, {1}),
      forged(DtlsContent::kChangeCipherSpec, {9, 9}),
      forged(DtlsContent::kHandshake, {1, 2, 3}),
      forged(static_cast<DtlsContent>(23), {1, 2, 3}),
      forged_message(HandshakeType::kClientKeyExchange, 2, point),
      forged_message(HandshakeType::kClientKeyExchange, 1, point),
      forged_message(HandshakeType::kCertificate, 1, {0, 0, 0}),
      forged_message(HandshakeType::kCertificate, 1, Datagram(2'000, 0x30)),
      forged_message(HandshakeType::kCertificateVerify, 3, {4, 3, 0, 2, 1, 1}),
      forged_message(HandshakeType::kServerHello, 1, Datagram(60, 1)),
      forged_message(static_cast<HandshakeType>(0), 1, {}),         // HelloRequest.
      forged_message(static_cast<HandshakeType>(20), 1, Datagram(12, 5)),  // Finished, in the clear.
      forged_message(HandshakeType::kClientHello, 1, Datagram(60, 3)),
  };
  for (std::size_t i = 0; i < std::size(forgeries); ++i) {
    Pair pair;
    pair.server.receive(forged_message(HandshakeType::kClientKeyExchange, 0, point));  // Before the hello, too.
    pair.server.receive(kRefusal);
    pair.client.start();
    ASSERT_TRUE(Pair::pass(pair.client, pair.server));
    pair.server.receive(forgeries[i]);
    EXPECT_TRUE(pair.finish()) << "forgery " << i << ": " << pair.server.failure();
  }
}

TEST(HandshakeGate, AClientOutlivesForgedRecords) {
  Pair pair;
  pair.client.start();
  pair.client.receive(kRefusal);
  pair.client.receive(forged(DtlsContent::kChangeCipherSpec, {1}));
  pair.client.receive(forged_message(HandshakeType::kServerHelloDone, 0, {}));
  pair.client.receive(forged_message(HandshakeType::kCertificate, 1, Datagram(100, 1)));
  pair.client.receive(forged_message(HandshakeType::kServerKeyExchange, 2, Datagram(100, 3)));
  pair.client.receive(forged_message(static_cast<HandshakeType>(20), 0, Datagram(12, 5)));
  EXPECT_TRUE(pair.finish()) << pair.client.failure();
}

// The messages of another handshake parse and even verify, but for other hellos.
TEST(HandshakeGate, AFlightOfAnotherHandshakeIsDropped) {
  const auto other = foreign();
  Pair pair;
  pair.client.start();
  ASSERT_TRUE(Pair::pass(pair.client, pair.server));
  for (const auto& datagram : other.client_flight) pair.server.receive(datagram);
  EXPECT_EQ(pair.server.state(), DtlsSession::State::kHandshake);
  EXPECT_TRUE(pair.finish()) << pair.server.failure();

  Pair second;
  second.client.start();
  for (const auto& datagram : other.server_flight) second.client.receive(datagram);
  EXPECT_EQ(second.client.state(), DtlsSession::State::kHandshake);
  EXPECT_TRUE(second.finish()) << second.client.failure();
}

TEST(HandshakeGate, APeerThatReallyRefusesIsBelievedAfterAWhile) {
  Pair pair;
  pair.client.start();
  ASSERT_TRUE(Pair::pass(pair.client, pair.server));
  pair.server.receive(kRefusal);
  for (int i = 0; i < 30; ++i) pair.server.tick();
  EXPECT_EQ(pair.server.state(), DtlsSession::State::kHandshake);
  pair.server.tick();
  EXPECT_EQ(pair.server.state(), DtlsSession::State::kFailed);
  EXPECT_NE(pair.server.failure().find("handshake failure"), std::string::npos) << pair.server.failure();
}

TEST(HandshakeGate, AfterTheHandshakeTheLastFlightIsRepeatedAndTheRestIsNoise) {
  Pair pair;
  pair.client.start();
  ASSERT_TRUE(Pair::pass(pair.client, pair.server));
  ASSERT_TRUE(Pair::pass(pair.server, pair.client));
  ASSERT_TRUE(Pair::pass(pair.client, pair.server));
  ASSERT_EQ(pair.server.state(), DtlsSession::State::kEstablished) << pair.server.failure();
  EXPECT_FALSE(pair.server.take_outgoing().empty());  // Its last flight, lost.
  pair.server.receive(kRefusal);
  pair.server.receive(forged_message(HandshakeType::kClientHello, 0, Datagram(60, 3)));
  EXPECT_EQ(pair.server.state(), DtlsSession::State::kEstablished);
  EXPECT_TRUE(pair.finish()) << pair.client.failure();
}

RC_GTEST_PROP(MessageAssembler, PutsFragmentsTogetherInAnyOrder, ()) {
  const auto body = *rc::gen::resize(400, rc::gen::nonEmpty(rc::gen::arbitrary<Datagram>()));
  const HandshakeMessage message{HandshakeType::kCertificate, 1, body};
  Datagram whole;
  write_message(message, whole);
  std::vector<Datagram> fragments;
  for (std::size_t at = 0; at < body.size();) {
    const auto size = *rc::gen::inRange<std::size_t>(1, body.size() - at + 1);
    Datagram fragment(whole.begin(), whole.begin() + 12);
    fragment[7] = static_cast<std::uint8_t>(at >> 8);
    fragment[8] = static_cast<std::uint8_t>(at);
    fragment[10] = static_cast<std::uint8_t>(size >> 8);
    fragment[11] = static_cast<std::uint8_t>(size);
    fragment.insert(fragment.end(), body.begin() + static_cast<std::ptrdiff_t>(at),
                    body.begin() + static_cast<std::ptrdiff_t>(at + size));
    fragments.push_back(std::move(fragment));
    at += size;
  }
  MessageAssembler assembler;
  std::vector<HandshakeMessage> got;
  std::shuffle(fragments.begin(), fragments.end(), std::mt19937(*rc::gen::arbitrary<std::uint32_t>()));
  for (const auto& fragment : fragments) {
    for (auto& done : assembler.take(fragment)) got.push_back(std::move(done));
  }
  RC_ASSERT(got.size() == 1U);
  RC_ASSERT(got[0].body == body);
}

}  // namespace
}  // namespace peal::media::secure
