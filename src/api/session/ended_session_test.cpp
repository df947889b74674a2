#include <chrono>
#include <condition_variable>
#include <mutex>

#include <gtest/gtest.h>

#include "api/http/handlers.hpp"
#include "api/service/running_service.hpp"
#include "api/web_call/sip_upgrade.hpp"

/// A session ends while something that would outlive it is being opened.
namespace peal::api {
namespace {

const std::string kOneAgent = R"(
tenant: {key: demo, name: {en-US: Demo}, language: en-US}
agents:
  - {key: li, name: Li, number: "1001", device: browser}
users:
  - {key: li, name: Li, role: agent, agent: li}
)";

/// The server's end of a WebSocket, and what it is told.
class ToldSocket {
 public:
  net::WebSocket handle(std::uint64_t id, std::map<std::string, std::string> attributes = {}) {
    auto core = std::make_shared<net::WebSocket::Core>();
    core->id = id;
    core->attributes = std::move(attributes);
    core->send = [this](const std::shared_ptr<const std::string>&, bool) {
      note(sent_, true);
      return true;
    };
    core->close = [this](std::uint16_t code, const std::string&) { note(closed_, code); };
    core->unsent_bytes = [] { return std::size_t{0}; };
    return net::WebSocket(std::move(core));
  }
  /// The code of its close; 0 when none comes.
  std::uint16_t closed() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds{30}, [this] { return closed_ != 0; });
    return closed_;
  }
  std::uint16_t closed_so_far() {
    const std::lock_guard lock(mutex_);
    return closed_;
  }
  bool sent() {
    const std::lock_guard lock(mutex_);
    return sent_;
  }

 private:
  template <class Fact, class Value>
  void note(Fact& fact, Value value) {
    const std::lock_guard lock(mutex_);
    fact = value;
    changed_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint16_t closed_ = 0;
  bool sent_ = false;
};

class EndedSessionTest : public testing::Test {
 protected:
  void SetUp() override {
    running_.apply(kOneAgent);
    running_.set_password({1}, "li", "li-password-7");
    auto request = request_for("POST", "/api/sessions");
    request.body = R"({"user":"li","password":"li-password-7"})";
    for (const auto& [name, value] : running_.ask(std::move(request)).headers) {
      if (name == "Set-Cookie") cookie_ = value.substr(0, value.find(';')).substr(kSessionCookie.size() + 1);
    }
    ASSERT_FALSE(cookie_.empty());
  }

  [[nodiscard]] net::HttpRequest request_for(const std::string& method, const std::string& path) const {
    net::HttpRequest request;
    request.method = method;
    request.target = request.path = path;
    request.peer = net::Address::ipv4(192, 0, 2, 1, 4'000);
    request.headers.add("Host", "peal.example");
    if (!cookie_.empty()) request.cookies.add(std::string(kSessionCookie), cookie_);
    return request;
  }
  Identity identity() {
    auto found = context().authenticator.look_up(request_for("GET", "/api/me"), base::live_now());
    EXPECT_TRUE(found);
    return found.value_or(Identity{});
  }
  void sign_out() { EXPECT_EQ(running_.ask(request_for("DELETE", "/api/sessions/current")).status, 204); }
  Context& context() { return running_.context(); }

  ToldSocket told_, other_;  // Outlive whoever may still hold their handles.
  RunningService running_;
  std::string cookie_;
};

TEST_F(EndedSessionTest, OpensNoEventStreamThatWasAskedForBefore) {
  const auto who = identity();
  sign_out();
  context().events.open_as(told_.handle(7), request_for("GET", "/events"), who);
  EXPECT_EQ(told_.closed(), kCloseSessionOver);
  EXPECT_FALSE(told_.sent());
}

TEST_F(EndedSessionTest, AnotherOnesEndClosesNoEventStream) {
  const auto who = identity();
  context().authenticator.forget_all();
  const auto socket = told_.handle(7);
  const auto handler = context().events.handler();
  context().events.open_as(socket, request_for("GET", "/events"), who);
  handler.message(socket, R"({"type":"hello","position":null})", false);
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  while (!told_.sent() && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
  EXPECT_TRUE(told_.sent()) << "It was looked up again and opened.";
  EXPECT_EQ(told_.closed_so_far(), 0);
  handler.closed(socket, net::kCloseNormal, "");
}

TEST_F(EndedSessionTest, KeepsNoSipSocketThatWasLetInBefore) {
  auto request = request_for("GET", "/sip");
  request.headers.add("Sec-WebSocket-Protocol", "sip");
  const auto handler = watch_sip(context(), {});
  const auto accepted = accept_sip(context(), request);
  ASSERT_TRUE(accepted) << accepted.error().describe();
  handler.opened(told_.handle(8, accepted->attributes), request);
  EXPECT_EQ(told_.closed_so_far(), 0);
  sign_out();
  EXPECT_EQ(told_.closed(), kCloseSessionOver);
  handler.opened(other_.handle(9, accepted->attributes), request);
  EXPECT_EQ(other_.closed(), kCloseSessionOver);
}

TEST_F(EndedSessionTest, LeavesNoPasswordForASoftphone) {
  Call call;
  call.request = request_for("GET", "/api/me");
  call.identity = identity();
  call.language = "en-US";
  std::uint16_t status = 0;
  call.answer = [&](const net::HttpResponse& response) { status = response.status; };
  const auto agent = call.identity.agent;
  me(context(), call);
  EXPECT_EQ(status, 200);
  EXPECT_TRUE(context().softphones.password_of(agent, base::live_now()));
  sign_out();
  me(context(), call);  // It had passed the door before.
  EXPECT_FALSE(context().softphones.password_of(agent, base::live_now()));
}

}  // namespace
}  // namespace peal::api
