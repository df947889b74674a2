#include <sys/socket.h>

#include <thread>

#include <gtest/gtest.h>

#include "net/tcp_connection.hpp"
#include "net/tcp_listener.hpp"

namespace peal::net {
namespace {

using base::Millis;

const Address kAny = Address::ipv4(127, 0, 0, 1, 0);

// One server connection and one client connection on one loop.
class TcpTest : public testing::Test {
 protected:
  void SetUp() override {
    loop_ = std::move(Loop::create("tcp_test").value());
    listener_ = std::move(TcpListener::listen(*loop_, kAny, [this](Descriptor socket, const Address& peer) {
                            accepted_from_ = peer;
                            server_ = TcpConnection::adopt(*loop_, std::move(socket), peer, server_handlers());
                          }).value());
  }
  void connect() {
    client_ = std::move(TcpConnection::connect(*loop_, listener_->local(), client_handlers()).value());
    ASSERT_TRUE(turn_until([&] { return server_ != nullptr && client_->connected(); }));
  }
  virtual TcpConnection::Handlers server_handlers() {
    return {{},
            [this](std::string_view bytes) { server_got_ += bytes; },
            [this](const base::Error& why) { server_closed_ = why; },
            [this](base::Micros wait) { server_waited_ = wait; }};
  }
  TcpConnection::Handlers client_handlers() {
    return {[this] { connected_ = true; }, [this](std::string_view bytes) { client_got_ += bytes; },
            [this](const base::Error& why) { client_closed_ = why; }};
  }
  template <class Condition>
  bool turn_until(Condition&& met) {
    const auto end = base::live_now() + Millis{20000};
    while (!met()) {
      if (base::live_now() > end) return false;
      loop_->turn(Millis{20});
    }
    return true;
  }

  std::unique_ptr<Loop> loop_;
  std::unique_ptr<TcpListener> listener_;
  std::unique_ptr<TcpConnection> server_, client_;
  std::string server_got_, client_got_;
  base::Micros server_waited_{0};
  std::optional<base::Error> server_closed_, client_closed_;
  Address accepted_from_;
  bool connected_ = false;
};

TEST_F(TcpTest, CarriesBytesBothWays) {
  connect();
  EXPECT_TRUE(connected_);
  EXPECT_EQ(accepted_from_, client_->local());
  client_->send("ping");
  server_->send("pong");
  EXPECT_TRUE(turn_until([&] { return server_got_ == "ping" && client_got_ == "pong"; }));
}

TEST_F(TcpTest, TellsHowLongBytesLayInTheKernel) {
  connect();
  // The kernel begins to stamp a moment after the first socket asked for it.
  for (int tries = 0; tries < 200 && server_waited_ < Millis{25}; ++tries) {
    server_got_.clear();
    const auto sent = base::live_now();
    client_->send("late");
    std::this_thread::sleep_for(Millis{30});
    ASSERT_TRUE(turn_until([&] { return server_got_ == "late"; }));
    EXPECT_LE(server_waited_, base::live_now() - sent + Millis{5});
  }
  EXPECT_GE(server_waited_, Millis{25});
}

TEST_F(TcpTest, SendsInOrderWhatTheKernelDoesNotTakeAtOnce) {
  connect();
  server_->set_unsent_max(64 << 20);
  std::string all;
  for (int i = 0; i < 20'000; ++i) {
    const auto line = std::to_string(i) + std::string(500, 'y') + "\n";
    all += line;
    ASSERT_TRUE(server_->send(line));
  }
  EXPECT_GT(server_->unsent(), 0U);
  EXPECT_TRUE(turn_until([&] { return client_got_.size() == all.size(); }));
  EXPECT_TRUE(client_got_ == all);
  EXPECT_EQ(server_->unsent(), 0U);
}

TEST_F(TcpTest, SendBeforeConnectedWaits) {
  client_ = std::move(TcpConnection::connect(*loop_, listener_->local(), client_handlers()).value());
  client_->send("early");
  EXPECT_TRUE(turn_until([&] { return server_got_ == "early"; }));
}

TEST_F(TcpTest, APeerThatDoesNotReadIsClosedAtTheLimitAndToldWhy) {
  connect();
  server_->set_unsent_max(1 << 20);
  // A raw peer that never reads.
  const Descriptor silent{::socket(AF_INET, SOCK_STREAM, 0)};
  sockaddr_storage name{};
  const auto length = listener_->local().to_sockaddr(name);
  server_.reset();
  ASSERT_EQ(::connect(silent.get(), reinterpret_cast<sockaddr*>(&name), length), 0);
  ASSERT_TRUE(turn_until([&] { return server_ != nullptr; }));
  server_->set_unsent_max(100'000);
  const std::string chunk(50'000, 'z');
  bool refused = false;
  for (int i = 0; i < 1000 && !refused; ++i) refused = !server_->send(chunk);
  EXPECT_TRUE(refused);
  EXPECT_FALSE(server_closed_.has_value()) << "not inside send";
  EXPECT_TRUE(turn_until([&] { return server_closed_.has_value(); }));
  EXPECT_EQ(server_closed_->code, base::ErrorCode::kOverloaded);
  EXPECT_FALSE(server_->send("more"));
}

TEST_F(TcpTest, CloseWhenSentDeliversEverythingFirst) {
  connect();
  server_->set_unsent_max(64 << 20);
  const std::string much(8 << 20, 'm');
  server_->send(much);
  server_->close_when_sent();
  EXPECT_FALSE(server_->send("late"));
  EXPECT_TRUE(turn_until([&] { return client_closed_.has_value() && server_closed_.has_value(); }));
  EXPECT_EQ(client_got_.size(), much.size());
  EXPECT_TRUE(client_closed_->message.empty());
  EXPECT_TRUE(server_closed_->message.empty());
}

TEST_F(TcpTest, DestroyingClosesWithoutACall) {
  connect();
  client_.reset();
  EXPECT_TRUE(turn_until([&] { return server_closed_.has_value(); }));
  EXPECT_FALSE(client_closed_.has_value());
}

TEST_F(TcpTest, NobodyListeningIsToldInWords) {
  const auto nobody = listener_->local();
  listener_.reset();
  client_ = std::move(TcpConnection::connect(*loop_, nobody, client_handlers()).value());
  ASSERT_TRUE(turn_until([&] { return client_closed_.has_value(); }));
  EXPECT_NE(client_closed_->message.find(nobody.text()), std::string::npos);
  EXPECT_FALSE(connected_);
}

TEST_F(TcpTest, AConnectThatGetsNoAnswerEndsInTime) {
  // A full accept queue answers no SYN, as a firewall that drops would.
  const Descriptor deaf{::socket(AF_INET, SOCK_STREAM, 0)};
  sockaddr_storage name{};
  socklen_t length = kAny.to_sockaddr(name);
  ASSERT_EQ(::bind(deaf.get(), reinterpret_cast<sockaddr*>(&name), length), 0);
  ASSERT_EQ(::listen(deaf.get(), 0), 0);
  ASSERT_EQ(::getsockname(deaf.get(), reinterpret_cast<sockaddr*>(&name), &length), 0);
  const auto address = Address::from_sockaddr(reinterpret_cast<sockaddr&>(name));
  std::vector<std::unique_ptr<TcpConnection>> fillers;
  for (int i = 0; i < 4; ++i) {
    fillers.push_back(std::move(TcpConnection::connect(*loop_, address, {{}, [](std::string_view) {}, {}}).value()));
  }
  client_ = std::move(TcpConnection::connect(*loop_, address, client_handlers(), {}, Millis{50}).value());
  ASSERT_TRUE(turn_until([&] { return client_closed_.has_value(); }));
  EXPECT_EQ(client_closed_->code, base::ErrorCode::kTimeout);
}

TEST_F(TcpTest, ASecondListenerIsToldWhichPort) {
  const auto second = TcpListener::listen(*loop_, listener_->local(), [](Descriptor, const Address&) {});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, base::ErrorCode::kAddressInUse);
  EXPECT_NE(second.error().message.find("port " + std::to_string(listener_->local().port)), std::string::npos);
}

class TcpSelfDestroyTest : public TcpTest {
 protected:
  TcpConnection::Handlers server_handlers() override {
    return {{}, [this](std::string_view) { server_.reset(); }, {}};
  }
};

TEST_F(TcpSelfDestroyTest, AHandlerMayDestroyItsConnection) {
  connect();
  client_->send("end yourself");
  EXPECT_TRUE(turn_until([&] { return server_ == nullptr && client_closed_.has_value(); }));
}

}  // namespace
}  // namespace peal::net
