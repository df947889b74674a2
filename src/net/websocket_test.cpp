#include "net/websocket.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "base/metrics.hpp"
#include "net/http_server.hpp"
#include "net/test_peer.hpp"

namespace peal::net {
namespace {

constexpr std::uint8_t kText = 0x81, kBinary = 0x82, kClose = 0x88, kPing = 0x89, kPong = 0x8a;

class WebSocketTest : public testing::Test {
 protected:
  void SetUp() override {
    UpgradeHandler handler;
    handler.message_max = 10'000;
    handler.unsent_max = 200'000;
    handler.idle_max = idle_max();
    handler.accept = [](const HttpRequest& request) -> base::Result<UpgradeAccepted> {
      if (!same_origin(request)) return base::fail(base::ErrorCode::kForbidden, "Another origin.");
      if (request.query.get("who").empty()) return base::fail(base::ErrorCode::kNotSignedIn, "Who is it?");
      UpgradeAccepted accepted;
      if (request.headers.get("Sec-WebSocket-Protocol") == "sip") accepted.subprotocol = "sip";
      accepted.attributes["who"] = request.query.get("who");
      return accepted;
    };
    handler.opened = [this](WebSocket socket, const HttpRequest&) { record([&] { socket_ = socket; }); };
    handler.message = [this](WebSocket socket, std::string_view data, bool binary) {
      if (data == "close me") return socket.close(4001, "as asked");
      if (binary) socket.send_binary("re:" + std::string{data});
      else socket.send("re:" + std::string{data});
    };
    handler.closed = [this](WebSocket, std::uint16_t code, std::string_view reason) {
      record([&] {
        ++closed_;
        code_ = code;
        reason_ = reason;
      });
    };
    HttpServerOptions options;
    options.http = Address::ipv4(127, 0, 0, 1, 0);
    server_ = std::make_unique<HttpServer>(
        options, [](HttpRequest, HttpReply reply) { reply.send(HttpResponse::text(200, "a page")); });
    server_->on_upgrade("/events", handler);
    ASSERT_TRUE(server_->start().has_value());
  }
  void TearDown() override {
    server_.reset();
    EXPECT_EQ(base::gauge("peal_websockets_open", "WebSockets that are open").value(), 0);
  }
  virtual Millis idle_max() { return kWebSocketIdleMax; }

  TestPeer peer(int buffer = 0) { return TestPeer{*server_->http_address(), buffer}; }
  static std::string handshake(const std::string& target = "/events?who=ann", const std::string& more = {}) {
    return "GET " + target +
           " HTTP/1.1\r\nHost: peal\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           more + "\r\n";
  }
  static void shake(TestPeer& client) {
    client.send(handshake());
    ASSERT_EQ(client.read_until("\r\n\r\n").substr(0, 12), "HTTP/1.1 101");
  }
  template <class Change>
  void record(Change&& change) {
    const std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
  }
  template <class Condition>
  bool wait_for(Condition&& met) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, base::Seconds{20}, met);
  }
  bool wait_closed() {
    return wait_for([this] { return closed_ == 1; });
  }
  WebSocket opened_socket() {
    wait_for([this] { return static_cast<bool>(socket_); });
    return socket_;
  }

  std::unique_ptr<HttpServer> server_;
  std::mutex mutex_;
  std::condition_variable changed_;
  WebSocket socket_;
  int closed_ = 0;
  std::uint16_t code_ = 0;
  std::string reason_;
};

TEST_F(WebSocketTest, ShakesHandsAndEchoes) {
  auto client = peer();
  client.send(handshake("/events?who=ann", "Sec-WebSocket-Protocol: sip\r\n"));
  const auto answer = client.read_until("\r\n\r\n");
  EXPECT_NE(answer.find("101 Switching Protocols"), std::string::npos);
  EXPECT_NE(answer.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos);
  EXPECT_NE(answer.find("Sec-WebSocket-Protocol: sip"), std::string::npos);
  client.send(client_frame(kText, "hello") + client_frame(kBinary, "bytes"));
  auto frame = read_server_frame(client);
  EXPECT_EQ(frame.first, kText);
  EXPECT_EQ(frame.payload, "re:hello");
  frame = read_server_frame(client);
  EXPECT_EQ(frame.first, kBinary);
  EXPECT_EQ(frame.payload, "re:bytes");
  const auto socket = opened_socket();
  EXPECT_EQ(socket.attribute("who"), "ann");
  EXPECT_EQ(socket.attribute("what"), "");
  EXPECT_NE(socket.id(), 0U);
}

TEST_F(WebSocketTest, ServesFramesThatCameWithTheRequest) {
  auto client = peer();
  client.send(handshake() + client_frame(kText, "early"));
  client.read_until("\r\n\r\n");
  EXPECT_EQ(read_server_frame(client).payload, "re:early");
}

TEST_F(WebSocketTest, PutsFragmentsTogetherAndAnswersPingsBetweenThem) {
  auto client = peer();
  shake(client);
  client.send(client_frame(0x01, "one ") + client_frame(kPing, "p") + client_frame(0x80, "two"));
  const auto pong = read_server_frame(client);
  EXPECT_EQ(pong.first, kPong);
  EXPECT_EQ(pong.payload, "p");
  EXPECT_EQ(read_server_frame(client).payload, "re:one two");
}

TEST_F(WebSocketTest, RefusedUpgradesGetTheStatusOfTheError) {
  auto client = peer();
  client.send(handshake("/events"));
  EXPECT_EQ(client.read_answer().substr(0, 12), "HTTP/1.1 401");
  auto evil = peer();
  evil.send(handshake("/events?who=ann", "Origin: https://evil.example\r\n"));
  EXPECT_EQ(evil.read_answer().substr(0, 12), "HTTP/1.1 403");
  EXPECT_FALSE(socket_);
}

TEST_F(WebSocketTest, BrokenHandshakesAreRefused) {
  auto no_key = peer();
  no_key.send("GET /events?who=a HTTP/1.1\r\nHost: peal\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  EXPECT_EQ(no_key.read_answer().substr(0, 10), "HTTP/1.1 4");
  auto page = peer();
  page.send("GET /events?who=a HTTP/1.1\r\nHost: peal\r\n\r\n");
  EXPECT_NE(page.read_answer().find("a page"), std::string::npos);
  auto elsewhere = peer();
  elsewhere.send(handshake("/elsewhere"));
  EXPECT_NE(elsewhere.read_answer().find("a page"), std::string::npos);
}

TEST_F(WebSocketTest, BadFramesCloseWithTheCodeOfTheRfc) {
  struct Case {
    std::string bytes;
    std::uint16_t code;
  };
  const std::vector<Case> cases{
      {std::string("\x81\x05hello", 7), kCloseProtocolError},  // Not masked (5.1).
      {client_frame(0xc1, "reserved bit"), kCloseProtocolError},
      {client_frame(0x83, "reserved opcode"), kCloseProtocolError},
      {client_frame(0x09, "fragmented ping"), kCloseProtocolError},
      {client_frame(kPing, std::string(126, 'p')), kCloseProtocolError},
      {client_frame(0x80, "continues nothing"), kCloseProtocolError},
      {client_frame(kClose, "x"), kCloseProtocolError},  // Half a code.
      {client_frame(kText, std::string(10'001, 'x')), kCloseTooBig},
      {std::string("\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00", 14), kCloseTooBig},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    closed_ = 0;
    auto client = peer();
    shake(client);
    client.send(cases[i].bytes);
    const auto frame = read_server_frame(client);
    EXPECT_EQ(frame.first, kClose) << i;
    ASSERT_GE(frame.payload.size(), 2U) << i;
    const auto code = static_cast<std::uint8_t>(frame.payload[0]) << 8 | static_cast<std::uint8_t>(frame.payload[1]);
    EXPECT_EQ(code, cases[i].code) << i;
    EXPECT_TRUE(wait_closed()) << i;
    EXPECT_EQ(code_, cases[i].code) << i;
    EXPECT_TRUE(client.closed_by_peer()) << i;
  }
}

TEST_F(WebSocketTest, TextThatIsNotUtf8Is1007) {
  auto client = peer();
  shake(client);
  client.send(client_frame(kText, "\xff\xfe"));
  const auto frame = read_server_frame(client);
  EXPECT_EQ(frame.first, kClose);
  EXPECT_EQ(frame.payload.substr(0, 2), std::string("\x03\xef"));
}

TEST_F(WebSocketTest, TheClientsCloseIsAnsweredAndTold) {
  auto client = peer();
  shake(client);
  client.send(client_frame(kClose, std::string("\x0f\xa1", 2) + "bye"));
  EXPECT_EQ(read_server_frame(client).first, kClose);
  EXPECT_TRUE(wait_closed());
  EXPECT_EQ(code_, 4001);
  EXPECT_EQ(reason_, "bye");
}

TEST_F(WebSocketTest, TheServersCloseGoesOutAfterWhatWasQueued) {
  auto client = peer();
  shake(client);
  const auto socket = opened_socket();
  EXPECT_TRUE(socket.send("last words"));
  socket.close(4002, std::string(500, 'r'));
  EXPECT_FALSE(socket.send("too late"));
  EXPECT_EQ(read_server_frame(client).payload, "last words");
  const auto frame = read_server_frame(client);
  EXPECT_EQ(frame.first, kClose);
  EXPECT_EQ(frame.payload.substr(2), std::string(kWebSocketReasonMax, 'r')) << testing::PrintToString(frame.payload);
  client.send(client_frame(kClose, frame.payload.substr(0, 2)));
  EXPECT_TRUE(wait_closed());
  EXPECT_EQ(code_, 4002);
}

TEST_F(WebSocketTest, AHandlerMayCloseItsSocket) {
  auto client = peer();
  shake(client);
  client.send(client_frame(kText, "close me"));
  EXPECT_EQ(read_server_frame(client).first, kClose);
  client.send(client_frame(kClose, std::string("\x0f\xa1", 2)));
  EXPECT_TRUE(wait_closed());
  EXPECT_EQ(code_, 4001);
}

TEST_F(WebSocketTest, AVanishedClientIsAbnormal) {
  {
    auto client = peer();
    shake(client);
  }
  EXPECT_TRUE(wait_closed());
  EXPECT_EQ(code_, kCloseAbnormal);
  EXPECT_FALSE(opened_socket().send("nobody"));
}

TEST_F(WebSocketTest, ASlowReaderIsClosedWith1013AndCounted) {
  auto& slow = base::counter("peal_websocket_slow_closed_total", "WebSockets closed because their reader was too slow");
  const auto before = slow.value();
  auto client = peer(4096);
  shake(client);
  const auto socket = opened_socket();
  const auto text = std::make_shared<const std::string>(50'000, 's');
  int taken = 0;
  while (taken < 1000 && socket.send(text)) ++taken;
  EXPECT_LT(taken, 1000);
  EXPECT_GE(taken, 3);
  EXPECT_FALSE(socket.send("more"));
  EXPECT_EQ(slow.value(), before + 1);
  // It still reads nothing; the server must end it all the same.
  std::unique_lock lock(mutex_);
  EXPECT_TRUE(changed_.wait_for(lock, kWebSocketCloseMax + base::Seconds{20}, [this] { return closed_ == 1; }));
  EXPECT_EQ(code_, kCloseTryAgainLater);
}

TEST_F(WebSocketTest, ManyThreadsMaySend) {
  auto client = peer();
  shake(client);
  const auto socket = opened_socket();
  constexpr int kThreads = 4, kEach = 100;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&socket, t] {
      for (int i = 0; i < kEach; ++i) socket.send(std::to_string(t) + ":" + std::to_string(i));
    });
  }
  for (auto& thread : threads) thread.join();
  std::vector<int> next(kThreads, 0);
  for (int i = 0; i < kThreads * kEach; ++i) {
    const auto text = read_server_frame(client).payload;
    ASSERT_GE(text.size(), 3U);
    EXPECT_EQ(text.substr(2), std::to_string(next[static_cast<std::size_t>(text[0] - '0')]++));
  }
}

TEST_F(WebSocketTest, StopTellsTheClientThatTheServerGoesAway) {
  auto client = peer();
  shake(client);
  const auto socket = opened_socket();
  std::thread stop([this] { server_->stop(Millis{3000}); });
  const auto frame = read_server_frame(client);
  EXPECT_EQ(frame.first, kClose);
  EXPECT_EQ(frame.payload.substr(0, 2), std::string("\x03\xe9"));
  client.send(client_frame(kClose, frame.payload.substr(0, 2)));
  EXPECT_TRUE(client.closed_by_peer());
  client = peer();  // Lets the old connection go.
  stop.join();
  EXPECT_FALSE(socket.send("after the end"));
  socket.close(1000);
}

TEST_F(WebSocketTest, AStopThatMustCutOffStillTellsTheHandler) {
  auto client = peer();
  shake(client);
  opened_socket();
  server_->stop(Millis{20});  // The client never answers the close frame.
  EXPECT_EQ(closed_, 1);
  EXPECT_EQ(code_, kCloseGoingAway);
}

class WebSocketIdleTest : public WebSocketTest {
 protected:
  Millis idle_max() override { return Millis{3'000}; }  // A busy machine answers a ping in half of it.
};

TEST_F(WebSocketIdleTest, APingIsSentAndAPongKeepsItOpen) {
  auto client = peer();
  shake(client);
  for (int i = 0; i < 3; ++i) {
    const auto ping = read_server_frame(client);
    ASSERT_EQ(ping.first, kPing);
    client.send(client_frame(kPong, ping.payload));
  }
  EXPECT_EQ(closed_, 0);
  EXPECT_TRUE(wait_closed()) << "and silence ends it";
  EXPECT_EQ(code_, kCloseAbnormal);
}

}  // namespace
}  // namespace peal::net
