#include "app/apply.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "app/serve/data_folder.hpp"
#include "app/serve/stores.hpp"
#include "app/server_call.hpp"
#include "settings/store.hpp"

namespace peal::app {
namespace {

using Report = base::Result<settings::ApplyReport>;

Report apply_on_server(const ApplyOptions& options, std::string yaml) {
  net::Fetch fetch;
  fetch.method = "POST";
  fetch.url = "/api/settings/apply";
  fetch.body = std::move(yaml);
  fetch.headers = {{"Content-Type", "application/yaml"}, {"X-Peal-File", options.file.filename().string()}};
  const auto answer = ask_server(options, std::move(fetch));
  if (!answer) return base::fail(answer.error());
  const auto json = nlohmann::json::parse(answer->body, nullptr, false);
  if (!json.is_object()) return base::fail(base::ErrorCode::kInternal, "The server's answer is no report.");
  return settings::ApplyReport{json.value("revision", std::uint64_t{0}), json.value("changed", false),
                               json.value("changes", std::vector<std::string>{})};
}

Report apply_to_folder(const ApplyOptions& options, const std::string& yaml) {
  const auto folder = open_data_folder(options.data);
  if (!folder) return base::fail(folder.error());
  auto pool = open_database(database_address(*folder, options.database));
  if (!pool) return base::fail(pool.error());
  settings::Store store(**pool);
  return store.apply(yaml, options.file.filename().string(), "peal apply", base::live_now());
}

}  // namespace

int apply_main(const ApplyOptions& options) {
  errno = 0;
  std::ifstream file(options.file);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) {
    std::fprintf(stderr, "peal: %s cannot be read: %s.\n", options.file.c_str(), std::strerror(errno));
    return 1;
  }
  const auto report = has_server(options) ? apply_on_server(options, text.str()) : apply_to_folder(options, text.str());
  if (!report) {
    std::fprintf(stderr, "peal: nothing was changed.\n%s\n", report.error().message.c_str());
    return 1;
  }
  for (const auto& change : report->changes) std::printf("%s\n", change.c_str());
  if (report->changed) std::printf("Revision %llu is in force.\n", static_cast<unsigned long long>(report->revision));
  else std::printf("Nothing to change: revision %llu says the same.\n", static_cast<unsigned long long>(report->revision));
  return 0;
}

}  // namespace peal::app
