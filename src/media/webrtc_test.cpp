// A browser's side of a call, made of the same pure parts (the active DTLS role
// and STUN requests) against a whole MediaPlane over loopback UDP.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#include <gtest/gtest.h>

#include "media/codec/listener.hpp"
#include "media/codec/encoder.hpp"
#include "media/media_plane.hpp"
#include "media/secure/dtls_session.hpp"
#include "media/secure/srtp_session.hpp"
#include "media/secure/stun_message.hpp"
#include "media/testing/plane.hpp"

namespace peal::media {
namespace {

using testing::beats_until;

class Browser {
 public:
  Browser(Codec codec, const secure::DtlsIdentity& identity) : codec_(codec), identity_(identity), encoder_(codec) {
    socket_ = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    sockaddr_in local{};
    local.sin_family = AF_INET;
    local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(socket_, reinterpret_cast<sockaddr*>(&local), sizeof local);
  }
  ~Browser() { ::close(socket_); }
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  void call(const StreamAddress& address) {
    address_ = address;
    const auto fingerprint = secure::parse_fingerprint(address.fingerprint);
    ASSERT_TRUE(fingerprint);
    dtls_.emplace(identity_, DtlsRole::kActive, *fingerprint);
  }
  [[nodiscard]] StreamParameters parameters() const {
    StreamParameters out;
    out.codec = codec_;
    out.send_payload_type = out.receive_payload_type = type();
    out.send_event_type = out.receive_event_type = 110;
    out.event_clock_rate = rtp_clock_rate(codec_);
    out.rtcp_mux = true;
    out.security = Security::kDtls;
    out.dtls_role = DtlsRole::kPassive;
    out.remote_fingerprint = identity_.fingerprint().text();
    out.remote_ice_ufrag = "brow";
    out.remote_ice_pwd = "password-of-the-browser-";
    return out;
  }

  void check(bool nominate, std::string_view password = {}) {
    const std::array<std::uint8_t, 12> transaction = {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2};
    secure::StunWriter writer(secure::kBindingRequest, transaction);
    writer.username(address_.ice_ufrag + ":brow");
    if (nominate) writer.flag(secure::kAttributeUseCandidate);
    send(writer.finish(password.empty() ? std::string_view(address_.ice_pwd) : password));
  }
  void shake_hands() {
    dtls_->start();
    flush();
  }
  void say(double hertz) {
    const auto all = testing::tone(hertz, (spoken_ + 1) * 160);
    std::array<std::int16_t, 160> frame;
    std::copy_n(all.end() - 160, 160, frame.begin());
    std::array<std::uint8_t, 1'500> payload;
    const std::size_t size = encoder_.encode(frame, payload);
    send_rtp(type(), static_cast<std::uint32_t>(spoken_ * rtp_clock_rate(codec_) / 50), false,
             std::span(payload).first(size));
    ++spoken_;
  }
  void press(std::uint8_t key) {
    const auto start = static_cast<std::uint32_t>(spoken_ * rtp_clock_rate(codec_) / 50);
    for (std::uint16_t i = 1; i <= 6; ++i) {
      const auto duration = static_cast<std::uint16_t>(i * 960);
      const std::uint8_t payload[] = {key, static_cast<std::uint8_t>(i >= 4 ? 0x8A : 0x0A),
                                      static_cast<std::uint8_t>(duration >> 8), static_cast<std::uint8_t>(duration)};
      send_rtp(110, start, i == 1, payload);
    }
  }
  void repeat_last() { send(last_sent_); }

  void hear() {
    std::array<std::uint8_t, 2'000> buffer;
    while (true) {
      const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), 0);
      if (got <= 0) break;
      take(std::span(buffer).first(static_cast<std::size_t>(got)));
    }
    if (dtls_) {
      dtls_->tick();
      flush();
    }
    std::array<std::int16_t, 160> frame;
    (void)listener_.pull(frame);
    heard.insert(heard.end(), frame.begin(), frame.end());
  }

  [[nodiscard]] bool secured() const { return srtp_.has_value(); }
  std::vector<std::int16_t> heard;
  int answers = 0;
  int reports = 0;

 private:
  [[nodiscard]] std::uint8_t type() const { return codec_ == Codec::kOpus ? 111 : codec_ == Codec::kPcma ? 8 : 0; }
  void take(std::span<std::uint8_t> datagram) {
    switch (rtp::kind_of(datagram)) {
      case rtp::DatagramKind::kStun: {
        const auto message = secure::parse_stun(datagram);
        if (message && message->type == secure::kBindingSuccess && integrity_holds(*message, address_.ice_pwd)) ++answers;
        return;
      }
      case rtp::DatagramKind::kDtls:
        dtls_->receive(datagram);
        if (!srtp_ && dtls_->state() == secure::DtlsSession::State::kEstablished) srtp_.emplace(dtls_->keys());
        return;
      case rtp::DatagramKind::kRtp: break;
      case rtp::DatagramKind::kUnknown: return;
    }
    if (!srtp_) return;
    if (rtp::is_rtcp(datagram)) {
      if (srtp_->unprotect_rtcp(datagram)) ++reports;
      return;
    }
    const auto size = srtp_->unprotect(datagram);
    const auto packet = size ? rtp::parse(datagram.first(*size)) : std::nullopt;
    if (packet && packet->header.payload_type == type()) listener_.receive(*packet, codec_);
  }
  void send_rtp(std::uint8_t type, std::uint32_t timestamp, bool marker, std::span<const std::uint8_t> payload) {
    std::vector<std::uint8_t> datagram(rtp::kHeaderBytes);
    rtp::write_header({marker, type, sequence_++, timestamp, 0xB0B}, datagram.data());
    datagram.insert(datagram.end(), payload.begin(), payload.end());
    const std::size_t size = datagram.size();
    datagram.resize(size + secure::SrtpSession::kOverheadMax);
    const auto sealed = srtp_->protect(datagram, size);
    ASSERT_TRUE(sealed);
    datagram.resize(*sealed);
    last_sent_ = datagram;
    send(datagram);
  }
  void flush() {
    for (const auto& datagram : dtls_->take_outgoing()) send(datagram);
  }
  void send(std::span<const std::uint8_t> datagram) const {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(address_.port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)::sendto(socket_, datagram.data(), datagram.size(), 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
  }

  Codec codec_;
  const secure::DtlsIdentity& identity_;
  StreamAddress address_;
  int socket_ = -1;
  std::optional<secure::DtlsSession> dtls_;
  std::optional<secure::SrtpSession> srtp_;
  codec::Encoder encoder_;
  codec::Listener listener_;
  std::uint16_t sequence_ = 1;
  std::size_t spoken_ = 0;
  std::vector<std::uint8_t> last_sent_;
};

class WebRtcTest : public testing::RunningPlane {
 protected:
  void SetUp() override {
    RunningPlane::SetUp();
    auto identity = secure::DtlsIdentity::make();
    ASSERT_TRUE(identity);
    identity_ = std::move(*identity);
  }
  void connect(StreamId id, Browser& browser, const StreamParameters& parameters) {
    const auto address = plane_->open_stream(id, {});
    ASSERT_TRUE(address);
    ASSERT_TRUE(plane_->configure(id, parameters));
    browser.call(*address);
    shake_hands(browser);
  }
  /// A check that is answered, and then keys or a refusal.
  void shake_hands(Browser& browser) {
    browser.check(true);
    EXPECT_TRUE(beats_until([&] { return browser.answers > 0; }, [&] { browser.hear(); }));
    browser.shake_hands();
    const auto done = [&] { return !all<DtlsFailed>().empty() || (browser.secured() && !all<DtlsEstablished>().empty()); };
    EXPECT_TRUE(beats_until(done, [&] { browser.hear(); }));
  }

  std::unique_ptr<secure::DtlsIdentity> identity_;
};

TEST_F(WebRtcTest, AnOpusBrowserAndAG711PhoneHearEachOther) {
  Browser browser(Codec::kOpus, *identity_);
  testing::Phone phone(Codec::kPcma);
  connect(StreamId{1}, browser, browser.parameters());
  ASSERT_TRUE(browser.secured());
  EXPECT_EQ(browser.answers, 1);
  EXPECT_EQ(all<DtlsEstablished>().size(), 1U);
  const auto address = plane_->open_stream(StreamId{2}, {});
  ASSERT_TRUE(address);
  phone.call(*address);
  ASSERT_TRUE(plane_->configure(StreamId{2}, phone.parameters()));
  ASSERT_TRUE(plane_->bridge(StreamId{1}, StreamId{2}));
  const auto both_heard = [&] {
    return testing::clearest_share_of(1'200, browser.heard) > 0.9 && testing::clearest_share_of(500, phone.heard) > 0.9;
  };
  EXPECT_TRUE(beats_until(both_heard, [&] {
    browser.say(500);
    phone.say(1'200);
    browser.hear();
    phone.hear();
  }));
  browser.press(3);
  EXPECT_TRUE(beats_until([&] { return !all<DigitReceived>().empty() && !phone.pressed.empty(); }, [&] { phone.hear(); }));
  testing::for_beats(25, [&] { phone.hear(); });  // Nor is there a second.
  ASSERT_EQ(all<DigitReceived>().size(), 1U);
  EXPECT_EQ(all<DigitReceived>()[0].digit, '3');
  EXPECT_EQ(phone.pressed, std::vector<std::uint8_t>{3});
}

TEST_F(WebRtcTest, ARepeatedPacketChangesNothing) {
  Browser browser(Codec::kPcmu, *identity_);
  connect(StreamId{1}, browser, browser.parameters());
  ASSERT_TRUE(browser.secured());
  plane_->set_background(StreamId{1}, {BackgroundKind::kTestTone, {}});
  int said = 0;
  EXPECT_TRUE(beats_until([&] { return said >= 50 && testing::clearest_share_of(1'000, browser.heard) > 0.9; }, [&] {
    ++said;
    browser.say(500);
    browser.repeat_last();
    browser.hear();
  }));
  plane_->close_stream(StreamId{1});
  EXPECT_TRUE(beats_until([&] { return !all<StreamClosed>().empty(); }, [] {}));
  const auto closed = all<StreamClosed>();
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_GE(closed[0].packets_refused, 45U) << "the replays";
  EXPECT_GE(closed[0].packets_received, 45U);
}

TEST_F(WebRtcTest, ACheckWithAWrongPasswordIsNotAnsweredAndLearnsNothing) {
  Browser browser(Codec::kPcmu, *identity_);
  Browser stranger(Codec::kPcmu, *identity_);
  const auto address = plane_->open_stream(StreamId{1}, {});
  ASSERT_TRUE(address);
  ASSERT_TRUE(plane_->configure(StreamId{1}, browser.parameters()));
  browser.call(*address);
  stranger.call(*address);
  stranger.check(true, "guess");
  stranger.shake_hands();
  testing::for_beats(20, [&] { stranger.hear(); });
  EXPECT_EQ(stranger.answers, 0);
  EXPECT_FALSE(stranger.secured());
  shake_hands(browser);
  EXPECT_TRUE(browser.secured());
}

TEST_F(WebRtcTest, AWrongFingerprintFailsInWords) {
  Browser browser(Codec::kPcmu, *identity_);
  StreamParameters parameters = browser.parameters();
  parameters.remote_fingerprint.back() = parameters.remote_fingerprint.back() == '0' ? '1' : '0';
  connect(StreamId{1}, browser, parameters);
  ASSERT_EQ(all<DtlsFailed>().size(), 1U);
  EXPECT_NE(all<DtlsFailed>()[0].reason.find("fingerprint"), std::string::npos);
  EXPECT_TRUE(all<DtlsEstablished>().empty());
}

TEST_F(WebRtcTest, ANewOfferForTheSameBrowserKeepsItsKeys) {
  Browser browser(Codec::kPcmu, *identity_);
  StreamParameters parameters = browser.parameters();
  connect(StreamId{1}, browser, parameters);
  ASSERT_TRUE(browser.secured());
  parameters.send = false;  // Held.
  ASSERT_TRUE(plane_->configure(StreamId{1}, parameters));
  plane_->set_background(StreamId{1}, {BackgroundKind::kTestTone, {}});
  testing::for_beats(50, [&] { browser.hear(); });
  EXPECT_EQ(testing::energy(browser.heard), 0);
  parameters.send = true;
  ASSERT_TRUE(plane_->configure(StreamId{1}, parameters));
  EXPECT_TRUE(beats_until([&] { return testing::clearest_share_of(1'000, browser.heard) > 0.9; }, [&] { browser.hear(); }));
  EXPECT_EQ(all<DtlsEstablished>().size(), 1U);
}

}  // namespace
}  // namespace peal::media
