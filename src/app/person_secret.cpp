#include "app/person_secret.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/serve/data_folder.hpp"
#include "app/serve/server.hpp"
#include "app/serve/stores.hpp"
#include "app/server_call.hpp"
#include "app/typed_secret.hpp"
#include "net/http_message.hpp"
#include "records/sessions.hpp"
#include "settings/limits.hpp"
#include "settings/store.hpp"

/// Passwords and PINs of people: what stands in no settings file.
namespace peal::app {
namespace {

// The three are alike: where a person is listed, and where what is typed goes.
struct Secret {
  const char* what;     ///< "Phone password of {}"
  const char* section;  ///< Of the settings: "agents".
  const char* path;     ///< "/api/agents/{}/phone-password"
  const char* field;    ///< Of the body.
  bool may_go;          ///< An empty line takes it away.
};
constexpr Secret kUserPassword{"Password of user {}", "users", "/api/users/{}/password", "password", false};
constexpr Secret kPhonePassword{"Phone password of agent {}", "agents", "/api/agents/{}/phone-password", "password", false};
constexpr Secret kPhonePin{"PIN of agent {}", "agents", "/api/agents/{}/phone-pin", "pin", true};

base::Error nobody(const PersonOptions& options, const Secret& secret) {
  return {base::ErrorCode::kNotFound, fmt::format("There is no '{}' among the {} of the settings.", options.key, secret.section), ""};
}

base::Status person_on_server(const PersonOptions& options, const Secret& secret, const std::string& typed) {
  net::Fetch list;
  list.url = fmt::format("/api/settings/{}?search={}", secret.section, net::percent_encode(options.key));
  const auto found = ask_server(options, std::move(list));
  if (!found) return base::fail(found.error());
  const auto json = nlohmann::json::parse(found->body, nullptr, false);
  if (!json.is_object() || !json.contains("items")) return base::fail(base::ErrorCode::kInternal, "The server's answer is no list.");
  std::string id;
  for (const auto& item : json["items"]) {
    if (item.value("key", "") == options.key) id = item.value("id", "");
  }
  if (id.empty()) return base::fail(nobody(options, secret));
  net::Fetch fetch;
  fetch.method = typed.empty() ? "DELETE" : "PUT";
  fetch.url = fmt::format(fmt::runtime(secret.path), id);
  if (!typed.empty()) {
    fetch.headers = {{"Content-Type", "application/json"}};
    fetch.body = nlohmann::json{{secret.field, typed}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
  const auto answer = ask_server(options, std::move(fetch));
  return answer ? base::Status{} : base::fail(answer.error());
}

base::Status keep_of_user(db::Pool& pool, const PersonOptions& options, const std::string& typed) {
  settings::Store store(pool);
  const auto now = base::live_now();
  const auto tenants = store.tenants();
  if (!tenants) return base::fail(tenants.error());
  for (const auto& tenant : *tenants) {
    const auto users = store.users(tenant.id);
    if (!users) return base::fail(users.error());
    const auto user = std::ranges::find(*users, options.key, &settings::User::key);
    if (user == users->end()) continue;
    if (auto kept = store.set_password(user->id, typed, now); !kept) return kept;
    // As a running server does: whoever signed in with the old one is out.
    return records::Sessions(pool).revoke_user(user->id, now);
  }
  return base::fail(nobody(options, kUserPassword));
}

base::Status keep_of_agent(settings::Store& store, const PersonOptions& options, const Secret& secret, const std::string& typed) {
  const auto settings = store.current();
  if (!settings) return base::fail(settings.error());
  for (const auto& centre : settings->centres) {
    const auto agent = std::ranges::find(centre.agents, options.key, &core::Agent::key);
    if (agent == centre.agents.end()) continue;
    if (&secret == &kPhonePassword) return store.set_phone_password(agent->id, kSipRealm, typed, base::live_now());
    return typed.empty() ? store.remove_phone_pin(agent->id) : store.set_phone_pin(agent->id, typed, base::live_now());
  }
  return base::fail(nobody(options, secret));
}

base::Status person_in_folder(const PersonOptions& options, const Secret& secret, const std::string& typed) {
  const auto folder = open_data_folder(options.data);
  if (!folder) return base::fail(folder.error());
  auto pool = open_database(database_address(*folder, options.database));
  if (!pool) return base::fail(pool.error());
  if (&secret == &kUserPassword) return keep_of_user(**pool, options, typed);
  settings::Store store(**pool);
  return keep_of_agent(store, options, secret, typed);
}

int keep_typed(const PersonOptions& options, const Secret& secret) {
  const auto refused = [](const base::Error& error) {
    std::fprintf(stderr, "peal: nothing was changed. %s\n", error.message.c_str());
    return 1;
  };
  const auto what = fmt::format(fmt::runtime(secret.what), options.key);
  const auto typed = read_secret(what);
  if (!typed) return refused(typed.error());
  // The PIN has a form of its own, which the room `settings` knows.
  const bool short_password = !secret.may_go && typed->size() < settings::kLeastPasswordBytes;
  if (short_password) return refused({base::ErrorCode::kBadInput, fmt::format("A password has at least {} bytes.", settings::kLeastPasswordBytes), ""});
  const auto done = has_server(options) ? person_on_server(options, secret, *typed) : person_in_folder(options, secret, *typed);
  if (!done) return refused(done.error());
  std::printf("%s: %s.\n", what.c_str(), typed->empty() ? "there is none any more" : "kept");
  return 0;
}

}  // namespace

int user_password_main(const PersonOptions& options) { return keep_typed(options, kUserPassword); }
int phone_password_main(const PersonOptions& options) { return keep_typed(options, kPhonePassword); }
int phone_pin_main(const PersonOptions& options) { return keep_typed(options, kPhonePin); }

}  // namespace peal::app
