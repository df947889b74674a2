#include "app/server_call.hpp"

#include <cstdlib>
#include <future>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/doctor/checks.hpp"

namespace peal::app {
namespace {

const char* token() { return std::getenv("PEAL_TOKEN"); }

base::Error problem_of(const CentreOptions& options, const net::Fetched& answer) {
  const auto json = nlohmann::json::parse(answer.body, nullptr, false);
  std::string detail = json.is_object() ? json.value("detail", "") : "";
  if (detail.empty()) detail = fmt::format("The server answered {} and does not say why.", answer.status);
  const auto code = answer.status == 401   ? base::ErrorCode::kNotSignedIn
                    : answer.status == 403 ? base::ErrorCode::kForbidden
                    : answer.status == 404 ? base::ErrorCode::kNotFound
                                           : base::ErrorCode::kBadInput;
  if (answer.status == 401 && !options.server.empty()) {
    detail += token() == nullptr ? " Put an API key into PEAL_TOKEN; on the server's machine `peal key create` makes one."
                                 : " The one in PEAL_TOKEN was refused; on the server's machine `peal key create` makes another.";
  }
  return {code, detail, json.is_object() ? json.value("where", "") : ""};
}

}  // namespace

bool has_server(const CentreOptions& options) { return !options.server.empty() || server_runs(options.data); }

base::Result<net::Fetched> ask_server(const CentreOptions& options, net::Fetch fetch) {
  net::HttpClientOptions client_options;
  client_options.allow_internal = true;
  std::error_code ignored;
  // A certificate of our own making is trusted where its file can be read.
  const auto own = options.data / "tls/certificate.pem";
  if (std::filesystem::exists(own, ignored)) client_options.ca_file = own.string();
  auto client = net::make_http_client(client_options);
  if (!client) return base::fail(client.error());
  const bool local = options.server.empty();
  fetch.url = (local ? "http://localhost" : options.server) + fetch.url;
  if (local) fetch.unix_socket = (options.data / "control.sock").string();
  if (!local && token() != nullptr) fetch.headers.emplace_back("Authorization", std::string("Bearer ") + token());
  std::promise<base::Result<net::Fetched>> promise;
  (*client)->fetch(std::move(fetch), [&](base::Result<net::Fetched> result) { promise.set_value(std::move(result)); });
  auto answer = promise.get_future().get();
  if (!answer) return answer;
  if (answer->status >= 300) return base::fail(problem_of(options, *answer));
  return answer;
}

}  // namespace peal::app
