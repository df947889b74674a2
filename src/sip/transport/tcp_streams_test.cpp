#include "sip/transport/tcp_streams.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sip/transport/addresses.hpp"

namespace peal::sip {
namespace {

struct Heard final : Receiver {
  void received(const Flow& flow, std::string_view bytes) override {
    messages.emplace_back(bytes);
    last = flow;
  }
  void flow_opened(const Flow&, FlowAttributes) override {}
  void flow_closed(std::uint64_t connection) override { closed.push_back(connection); }
  void unreachable(const Flow&) override { ++dead; }
  std::vector<std::string> messages;
  std::vector<std::uint64_t> closed;
  Flow last;
  int dead = 0;
};

constexpr std::string_view kOptions =
    "OPTIONS sip:a@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1\r\nContent-Length: 0\r\n\r\n";

struct Pair {
  std::unique_ptr<net::Loop> loop = *net::Loop::create("test");
  Heard server_heard, client_heard;
  TcpStreams server{*loop, server_heard};
  TcpStreams client{*loop, client_heard};
  Flow to_server;

  Pair() {
    // The kernel chooses the port through a listener of its own; it is free again at once.
    auto probe = net::TcpListener::listen(*loop, net::Address::ipv4(127, 0, 0, 1, 0), [](net::Descriptor, const net::Address&) {});
    const auto at = (*probe)->local();
    probe->reset();
    EXPECT_TRUE(server.listen(at));
    to_server = {Transport::kTcp, 0, to_sip(at)};
  }
  template <class Done>
  bool until(Done done) {
    for (int i = 0; i < 200 && !done(); ++i) (void)loop->turn(base::Millis{10});
    return done();
  }
};

TEST(TcpStreams, AnswersGoBackOnTheConnectionOfTheRequest) {
  Pair pair;
  pair.client.send(pair.to_server, kOptions);
  ASSERT_TRUE(pair.until([&] { return !pair.server_heard.messages.empty(); }));
  EXPECT_EQ(pair.server_heard.messages[0], kOptions);
  EXPECT_NE(pair.server_heard.last.connection, 0u);
  pair.server.send(pair.server_heard.last, "SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(pair.until([&] { return !pair.client_heard.messages.empty(); }));
  EXPECT_EQ(pair.server.size(), 1u);
}

TEST(TcpStreams, OneConnectionServesManyMessagesAlsoInPieces) {
  Pair pair;
  const std::string two = std::string(kOptions) + std::string(kOptions);
  pair.client.send(pair.to_server, std::string_view(two).substr(0, 100));
  pair.client.send(pair.to_server, std::string_view(two).substr(100));
  ASSERT_TRUE(pair.until([&] { return pair.server_heard.messages.size() == 2; }));
  EXPECT_EQ(pair.client.size(), 1u);
}

TEST(TcpStreams, APingIsAnsweredAndIsNoMessage) {
  Pair pair;
  pair.client.send(pair.to_server, "\r\n\r\n");
  pair.client.send(pair.to_server, kOptions);
  ASSERT_TRUE(pair.until([&] { return !pair.server_heard.messages.empty(); }));
  EXPECT_EQ(pair.server_heard.messages.size(), 1u);
}

// RFC 5626 4.4.1.
TEST(TcpStreams, OurPingIsAnsweredAndTheAnswerIsNoMessage) {
  Pair pair;
  pair.client.send(pair.to_server, kOptions);
  ASSERT_TRUE(pair.until([&] { return !pair.server_heard.messages.empty(); }));
  pair.server.send(pair.server_heard.last, kOptions);
  ASSERT_TRUE(pair.until([&] { return !pair.client_heard.messages.empty(); }));
  const Flow flow = pair.client_heard.last;
  for (int i = 0; i < 3; ++i) {
    pair.client.ping(flow);
    pair.server.send(pair.server_heard.last, kOptions);
    ASSERT_TRUE(pair.until([&] { return pair.client_heard.messages.size() == static_cast<std::size_t>(i) + 2; }));
  }
  EXPECT_EQ(pair.server_heard.messages.size(), 1u);
  EXPECT_TRUE(pair.client_heard.closed.empty());
  auto gone = flow;
  gone.connection += 400;
  pair.client.ping(gone);
  ASSERT_TRUE(pair.until([&] { return !pair.client_heard.closed.empty(); }));
  EXPECT_EQ(pair.client_heard.closed.front(), gone.connection);
}

TEST(TcpStreams, APeerThatDoesNotListenIsUnreachable) {
  Pair pair;
  auto nowhere = pair.to_server;
  nowhere.remote.port = 1;
  pair.client.send(nowhere, kOptions);
  EXPECT_TRUE(pair.until([&] { return pair.client_heard.dead > 0; }));
}

TEST(TcpStreams, AStreamWhoseFramingIsLostIsClosed) {
  Pair pair;
  pair.client.send(pair.to_server, "OPTIONS sip:a@b SIP/2.0\r\nContent-Length: -1\r\n\r\n");
  EXPECT_TRUE(pair.until([&] { return pair.server.size() == 0 && !pair.server_heard.closed.empty(); }));
}

}  // namespace
}  // namespace peal::sip
