#include "media/secure/dtls_session.hpp"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "media/rtp/rtp_packet.hpp"
#include "media/secure/srtp_session.hpp"

namespace peal::media::secure {
namespace {

class DtlsSessionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = DtlsIdentity::make();
    auto client = DtlsIdentity::make();
    ASSERT_TRUE(server && client);
    server_ = std::move(*server);
    client_ = std::move(*client);
  }
  // Carries datagrams both ways until neither has any; `lose` may drop some.
  template <class Lose>
  static void carry(DtlsSession& a, DtlsSession& b, Lose lose) {
    for (bool moved = true; moved;) {
      moved = false;
      for (const auto& datagram : a.take_outgoing()) {
        moved = true;
        if (!lose(datagram)) b.receive(datagram);
      }
      for (const auto& datagram : b.take_outgoing()) {
        moved = true;
        if (!lose(datagram)) a.receive(datagram);
      }
    }
  }
  static void carry(DtlsSession& a, DtlsSession& b) {
    carry(a, b, [](const auto&) { return false; });
  }
  static std::vector<std::uint8_t> packet(std::uint16_t sequence) {
    std::vector<std::uint8_t> out(rtp::kHeaderBytes + 160, 0xD5);
    rtp::write_header({.payload_type = 8, .sequence = sequence, .timestamp = 160U * sequence, .ssrc = 7}, out.data());
    return out;
  }

  std::unique_ptr<DtlsIdentity> server_;
  std::unique_ptr<DtlsIdentity> client_;
};

TEST_F(DtlsSessionTest, TwoSessionsAgreeOnKeysThatOpenEachOthersPackets) {
  DtlsSession active(*client_, DtlsRole::kActive, server_->fingerprint());
  DtlsSession passive(*server_, DtlsRole::kPassive, client_->fingerprint());
  active.start();
  carry(active, passive);
  ASSERT_EQ(active.state(), DtlsSession::State::kEstablished) << active.failure();
  ASSERT_EQ(passive.state(), DtlsSession::State::kEstablished) << passive.failure();
  EXPECT_EQ(active.keys().profile, SrtpProfile::kAeadAes128Gcm) << "the preferred profile";
  EXPECT_EQ(active.keys().send, passive.keys().receive);
  EXPECT_EQ(active.keys().receive, passive.keys().send);
  EXPECT_NE(active.keys().send, active.keys().receive);
}

TEST_F(DtlsSessionTest, AnotherCertificateThanTheSignalledOneIsRefused) {
  DtlsSession active(*client_, DtlsRole::kActive, server_->fingerprint());
  DtlsSession passive(*server_, DtlsRole::kPassive, server_->fingerprint());  // Expects somebody else.
  active.start();
  carry(active, passive);
  EXPECT_EQ(passive.state(), DtlsSession::State::kFailed);
  EXPECT_NE(passive.failure().find("fingerprint"), std::string::npos);
}

TEST_F(DtlsSessionTest, ALostFlightIsSentAgain) {
  DtlsSession active(*client_, DtlsRole::kActive, server_->fingerprint());
  DtlsSession passive(*server_, DtlsRole::kPassive, client_->fingerprint());
  active.start();
  EXPECT_FALSE(active.take_outgoing().empty());  // Lost.
  // OpenSSL keeps this timer on the wall clock: 200 ms at first.
  for (int i = 0; i < 1'000 && passive.state() != DtlsSession::State::kEstablished; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    active.tick();
    carry(active, passive);
  }
  EXPECT_EQ(passive.state(), DtlsSession::State::kEstablished);
}

TEST_F(DtlsSessionTest, BrokenRecordsDoNotEndAHandshake) {
  DtlsSession active(*client_, DtlsRole::kActive, server_->fingerprint());
  DtlsSession passive(*server_, DtlsRole::kPassive, client_->fingerprint());
  const std::uint8_t longer_than_it_is[] = {22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 9, 0xFF, 0xFF, 1, 2, 3};
  const std::uint8_t cut[] = {22, 254};
  passive.receive(longer_than_it_is);
  passive.receive(cut);
  active.start();
  carry(active, passive);
  for (int i = 0; i < 1'000 && passive.state() == DtlsSession::State::kHandshake; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    active.tick();
    carry(active, passive);
  }
  EXPECT_EQ(passive.state(), DtlsSession::State::kEstablished) << passive.failure();
}

TEST_F(DtlsSessionTest, SrtpRefusesForgedAndRepeatedPackets) {
  DtlsSession active(*client_, DtlsRole::kActive, server_->fingerprint());
  DtlsSession passive(*server_, DtlsRole::kPassive, client_->fingerprint());
  active.start();
  carry(active, passive);
  SrtpSession talker(active.keys());
  SrtpSession listener(passive.keys());
  auto plain = packet(1);
  const std::size_t size = plain.size();
  auto wire = plain;
  wire.resize(size + SrtpSession::kOverheadMax);
  const auto sealed = talker.protect(wire, size);
  ASSERT_TRUE(sealed);
  wire.resize(*sealed);
  EXPECT_FALSE(std::equal(plain.begin() + 12, plain.end(), wire.begin() + 12)) << "it is encrypted";
  auto forged = wire;
  forged[20] ^= 1;
  EXPECT_FALSE(listener.unprotect(forged));
  auto repeated = wire;
  const auto opened = listener.unprotect(wire);
  ASSERT_EQ(opened, size);
  wire.resize(size);
  EXPECT_EQ(wire, plain);
  EXPECT_FALSE(listener.unprotect(repeated)) << "a replay";
  std::vector<std::uint8_t> cut(5, 0x80);
  EXPECT_FALSE(listener.unprotect(cut));
}

TEST(Fingerprint, ReadsWhatSdpWritesAndRefusesTheRest) {
  auto identity = DtlsIdentity::make();
  ASSERT_TRUE(identity);
  const std::string text = (*identity)->fingerprint().text();
  EXPECT_EQ(text.substr(0, 8), "sha-256 ");
  EXPECT_EQ(text.size(), 8U + 32 * 3 - 1);
  const auto back = parse_fingerprint(text);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->digest, (*identity)->fingerprint().digest);
  for (const char* bad : {"", "sha-256", "sha-256 ", "sha-256 AB:CD", "md5 00:11", "sha-256 zz", "sha-256 ABC"}) {
    EXPECT_FALSE(parse_fingerprint(bad)) << bad;
  }
}

}  // namespace
}  // namespace peal::media::secure
