#include "telephony/switch.hpp"

#include <array>
#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "net/udp_socket.hpp"
#include "sip/message/message.hpp"
#include "telephony/progress_event.hpp"
#include "telephony/testing/world.hpp"

/// The whole switch on real sockets: what the exchange's tests leave out.
namespace peal::telephony {
namespace {

struct Real {
  std::unique_ptr<net::Loop> loop = *net::Loop::create("switch_test");
  testing::TestDirectory directory;
  speech::SpeechService speech{speech::SpeechConfig{}, std::make_unique<testing::ToneProvider>()};
  std::filesystem::path folder = std::filesystem::temp_directory_path() / ("peal_switch_" + std::to_string(::getpid()));
  std::vector<core::Signal> signals;
  media::testing::PortRange ports;

  Real() { std::filesystem::create_directories(folder); }
  ~Real() { std::filesystem::remove_all(folder); }

  base::Result<std::unique_ptr<Switch>> open(std::uint16_t port = 0) {
    SwitchConfig config;
    config.sip = net::Address::ipv4(127, 0, 0, 1, port);
    ports = media::testing::take_ports(40);
    config.media.port_first = ports.first;
    config.media.port_last = ports.last;
    config.data = folder;
    return Switch::open(std::move(config), *loop, directory, speech, [this](core::Signal s) { signals.push_back(std::move(s)); });
  }
};

TEST(Switch, AnswersACallOnItsSocketAndHangsUpAtTheEnd) {
  Real real;
  auto opened = real.open();
  ASSERT_TRUE(opened) << opened.error().describe();
  auto& telephone = **opened;
  auto socket = net::UdpSocket::bind(net::Address::ipv4(127, 0, 0, 1, 0));
  ASSERT_TRUE(socket);
  const std::string sdp =
      "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\n";
  const auto own = socket->local().text();
  const auto send = [&](std::string_view method, std::string_view branch, const std::string& to, std::string_view body) {
    const std::string text = fmt::format(
        "{} sip:7000@{} SIP/2.0\r\nVia: SIP/2.0/UDP {};branch=z9hG4bK{}\r\nMax-Forwards: 70\r\nFrom: <sip:138@{}>;tag=a\r\n"
        "To: {}\r\nCall-ID: real\r\nCSeq: 1 {}\r\nContact: <sip:138@{}>\r\n{}Content-Length: {}\r\n\r\n{}",
        method, telephone.sip_address().text(), own, branch, own, to, method, own,
        body.empty() ? "" : "Content-Type: application/sdp\r\n", body.size(), body);
    ASSERT_TRUE(socket->send_one({telephone.sip_address(), text}));
  };
  std::vector<char> room(8192);
  const auto receive = [&](std::uint16_t status) {
    sip::Message message;
    for (int i = 0; i < 200; ++i) {
      (void)real.loop->turn(base::Millis{5});
      const auto datagram = socket->receive_one(room);
      if (!datagram || message.parse(datagram->bytes, sip::Framing::kDatagram)) continue;
      if (message.status() == status || (status == 0 && message.is_request())) return message;
    }
    ADD_FAILURE() << "no " << status;
    return message;
  };
  const std::string to = "<sip:7000@" + telephone.sip_address().text() + ">";
  send("INVITE", "1", to, sdp);
  (void)receive(100);
  ASSERT_EQ(real.signals.size(), 1u);
  const auto leg = std::get<core::LegArrived>(real.signals[0]).leg;
  telephone.carry_out(core::AnswerLeg{leg});
  const auto answer = receive(200);
  const std::string body(answer.body());
  const auto at = body.find("m=audio ");
  ASSERT_NE(at, std::string::npos) << body;
  const int port = std::stoi(body.substr(at + 8));
  EXPECT_GE(port, real.ports.first);
  EXPECT_LE(port, real.ports.last);
  send("ACK", "2", std::string(answer.header(sip::HeaderName::kTo)), "");
  (void)real.loop->turn(base::Millis{20});
  telephone.hang_up_all();
  EXPECT_EQ(receive(0).method(), sip::Method::kBye);
  EXPECT_EQ(telephone.live_legs(), 0u);
}

TEST(Switch, ShedsNewsOfProgressUnderLoadAndNeverAKeyOrAnEnd) {
  EXPECT_TRUE(may_be_shed(media::TalkChanged{}));
  EXPECT_TRUE(may_be_shed(media::FirstAudio{}));
  EXPECT_FALSE(may_be_shed(media::DigitReceived{}));
  EXPECT_FALSE(may_be_shed(media::StreamIdle{}));
  EXPECT_FALSE(may_be_shed(media::StreamClosed{}));
}

TEST(Switch, ASecondOneOnTheSamePortSaysSo) {
  Real real;
  auto first = real.open();
  ASSERT_TRUE(first);
  const auto port = (*first)->sip_address().port;
  const auto second = real.open(port);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::ErrorCode::kAddressInUse);
  EXPECT_NE(second.error().describe().find(std::to_string(port)), std::string::npos) << second.error().describe();
}

}  // namespace
}  // namespace peal::telephony
