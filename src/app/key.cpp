#include "app/key.hpp"

#include <cstdio>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/named_tenant.hpp"
#include "app/serve/data_folder.hpp"
#include "app/serve/stores.hpp"
#include "app/server_call.hpp"
#include "settings/store.hpp"

namespace peal::app {
namespace {

struct Key {
  std::string id;
  std::string tenant;
  std::string name;
  std::string role;
  std::string created;
  std::string secret;
};

int refused(const base::Error& error) {
  std::fprintf(stderr, "peal: %s\n", error.message.c_str());
  return 1;
}

base::Result<Key> key_of(const nlohmann::json& json) {
  if (!json.is_object()) return base::fail(base::ErrorCode::kInternal, "The server's answer is no key.");
  return Key{json.value("id", ""),   json.value("tenant", ""),    json.value("name", ""),
             json.value("role", ""), json.value("createdAt", ""), json.value("secret", "")};
}

Key key_of(const settings::ApiKey& key, const std::string& tenant) {
  return {base::to_text(key.id), tenant, key.name, std::string(settings::role_name(key.role)), base::to_rfc3339(key.made), ""};
}

// The settings in the data folder of a server that does not run.
base::Result<std::unique_ptr<db::Pool>> open_folder(const KeyOptions& options) {
  const auto folder = open_data_folder(options.data);
  if (!folder) return base::fail(folder.error());
  return open_database(database_address(*folder, options.database));
}

base::Result<Key> create(const KeyOptions& options) {
  if (has_server(options)) {
    nlohmann::json wanted{{"name", options.name}, {"role", options.role}};
    if (!options.tenant.empty()) wanted["tenant"] = options.tenant;
    net::Fetch fetch;
    fetch.method = "POST";
    fetch.url = "/api/keys";
    fetch.headers = {{"Content-Type", "application/json"}};
    fetch.body = wanted.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    const auto answer = ask_server(options, std::move(fetch));
    if (!answer) return base::fail(answer.error());
    return key_of(nlohmann::json::parse(answer->body, nullptr, false));
  }
  const auto role = settings::parse_role(options.role);
  if (!role) return base::fail(base::ErrorCode::kBadInput, "A role is agent, supervisor or administrator.");
  auto pool = open_folder(options);
  if (!pool) return base::fail(pool.error());
  settings::Store store(**pool);
  const auto tenant = named_tenant(store, options.tenant);
  if (!tenant) return base::fail(tenant.error());
  const auto made = store.make_api_key(tenant->id, options.name, *role, base::live_now());
  if (!made) return base::fail(made.error());
  auto key = key_of(made->key, tenant->key);
  key.secret = made->secret;
  return key;
}

base::Result<std::vector<Key>> list(const KeyOptions& options) {
  std::vector<Key> keys;
  if (has_server(options)) {
    net::Fetch fetch;
    fetch.url = "/api/keys";
    const auto answer = ask_server(options, std::move(fetch));
    if (!answer) return base::fail(answer.error());
    const auto json = nlohmann::json::parse(answer->body, nullptr, false);
    if (!json.is_object() || !json.contains("items"))
      return base::fail(base::ErrorCode::kInternal, "The server's answer is no list of keys.");
    for (const auto& item : json["items"]) {
      auto key = key_of(item);
      if (!key) return base::fail(key.error());
      keys.push_back(*std::move(key));
    }
    return keys;
  }
  auto pool = open_folder(options);
  if (!pool) return base::fail(pool.error());
  settings::Store store(**pool);
  const auto tenants = store.tenants();
  if (!tenants) return base::fail(tenants.error());
  for (const auto& tenant : *tenants) {
    const auto found = store.api_keys(tenant.id);
    if (!found) return base::fail(found.error());
    for (const auto& key : *found) keys.push_back(key_of(key, tenant.key));
  }
  return keys;
}

base::Status revoke(const KeyOptions& options) {
  const auto id = base::parse_id<settings::ApiKeyId>(options.id);
  if (!id) return base::fail(base::ErrorCode::kBadInput, fmt::format("'{}' is not the id of a key; `peal key list` shows them.", options.id));
  if (has_server(options)) {
    net::Fetch fetch;
    fetch.method = "DELETE";
    fetch.url = "/api/keys/" + base::to_text(*id);
    const auto answer = ask_server(options, std::move(fetch));
    return answer ? base::Status{} : base::fail(answer.error());
  }
  auto pool = open_folder(options);
  if (!pool) return base::fail(pool.error());
  return settings::Store(**pool).revoke_api_key(*id, base::live_now());
}

}  // namespace

int key_create_main(const KeyOptions& options) {
  const auto key = create(options);
  if (!key) return refused(key.error());
  std::fprintf(stderr, "Key %s of %s, '%s', with the rights of an %s. It is not shown again:\n", key->id.c_str(),
               key->tenant.c_str(), key->name.c_str(), key->role.c_str());
  std::printf("%s\n", key->secret.c_str());
  return 0;
}

int key_list_main(const KeyOptions& options) {
  const auto keys = list(options);
  if (!keys) return refused(keys.error());
  for (const auto& key : *keys) {
    std::printf("%s  %-14s  %s  %-12s  %s\n", key.id.c_str(), key.role.c_str(), key.created.c_str(), key.tenant.c_str(), key.name.c_str());
  }
  if (keys->empty()) std::fprintf(stderr, "There is no API key; `peal key create` makes one.\n");
  return 0;
}

int key_revoke_main(const KeyOptions& options) {
  if (const auto status = revoke(options); !status) return refused(status.error());
  std::printf("Key %s is revoked.\n", options.id.c_str());
  return 0;
}

}  // namespace peal::app
