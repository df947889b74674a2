#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "api/service/running_service.hpp"
#include "api/turn/turn_credential.hpp"

/// What pages are told of a tenant's TURN server.
namespace peal::api {
namespace {

using nlohmann::json;

const std::string kSharedSecret = "what only the two servers know";
const std::string kTurnCentre = R"(
tenant:
  key: demo
  name: {en-US: Demo}
  language: en-US
  turn: {urls: ["turns:turn.example.com:5349?transport=tcp"], lifetime: 2h}
agents:
  - {key: li, name: Li, number: "1001", device: browser}
  - {key: wu, name: Wu, number: "1002", device: phone}
users:
  - {key: li, name: Li, role: agent, agent: li}
  - {key: wu, name: Wu, role: agent, agent: wu}
  - {key: root, name: Root, role: administrator}
flows:
  - {key: echo, start: echo, nodes: {echo: {kind: echo}}}
numbers:
  - {digits: "7000", flow: echo}
)";

class TurnServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    running_.apply(kTurnCentre);
    for (const char* user : {"li", "wu", "root"}) running_.set_password({1}, user, std::string(user) + "-password-7");
  }
  net::HttpResponse ask(const std::string& method, const std::string& path, const json& body = {}) {
    net::HttpRequest request;
    request.method = method;
    request.path = path;
    if (!body.is_null()) request.body = body.dump();
    request.peer = net::Address::ipv4(192, 0, 2, 1, 4'000);
    request.headers.add("Host", "peal.example");
    if (!cookie_.empty()) request.cookies.add("peal_session", cookie_);
    return running_.ask(std::move(request));
  }
  json read(const std::string& path) { return json::parse(ask("GET", path).body); }
  void sign_in(const std::string& user) {
    cookie_.clear();
    const auto reply = ask("POST", "/api/sessions", {{"user", user}, {"password", user + "-password-7"}});
    ASSERT_EQ(reply.status, 201) << reply.body;
    for (const auto& [name, value] : reply.headers) {
      if (name == "Set-Cookie") cookie_ = value.substr(13, value.find(';') - 13);
    }
  }
  void set_secret(const std::string& secret) {
    sign_in("root");
    const auto reply = ask("PUT", "/api/turn/secret", {{"secret", secret}});
    ASSERT_EQ(reply.status, 204) << reply.body;
  }
  // Whose seconds are read from the credential itself: the clock goes on meanwhile.
  static void expect_good(const json& ice) {
    ASSERT_EQ(ice["iceServers"].size(), 1U) << ice;
    const auto& server = ice["iceServers"][0];
    EXPECT_EQ(server["urls"], json::array({"turns:turn.example.com:5349?transport=tcp"}));
    const auto username = server["username"].get<std::string>();
    const auto colon = username.find(':');
    const auto expires = base::from_unix_millis(std::stoll(username.substr(0, colon)) * 1'000);
    EXPECT_EQ(server["credential"], turn_credential(kSharedSecret, username.substr(colon + 1), expires).credential);
    EXPECT_EQ(ice["expires"].get<std::string>().substr(0, 19), base::to_rfc3339(expires).substr(0, 19));
    EXPECT_EQ(ice["renewSeconds"], 2'400);
    EXPECT_GT(expires, base::live_now() + base::Seconds{7'100});
    EXPECT_LE(expires, base::live_now() + base::Seconds{7'200});
  }

  RunningService running_;
  std::string cookie_;
};

const json kNoIce{{"iceServers", json::array()}, {"expires", nullptr}, {"renewSeconds", nullptr}, {"waitForCandidates", false}};

TEST_F(TurnServiceTest, WithoutASecretNoServerIsNamed) {
  sign_in("li");
  EXPECT_EQ(read("/api/me")["ice"], kNoIce);
  EXPECT_EQ(read("/api/me/ice"), kNoIce);
}

TEST_F(TurnServiceTest, DeskAndVisitorGetCredentialsOfTheirOwn) {
  set_secret(kSharedSecret);
  sign_in("li");
  const auto desk = read("/api/me")["ice"];
  expect_good(desk);
  EXPECT_TRUE(desk["iceServers"][0]["username"].get<std::string>().ends_with(":li"));
  expect_good(read("/api/me/ice"));
  cookie_.clear();
  const auto call = ask("POST", "/api/web-calls", {{"number", "7000"}});
  ASSERT_EQ(call.status, 201) << call.body;
  const auto visitor = json::parse(call.body)["ice"];
  expect_good(visitor);
  EXPECT_NE(visitor["iceServers"][0]["username"].get<std::string>().find(":web-"), std::string::npos);
}

TEST_F(TurnServiceTest, WhoHasNoPhoneInTheBrowserGetsNone) {
  set_secret(kSharedSecret);
  for (const char* user : {"root", "wu"}) {
    sign_in(user);
    EXPECT_EQ(read("/api/me")["ice"], kNoIce) << user;
    EXPECT_EQ(read("/api/me/ice"), kNoIce) << user;
  }
}

TEST_F(TurnServiceTest, AnotherSecretHoldsAtOnceAndNoneEndsIt) {
  set_secret("another one, which is over soon");
  set_secret(kSharedSecret);
  sign_in("li");
  expect_good(read("/api/me/ice"));
  set_secret("");
  sign_in("li");
  EXPECT_EQ(read("/api/me/ice"), kNoIce);
}

TEST_F(TurnServiceTest, OnlyAdministratorsSetItAndNobodySeesIt) {
  EXPECT_EQ(ask("PUT", "/api/turn/secret", {{"secret", kSharedSecret}}).status, 401);
  EXPECT_EQ(ask("GET", "/api/me/ice").status, 401);
  sign_in("li");
  EXPECT_EQ(ask("PUT", "/api/turn/secret", {{"secret", kSharedSecret}}).status, 403);
  sign_in("root");
  EXPECT_EQ(ask("PUT", "/api/turn/secret", {{"secret", "short"}}).status, 400);
  EXPECT_EQ(ask("PUT", "/api/turn/secret", {{"secret", kSharedSecret}, {"tenant", "other"}}).status, 404);
  set_secret(kSharedSecret);
  for (const char* path : {"/api/settings/current", "/api/settings/export", "/api/settings/revisions", "/api/me"}) {
    EXPECT_EQ(ask("GET", path).body.find(kSharedSecret), std::string::npos) << path;
  }
}

}  // namespace
}  // namespace peal::api
