#include "app/apply.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <future>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/doctor/checks.hpp"
#include "app/serve/data_folder.hpp"
#include "app/serve/stores.hpp"
#include "net/http_client.hpp"
#include "settings/store.hpp"

namespace peal::app {
namespace {

using Report = base::Result<settings::ApplyReport>;

// The server's answer: a report, or a problem (RFC 9457) whose detail lists the mistakes.
Report read_answer(const base::Result<net::Fetched>& answer) {
  if (!answer) return base::fail(answer.error());
  const auto json = nlohmann::json::parse(answer->body, nullptr, false);
  if (!json.is_object()) return base::fail(base::ErrorCode::kInternal, fmt::format("The server answered {} and no JSON.", answer->status));
  if (answer->status != 200)
    return base::fail(base::ErrorCode::kBadInput, json.value("detail", fmt::format("The server answered {}.", answer->status)), json.value("where", ""));
  return settings::ApplyReport{json.value("revision", std::uint64_t{0}), json.value("changed", false),
                               json.value("changes", std::vector<std::string>{})};
}

Report apply_over_http(const ApplyOptions& options, const std::string& yaml, const std::string& socket) {
  net::HttpClientOptions client_options;
  client_options.allow_internal = true;
  std::error_code ignored;
  const auto own = options.data / "tls/certificate.pem";
  if (std::filesystem::exists(own, ignored)) client_options.ca_file = own.string();
  auto client = net::make_http_client(client_options);
  if (!client) return base::fail(client.error());
  net::Fetch fetch;
  fetch.method = "POST";
  fetch.url = (socket.empty() ? options.server : "http://localhost") + "/api/settings/apply";
  fetch.unix_socket = socket;
  fetch.body = yaml;
  fetch.headers = {{"Content-Type", "application/yaml"}, {"X-Peal-File", options.file.filename().string()}};
  if (const char* token = std::getenv("PEAL_TOKEN"); token != nullptr && socket.empty())
    fetch.headers.emplace_back("Authorization", std::string("Bearer ") + token);
  std::promise<base::Result<net::Fetched>> answer;
  (*client)->fetch(std::move(fetch), [&](base::Result<net::Fetched> result) { answer.set_value(std::move(result)); });
  return read_answer(answer.get_future().get());
}

Report apply_to_folder(const ApplyOptions& options, const std::string& yaml) {
  const auto folder = open_data_folder(options.data);
  if (!folder) return base::fail(folder.error());
  auto pool = open_database(database_address(*folder, ""));
  if (!pool) return base::fail(pool.error());
  settings::Store store(**pool);
  return store.apply(yaml, options.file.filename().string(), "peal apply", base::live_now());
}

}  // namespace

int apply_main(const ApplyOptions& options) {
  std::ifstream file(options.file);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) {
    std::fprintf(stderr, "peal: %s cannot be read.\n", options.file.c_str());
    return 1;
  }
  const auto report = !options.server.empty()        ? apply_over_http(options, text.str(), "")
                      : server_runs(options.data) ? apply_over_http(options, text.str(), (options.data / "control.sock").string())
                                                  : apply_to_folder(options, text.str());
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
