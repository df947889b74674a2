#include "api/service/running_service.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "api/web_call/sip_upgrade.hpp"

namespace peal::api {
namespace {

using nlohmann::json;

const std::string kCentre = R"(
tenant: {key: demo, name: {zh-CN: 演示, en-US: Demo}, language: zh-CN, allowed_origins: [https://shop.example]}
skills:
  - {key: sales, name: 销售}
queues:
  - {key: sales, name: 销售队列, skills: {sales: 1}}
agents:
  - {key: li, name: 小李, number: "1001", device: browser, skills: {sales: 5}}
users:
  - {key: li, name: 小李, role: agent, agent: li}
  - {key: chen, name: 班长, role: supervisor}
  - {key: root, name: 管理员, role: administrator}
flows:
  - key: main
    start: answer
    nodes:
      answer: {kind: answer, next: sales}
      sales: {kind: queue, queue: sales}
  - key: echo
    start: echo
    nodes:
      echo: {kind: echo}
numbers:
  - {digits: "7000", name: {zh-CN: 热线, en-US: Hotline}, flow: main}
  - {digits: "43", flow: echo}
reasons: [{key: lunch, name: 午餐}]
dispositions: [{key: sold, name: 成交}]
)";

struct Reply {
  std::uint16_t status = 0;
  json body;
  net::HttpResponse whole;
  [[nodiscard]] std::string header(std::string_view name) const {
    for (const auto& [key, value] : whole.headers) {
      if (key == name) return value;
    }
    return {};
  }
};

class ServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    running_.apply(kCentre);
    for (const char* user : {"li", "chen", "root"}) running_.set_password({1}, user, std::string(user) + "-password-7");
  }

  Reply ask(const std::string& method, const std::string& target, const std::string& body = {},
            std::vector<std::pair<std::string, std::string>> headers = {}) {
    net::HttpRequest request;
    request.method = method;
    EXPECT_TRUE(net::parse_target(target, request));
    request.body = body;
    request.peer = net::Address::ipv4(192, 0, 2, 1, 4'000);
    request.headers.add("Host", "peal.example");
    if (!cookie_.empty()) request.cookies.add("peal_session", cookie_);
    for (auto& [name, value] : headers) request.headers.add(name, value);
    Reply reply;
    reply.whole = running_.ask(std::move(request));
    reply.status = reply.whole.status;
    reply.body = json::parse(reply.whole.body, nullptr, false);
    return reply;
  }
  Reply sign_in(const std::string& user) {
    cookie_.clear();
    auto reply = ask("POST", "/api/sessions", json{{"user", user}, {"password", user + "-password-7"}}.dump());
    const auto set = reply.header("Set-Cookie");
    cookie_ = set.substr(0, set.find(';')).substr(std::min<std::size_t>(set.size(), 13));
    return reply;
  }

  RunningService running_;
  std::string cookie_;
};

TEST_F(ServiceTest, SignsInAndOut) {
  const auto wrong = ask("POST", "/api/sessions", R"({"user":"li","password":"no"})", {{"Accept-Language", "zh-CN"}});
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.body["where"], "api.wrong_password");
  EXPECT_EQ(wrong.body["detail"], "用户名或密码不正确。");
  EXPECT_EQ(ask("GET", "/api/me").status, 401);

  const auto right = sign_in("li@demo");
  EXPECT_EQ(right.status, 401);  // The password of the test is "li-...", not "li@demo-...".
  const auto session = sign_in("li");
  ASSERT_EQ(session.status, 201) << session.whole.body;
  const auto set = session.header("Set-Cookie");
  EXPECT_NE(set.find("HttpOnly"), std::string::npos);
  EXPECT_NE(set.find("SameSite=Strict"), std::string::npos);
  EXPECT_EQ(set.find("Secure"), std::string::npos);
  EXPECT_EQ(session.body["role"], "agent");

  const auto me = ask("GET", "/api/me");
  ASSERT_EQ(me.status, 200) << me.whole.body;
  EXPECT_EQ(me.body["agent"]["key"], "li");
  EXPECT_EQ(me.body["softphone"]["echoNumber"], "43");
  EXPECT_EQ(me.body["permissions"][0], "desk.use");
  const auto agent = *base::parse_id<core::AgentId>(me.body["agent"]["id"].get<std::string>());
  EXPECT_EQ(running_.context().softphones.password_of(agent, base::live_now()),
            me.body["softphone"]["credential"]["password"].get<std::string>());

  EXPECT_EQ(ask("DELETE", "/api/sessions/current").status, 204);
  EXPECT_EQ(ask("GET", "/api/me").status, 401);
  EXPECT_FALSE(running_.context().softphones.password_of(agent, base::live_now()));
}

TEST_F(ServiceTest, RefusesForeignPagesAndLowerRoles) {
  sign_in("li");
  const auto foreign = ask("POST", "/api/agent/sign-in", "", {{"Origin", "https://evil.example"}});
  EXPECT_EQ(foreign.status, 403);
  EXPECT_EQ(foreign.body["where"], "api.foreign_origin");
  EXPECT_EQ(ask("POST", "/api/agent/sign-in", "", {{"Origin", "http://peal.example"}}).status, 200);
  EXPECT_EQ(ask("GET", "/api/settings/current").status, 403);
  EXPECT_EQ(ask("GET", "/api/sessions").status, 403);
  sign_in("chen");
  EXPECT_EQ(ask("POST", "/api/agent/sign-in").body["where"], "api.not_an_agent");
}

TEST_F(ServiceTest, LimitsTriesToSignIn) {
  int last = 0;
  for (int i = 0; i < 12; ++i) last = ask("POST", "/api/sessions", R"({"user":"nobody","password":"x"})").status;
  EXPECT_EQ(last, 429);
  EXPECT_EQ(sign_in("li").status, 201);  // Another name, still under the limit of the source.
}

TEST_F(ServiceTest, RevokingASessionEndsItAtOnce) {
  sign_in("li");
  const auto of_li = cookie_;
  EXPECT_EQ(ask("GET", "/api/me").status, 200);
  sign_in("root");
  const auto sessions = ask("GET", "/api/sessions");
  ASSERT_EQ(sessions.body["items"].size(), 2U);
  for (const auto& session : sessions.body["items"]) {
    if (session["user"]["name"] != "li") continue;
    EXPECT_EQ(ask("DELETE", "/api/sessions/" + session["id"].get<std::string>()).status, 204);
  }
  cookie_ = of_li;
  EXPECT_EQ(ask("GET", "/api/me").status, 401);
}

TEST_F(ServiceTest, CommandsAreAnsweredByTheRules) {
  sign_in("li");
  const auto done = ask("POST", "/api/agent/sign-in");
  ASSERT_EQ(done.status, 200) << done.whole.body;
  EXPECT_GT(done.body["position"].get<int>(), 0);
  const auto refused = ask("PUT", "/api/agent/status", R"({"status":"ready"})", {{"Accept-Language", "en"}});
  EXPECT_EQ(refused.status, 409);  // No softphone has registered.
  EXPECT_EQ(refused.body["where"], "refuse.no_device");
  EXPECT_NE(refused.body["detail"].get<std::string>().find("softphone"), std::string::npos);
  EXPECT_EQ(ask("PUT", "/api/agent/status", R"({"status":"asleep"})").body["where"], "status");
  EXPECT_EQ(ask("POST", "/api/contacts/1-0DQ3M8X0A4K0C/hold").status, 404);
  EXPECT_EQ(ask("POST", "/api/contacts/2-0DQ3M8X0A4K0C/hold").body["where"], "id");
  EXPECT_EQ(ask("POST", "/api/contacts/1-0DQ3M8X0A4K0C/mute", "{}").body["where"], "on");
}

TEST_F(ServiceTest, ShowsTheStateOfTheMoment) {
  sign_in("chen");
  const auto live = ask("GET", "/api/live");
  ASSERT_EQ(live.status, 200);
  std::map<std::string, int> kinds;
  for (const auto& document : live.body["documents"]) ++kinds[document["kind"]];
  EXPECT_EQ(kinds["agent"], 1);
  EXPECT_EQ(kinds["queue"], 1);
  EXPECT_EQ(kinds["me"], 1);
  EXPECT_EQ(ask("GET", "/api/figures").body["now"].size(), 1U);
  EXPECT_EQ(ask("GET", "/api/agents").body["items"].size(), 1U);
  EXPECT_EQ(ask("GET", "/api/queues").body["items"][0]["key"], "sales");
  EXPECT_EQ(ask("GET", "/api/contacts?limit=5").body["items"].size(), 0U);
  EXPECT_EQ(ask("GET", "/api/contacts?queue=nonsense").body["where"], "queue");
  EXPECT_EQ(ask("GET", "/api/contacts?unknown=1").body["where"], "unknown");
  EXPECT_EQ(ask("GET", "/api/recordings/1-0DQ3M8X0A4K0C/audio").status, 404);
}

TEST_F(ServiceTest, KeepsCustomersOnce) {
  sign_in("li");
  const auto made = ask("POST", "/api/customers", R"({"name":"王芳","numbers":["138 1029 8208"]})");
  ASSERT_EQ(made.status, 201) << made.whole.body;
  EXPECT_EQ(made.body["numbers"][0], "+8613810298208");
  EXPECT_EQ(ask("POST", "/api/customers", R"({"name":"王方","numbers":["+8613810298208"]})").status, 409);
  const auto path = "/api/customers/" + made.body["id"].get<std::string>();
  const auto saved = ask("PUT", path, R"({"version":1,"notes":"喜欢茶 😀","tags":["vip"]})");
  ASSERT_EQ(saved.status, 200) << saved.whole.body;
  EXPECT_EQ(saved.body["notes"], "喜欢茶 😀");
  const auto late = ask("PUT", path, R"({"version":1,"notes":"other"})");
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(late.body["where"], "api.changed_meanwhile");
  EXPECT_EQ(ask("GET", path).body["version"], saved.body["version"]);
  EXPECT_EQ(ask("GET", "/api/customers?q=%E7%8E%8B").body["items"].size(), 1U);
  EXPECT_EQ(ask("GET", path + "/history").body["items"].size(), 0U);
}

TEST_F(ServiceTest, AppliesSettingsOnce) {
  sign_in("root");
  auto next = kCentre;
  next.replace(next.find("小李"), std::string("小李").size(), "小黎");
  const auto applied = ask("POST", "/api/settings/apply", next);
  ASSERT_EQ(applied.status, 200) << applied.whole.body;
  EXPECT_TRUE(applied.body["changed"]);
  EXPECT_GE(applied.body["changes"].size(), 1U);
  EXPECT_FALSE(ask("POST", "/api/settings/apply", next).body["changed"]);
  EXPECT_EQ(ask("POST", "/api/settings/apply", "tenant: [").status, 400);
  EXPECT_EQ(ask("GET", "/api/settings/revisions").body["items"][0]["by"], "root");
  EXPECT_EQ(ask("GET", "/api/settings/current").body["flows"].size(), 2U);
}

TEST_F(ServiceTest, GivesTokensForOneCall) {
  EXPECT_EQ(ask("POST", "/api/web-calls", R"({"number":"9"})").body["where"], "api.no_such_number");
  const auto call = ask("POST", "/api/web-calls", R"({"number":"7000","name":"王芳"})");
  ASSERT_EQ(call.status, 201) << call.whole.body;
  net::HttpRequest upgrade;
  upgrade.method = "GET";
  ASSERT_TRUE(net::parse_target(call.body["sip"]["wsPath"].get<std::string>(), upgrade));
  upgrade.headers.add("Host", "peal.example");
  EXPECT_FALSE(accept_sip(running_.context(), upgrade));  // Without the sub-protocol.
  upgrade.headers.add("Sec-WebSocket-Protocol", "chat, sip");
  const auto accepted = accept_sip(running_.context(), upgrade);
  ASSERT_TRUE(accepted) << accepted.error().describe();
  EXPECT_EQ(web_call_of(accepted->attributes)->number, "7000");
  EXPECT_FALSE(accept_sip(running_.context(), upgrade));
}

TEST_F(ServiceTest, CarriesWhatTheVisitorSays) {
  const auto call = ask("POST", "/api/web-calls", R"({"number":"7000","name":" 王芳 ","caller":"138 1029 8208"})");
  ASSERT_EQ(call.status, 201) << call.whole.body;
  net::HttpRequest upgrade;
  ASSERT_TRUE(net::parse_target(call.body["sip"]["wsPath"].get<std::string>(), upgrade));
  upgrade.headers.add("Host", "peal.example");
  upgrade.headers.add("Sec-WebSocket-Protocol", "sip");
  const auto accepted = accept_sip(running_.context(), upgrade);
  ASSERT_TRUE(accepted) << accepted.error().describe();
  const auto claims = web_call_of(accepted->attributes);
  EXPECT_EQ(claims->name, "王芳");
  EXPECT_EQ(claims->caller, "+8613810298208");

  const auto asked = [&](const json& body, const std::string& language) {
    return ask("POST", "/api/web-calls", body.dump(), {{"Accept-Language", language}});
  };
  const auto wrong = asked({{"number", "7000"}, {"caller", "1381029"}}, "zh-CN");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.body["where"], "api.not_a_number");
  EXPECT_EQ(wrong.body["detail"], "这不是有效的电话号码，请检查后再试；也可以不填。");
  EXPECT_NE(asked({{"number", "7000"}, {"caller", "x"}}, "en").body["detail"].get<std::string>().find("not a telephone"),
            std::string::npos);
  EXPECT_EQ(asked({{"number", "7000"}, {"name", "a\r\nb"}}, "en").body["where"], "api.not_a_name");
  EXPECT_EQ(asked({{"number", "7000"}, {"name", std::string(101, 'a')}}, "en").body["where"], "name");
  EXPECT_EQ(asked({{"number", "7000"}, {"caller", std::string(41, '1')}}, "en").body["where"], "caller");
  EXPECT_EQ(asked({{"number", "7000"}, {"caller", 13810298208}}, "en").body["where"], "caller");
  EXPECT_EQ(asked({{"number", "7000"}, {"admin", true}}, "en").body["where"], "admin");
}

TEST_F(ServiceTest, LetsOnlyThePagesOfTheTenantCarryTheWidget) {
  const std::string body = R"({"number":"7000"})";
  const auto shop = ask("POST", "/api/web-calls", body, {{"Origin", "https://shop.example"}});
  ASSERT_EQ(shop.status, 201) << shop.whole.body;
  EXPECT_EQ(shop.header("Access-Control-Allow-Origin"), "https://shop.example");
  EXPECT_EQ(shop.header("Vary"), "Origin");
  EXPECT_EQ(shop.header("Access-Control-Allow-Credentials"), "");
  const auto mistake = ask("POST", "/api/web-calls", "{}", {{"Origin", "https://shop.example"}});
  EXPECT_EQ(mistake.header("Access-Control-Allow-Origin"), "https://shop.example") << "the page must read why";
  const auto evil = ask("POST", "/api/web-calls", body, {{"Origin", "https://evil.example"}});
  EXPECT_EQ(evil.status, 403);
  EXPECT_EQ(evil.header("Access-Control-Allow-Origin"), "");

  const auto before = [&](const std::string& origin, const std::string& path) {
    return ask("OPTIONS", path, "", {{"Origin", origin}, {"Access-Control-Request-Method", "POST"}});
  };
  const auto preflight = before("https://shop.example", "/api/web-calls");
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.header("Access-Control-Allow-Origin"), "https://shop.example");
  EXPECT_EQ(preflight.header("Access-Control-Allow-Methods"), "POST");
  EXPECT_EQ(before("https://evil.example", "/api/web-calls").header("Access-Control-Allow-Origin"), "");
  EXPECT_EQ(before("https://shop.example", "/api/sessions").status, 403);

  // Nothing else opens to the shop's page, above all nothing with a session.
  sign_in("li");
  const auto foreign = ask("POST", "/api/agent/sign-in", "", {{"Origin", "https://shop.example"}});
  EXPECT_EQ(foreign.status, 403);
  EXPECT_EQ(foreign.header("Access-Control-Allow-Origin"), "");
  EXPECT_EQ(ask("GET", "/api/me", "", {{"Origin", "https://shop.example"}}).header("Access-Control-Allow-Origin"), "");
  EXPECT_EQ(ask("GET", "/widget/peal.js", "", {{"Origin", "https://shop.example"}}).header("Access-Control-Allow-Origin"),
            "https://shop.example");
  EXPECT_EQ(ask("GET", "/widget/peal.js", "", {{"Origin", "https://evil.example"}}).header("Access-Control-Allow-Origin"), "");
  EXPECT_EQ(ask("GET", "/", "", {{"Origin", "https://shop.example"}}).header("Access-Control-Allow-Origin"), "");
}

TEST_F(ServiceTest, OpensSipToThePageOfTheTokensTenant) {
  const auto upgrade_from = [&](const std::string& origin) {
    const auto call = ask("POST", "/api/web-calls", R"({"number":"7000"})");
    net::HttpRequest upgrade;
    EXPECT_TRUE(net::parse_target(call.body["sip"]["wsPath"].get<std::string>(), upgrade));
    upgrade.headers.add("Host", "peal.example");
    upgrade.headers.add("Sec-WebSocket-Protocol", "sip");
    upgrade.headers.add("Origin", origin);
    return upgrade;
  };
  EXPECT_TRUE(accept_sip(running_.context(), upgrade_from("https://shop.example")));
  EXPECT_EQ(accept_sip(running_.context(), upgrade_from("https://evil.example")).error().code, base::ErrorCode::kForbidden);
  auto agent = upgrade_from("https://shop.example");
  agent.query = {};
  sign_in("li");
  agent.cookies.add("peal_session", cookie_);
  EXPECT_EQ(accept_sip(running_.context(), agent).error().code, base::ErrorCode::kForbidden);
}

TEST_F(ServiceTest, LetsAnAgentsPageOpenSip) {
  net::HttpRequest upgrade;
  upgrade.method = "GET";
  ASSERT_TRUE(net::parse_target("/sip", upgrade));
  upgrade.headers.add("Host", "peal.example");
  upgrade.headers.add("Sec-WebSocket-Protocol", "sip");
  EXPECT_FALSE(accept_sip(running_.context(), upgrade));
  sign_in("li");
  upgrade.cookies.add("peal_session", cookie_);
  const auto accepted = accept_sip(running_.context(), upgrade);
  ASSERT_TRUE(accepted) << accepted.error().describe();
  EXPECT_EQ(accepted->attributes.at("kind"), "agent");
  EXPECT_FALSE(web_call_of(accepted->attributes));
  upgrade.headers.add("Origin", "https://evil.example");
  EXPECT_EQ(accept_sip(running_.context(), upgrade).error().code, base::ErrorCode::kForbidden);
}

TEST_F(ServiceTest, KnowsTheStoredSettingsBeforeTheFollowerHasSaidAnything) {
  const auto& running = running_.context();
  const auto& with = running.rooms;
  engine::Follower silent(core::make_state(), 0, [](const auto&, auto) {});
  const Context fresh(running.config, Rooms{with.engine, silent, with.settings, with.customers, with.sessions, with.audit, with.pool, with.keys, with.projector});
  EXPECT_EQ(fresh.settings.all()->revision, running.settings.all()->revision);
  ASSERT_EQ(fresh.settings.all()->centres.size(), 1U);
  EXPECT_EQ(fresh.settings.all()->centres.front().key, "demo");
}

TEST_F(ServiceTest, TellsStrangersNoMoreThanTheyNeed) {
  EXPECT_EQ(ask("GET", "/healthz").body["status"], "ok");
  EXPECT_EQ(ask("GET", "/metrics").status, 401);
  EXPECT_EQ(ask("GET", "/api/public/demo").body["numbers"].size(), 1U);
  const auto nothing = ask("GET", "/api/nothing");
  EXPECT_EQ(nothing.status, 404);
  EXPECT_EQ(nothing.header("Content-Type"), "application/problem+json");
  const auto wrong = ask("DELETE", "/api/me");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.header("Allow"), "GET");
  EXPECT_EQ(wrong.body["status"], 405);
  EXPECT_EQ(ask("GET", "/api/me", "", {{"Authorization", "Bearer nonsense"}}).body["where"], "api.bad_key");
}

}  // namespace
}  // namespace peal::api
