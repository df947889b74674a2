#include "app/turn.hpp"

#include <cstdio>
#include <string>

#include <nlohmann/json.hpp>

#include "app/named_tenant.hpp"
#include "app/serve/data_folder.hpp"
#include "app/serve/stores.hpp"
#include "app/serve/trunk_lookup.hpp"
#include "app/server_call.hpp"
#include "app/typed_secret.hpp"
#include "journal/key_ring.hpp"
#include "settings/store.hpp"

namespace peal::app {
namespace {

base::Status set_on_server(const TurnOptions& options, const std::string& secret) {
  nlohmann::json wanted{{"secret", secret}};
  if (!options.tenant.empty()) wanted["tenant"] = options.tenant;
  net::Fetch fetch;
  fetch.method = "PUT";
  fetch.url = "/api/turn/secret";
  fetch.headers = {{"Content-Type", "application/json"}};
  fetch.body = wanted.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  const auto answer = ask_server(options, std::move(fetch));
  return answer ? base::Status{} : base::fail(answer.error());
}

base::Status set_in_folder(const TurnOptions& options, const std::string& secret) {
  const auto folder = open_data_folder(options.data);
  if (!folder) return base::fail(folder.error());
  auto keys = journal::KeyRing::open(folder->keys());
  if (!keys) return base::fail(keys.error());
  auto pool = open_database(database_address(*folder, options.database));
  if (!pool) return base::fail(pool.error());
  settings::Store store(**pool);
  const auto tenant = named_tenant(store, options.tenant);
  if (!tenant) return base::fail(tenant.error());
  return store.set_turn_secret(tenant->id, secret, (*keys)->derived_key(kTrunkKeyPurpose), base::live_now());
}

}  // namespace

int turn_secret_main(const TurnOptions& options) {
  const auto refused = [](const base::Error& error) {
    std::fprintf(stderr, "peal: nothing was changed. %s\n", error.message.c_str());
    return 1;
  };
  const auto secret = read_secret("Secret of the TURN server");
  if (!secret) return refused(secret.error());
  const auto done = has_server(options) ? set_on_server(options, *secret) : set_in_folder(options, *secret);
  if (!done) return refused(done.error());
  std::puts(secret->empty() ? "There is no secret of a TURN server any more." : "The secret of the TURN server is kept.");
  return 0;
}

}  // namespace peal::app
