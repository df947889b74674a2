#include "app/trunk.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "app/serve/data_folder.hpp"
#include "app/serve/stores.hpp"
#include "app/serve/trunk_lookup.hpp"
#include "app/server_call.hpp"
#include "app/typed_secret.hpp"
#include "journal/key_ring.hpp"
#include "settings/store.hpp"

namespace peal::app {
namespace {

base::Status set_on_server(const TrunkOptions& options, const std::string& password) {
  net::Fetch fetch;
  fetch.method = "PUT";
  fetch.url = fmt::format("/api/trunks/{}/password", options.key);
  fetch.headers = {{"Content-Type", "application/json"}};
  fetch.body = nlohmann::json{{"password", password}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  const auto answer = ask_server(options, std::move(fetch));
  return answer ? base::Status{} : base::fail(answer.error());
}

base::Result<core::TrunkId> find_trunk(settings::Store& store, const std::string& key) {
  const auto settings = store.current();
  if (!settings) return base::fail(settings.error());
  std::vector<std::string> known;
  for (const auto& centre : settings->centres) {
    for (const auto& trunk : centre.trunks) {
      if (trunk.key == key) return trunk.id;
      known.push_back(trunk.key);
    }
  }
  return base::fail(base::ErrorCode::kNotFound,
                    known.empty() ? "There is no trunk yet; apply a settings file with 'trunks:' first."
                                  : fmt::format("There is no trunk '{}'; there are: {}.", key, fmt::join(known, ", ")));
}

base::Status set_in_folder(const TrunkOptions& options, const std::string& password) {
  const auto folder = open_data_folder(options.data);
  if (!folder) return base::fail(folder.error());
  auto keys = journal::KeyRing::open(folder->keys());
  if (!keys) return base::fail(keys.error());
  auto pool = open_database(database_address(*folder, options.database));
  if (!pool) return base::fail(pool.error());
  settings::Store store(**pool);
  const auto trunk = find_trunk(store, options.key);
  if (!trunk) return base::fail(trunk.error());
  return store.set_trunk_password(*trunk, password, (*keys)->derived_key(kTrunkKeyPurpose), base::live_now());
}

// It becomes part of an address.
bool good_key(const std::string& key) {
  return !key.empty() && std::ranges::all_of(key, [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.'; });
}

}  // namespace

int trunk_password_main(const TrunkOptions& options) {
  const auto refused = [](const base::Error& error) {
    std::fprintf(stderr, "peal: nothing was changed. %s\n", error.message.c_str());
    return 1;
  };
  if (!good_key(options.key)) return refused({base::ErrorCode::kBadInput, fmt::format("'{}' is not the key of a trunk.", options.key), ""});
  const auto password = read_secret(fmt::format("Password of trunk {}", options.key));
  if (!password) return refused(password.error());
  const auto done = has_server(options) ? set_on_server(options, *password) : set_in_folder(options, *password);
  if (!done) return refused(done.error());
  std::printf("%s\n", password->empty() ? fmt::format("Trunk {} has no password any more.", options.key).c_str()
                                        : fmt::format("The password of trunk {} is kept.", options.key).c_str());
  return 0;
}

}  // namespace peal::app
