#include "app/export.hpp"

#include <cstdio>
#include <string>

#include "app/serve/data_folder.hpp"
#include "app/serve/stores.hpp"
#include "app/server_call.hpp"
#include "settings/store.hpp"

namespace peal::app {
namespace {

base::Result<std::string> export_of_server(const CentreOptions& options) {
  net::Fetch fetch;
  fetch.url = "/api/settings/export";
  auto answer = ask_server(options, std::move(fetch));
  if (!answer) return base::fail(answer.error());
  return std::move(answer->body);
}

base::Result<std::string> export_of_folder(const CentreOptions& options) {
  const auto folder = open_data_folder(options.data);
  if (!folder) return base::fail(folder.error());
  auto pool = open_database(database_address(*folder, options.database));
  if (!pool) return base::fail(pool.error());
  return settings::Store(**pool).export_yaml(std::nullopt);
}

}  // namespace

int settings_export_main(const CentreOptions& options) {
  const auto yaml = has_server(options) ? export_of_server(options) : export_of_folder(options);
  if (!yaml) {
    std::fprintf(stderr, "peal: %s\n", yaml.error().message.c_str());
    return 1;
  }
  const bool written = std::fwrite(yaml->data(), 1, yaml->size(), stdout) == yaml->size() && std::fflush(stdout) == 0;
  if (!written) std::fprintf(stderr, "peal: the file could not be written whole.\n");
  return written ? 0 : 1;
}

}  // namespace peal::app
