#include "api/http/route.hpp"

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "api/access/identity.hpp"
#include "api/http/router.hpp"
#include "api/system/openapi_text.hpp"

namespace peal::api {
namespace {

const YAML::Node& contract() {
  static const YAML::Node kContract = YAML::LoadFile(PEAL_SOURCE_DIR "/api/openapi.yaml");
  return kContract;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// "GET /api/me" to its x-permission.
std::map<std::string, std::string> contract_routes() {
  std::map<std::string, std::string> found;
  for (const auto& path : contract()["paths"]) {
    for (const auto& operation : path.second) {
      const auto name = upper(operation.first.as<std::string>()) + " " + path.first.as<std::string>();
      found[name] = operation.second["x-permission"].as<std::string>();
    }
  }
  return found;
}

std::map<std::string, std::string> table_routes() {
  std::map<std::string, std::string> found;
  for (const Route& route : routes()) {
    const auto name = std::string(route.method) + " " + std::string(route.pattern);
    EXPECT_TRUE(found.emplace(name, access_name(route.access)).second) << name << " is in the table twice";
  }
  return found;
}

TEST(Routes, AreExactlyThoseOfTheContractWithItsPermissions) { EXPECT_EQ(table_routes(), contract_routes()); }

TEST(Routes, TheProgramCarriesTheContract) {
  EXPECT_EQ(YAML::Load(std::string(openapi_text()))["info"]["title"].as<std::string>(), "Peal");
}

TEST(Routes, EveryOperationSaysHowItFails) {
  for (const auto& path : contract()["paths"]) {
    for (const auto& operation : path.second) {
      EXPECT_TRUE(operation.second["responses"]["default"].IsDefined()) << path.first;
      EXPECT_TRUE(operation.second["operationId"].IsDefined()) << path.first;
    }
  }
}

TEST(Routes, EveryObjectOfTheContractIsClosed) {
  for (const auto& schema : contract()["components"]["schemas"]) {
    const auto& body = schema.second;
    if (!body["properties"].IsDefined()) continue;
    EXPECT_TRUE(body["additionalProperties"].IsDefined() && !body["additionalProperties"].as<bool>()) << schema.first;
    for (const auto& name : body["required"]) {
      EXPECT_TRUE(body["properties"][name.as<std::string>()].IsDefined()) << schema.first << "." << name;
    }
  }
}

TEST(Routes, MatchMethodAndPath) {
  const auto hold = match_route("POST", "/api/contacts/1-0DQ3M8X0A4K0C/hold");
  ASSERT_NE(hold.route, nullptr);
  EXPECT_EQ(hold.route->pattern, "/api/contacts/{id}/hold");
  EXPECT_EQ(hold.id, "1-0DQ3M8X0A4K0C");
  const auto current = match_route("DELETE", "/api/sessions/current");
  ASSERT_NE(current.route, nullptr);
  EXPECT_EQ(current.route->pattern, "/api/sessions/current");
  EXPECT_NE(match_route("HEAD", "/healthz").route, nullptr);
}

TEST(Routes, TellUnknownPathsFromWrongMethods) {
  EXPECT_EQ(match_route("GET", "/api/nothing").allow, "");
  const auto wrong = match_route("PATCH", "/api/customers/1-0DQ3M8X0A4K0C");
  EXPECT_EQ(wrong.route, nullptr);
  EXPECT_EQ(wrong.allow, "GET, PUT, DELETE");
  EXPECT_EQ(match_route("GET", "/api/contacts/a/b/hold").route, nullptr);
  EXPECT_EQ(match_route("GET", "/api/contacts/").route, nullptr);
}

TEST(Routes, LimitBodiesBeforeTheyAreRead) {
  EXPECT_EQ(body_bytes_max("POST", "/api/settings/apply"), kSettingsBodyMax);
  EXPECT_EQ(body_bytes_max("POST", "/api/web-calls"), kJsonBodyMax);
  EXPECT_EQ(body_bytes_max("POST", "/somewhere"), 0U);
}

// Each route against each kind of caller. The ladder is written down here a
// second time on purpose: a slip in one of the two fails.
struct Caller {
  std::string name;
  Identity identity;
};

Identity of(Identity::Kind kind, Role role, bool agent) {
  Identity identity;
  identity.kind = kind;
  identity.role = role;
  identity.tenant = {1};
  if (agent) identity.agent = {{1}, 7};
  return identity;
}

std::vector<Caller> callers() {
  using Kind = Identity::Kind;
  return {{"nobody", of(Kind::kNobody, Role::kAdministrator, false)},
          {"agent", of(Kind::kPerson, Role::kAgent, true)},
          {"agent without a desk", of(Kind::kPerson, Role::kAgent, false)},
          {"supervisor", of(Kind::kPerson, Role::kSupervisor, false)},
          {"supervisor at a desk", of(Kind::kPerson, Role::kSupervisor, true)},
          {"administrator", of(Kind::kPerson, Role::kAdministrator, false)},
          {"agent program", of(Kind::kProgram, Role::kAgent, false)},
          {"administrator program", of(Kind::kProgram, Role::kAdministrator, false)},
          {"control", of(Kind::kControl, Role::kAdministrator, false)}};
}

std::set<std::string> expected_callers(const std::string& permission) {
  static const std::set<std::string> kKnown{"agent",         "agent without a desk",  "supervisor", "supervisor at a desk",
                                            "administrator", "agent program", "administrator program", "control"};
  static const std::set<std::string> kAdministrators{"administrator", "administrator program", "control"};
  if (permission == "public") {
    auto all = kKnown;
    all.insert("nobody");
    return all;
  }
  if (permission == "person") {
    return {"agent", "agent without a desk", "supervisor", "supervisor at a desk", "administrator"};
  }
  if (permission == "desk.use") return {"agent", "supervisor at a desk"};
  if (permission == "live.all" || permission == "contacts.all" || permission == "signalling.read") {
    return {"supervisor", "supervisor at a desk", "administrator", "administrator program", "control"};
  }
  if (permission.starts_with("settings.") || permission == "sessions.manage" || permission == "keys.manage" || permission == "trunks.manage" || permission == "security.manage" ||
      permission == "signalling.capture" || permission == "signalling.watch" || permission == "metrics.read" ||
      permission == "contacts.withheld" || permission == "customers.forget") {
    return kAdministrators;
  }
  return kKnown;
}

TEST(Permissions, EachRouteForEachCaller) {
  for (const Route& route : routes()) {
    const std::string permission(access_name(route.access));
    std::set<std::string> let_in;
    for (const auto& [name, identity] : callers()) {
      if (identity.may(route.access)) let_in.insert(name);
    }
    EXPECT_EQ(let_in, expected_callers(permission)) << route.method << " " << route.pattern;
  }
}

TEST(Permissions, AreThoseOfTheContract) {
  std::set<std::string> named;
  for (std::size_t i = 0; i < kPermissionCount; ++i) {
    named.emplace(permission_name(static_cast<Permission>(i)));
  }
  std::set<std::string> written;
  for (const auto& name : contract()["components"]["schemas"]["Permission"]["enum"]) written.insert(name.as<std::string>());
  EXPECT_EQ(named, written);
}

}  // namespace
}  // namespace peal::api
