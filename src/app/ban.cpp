#include "app/ban.hpp"

#include <cstdio>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/server_call.hpp"

namespace peal::app {
namespace {

int refused(const base::Error& error) {
  std::fprintf(stderr, "peal: %s\n", error.message.c_str());
  return 1;
}

// Bans live in the running server; a data folder without one has only their file.
base::Result<net::Fetched> ask(const BanOptions& options, net::Fetch fetch) {
  if (!has_server(options)) {
    return base::fail(base::ErrorCode::kUnavailable, "No server runs on this data folder; name one with --server, or start it.");
  }
  fetch.headers.emplace_back("Accept-Language", "en-US");
  return ask_server(options, std::move(fetch));
}

}  // namespace

int ban_list_main(const BanOptions& options) {
  net::Fetch fetch;
  fetch.url = "/api/security";
  const auto answer = ask(options, std::move(fetch));
  if (!answer) return refused(answer.error());
  const auto seen = nlohmann::json::parse(answer->body, nullptr, false);
  if (seen.is_discarded() || !seen.contains("bans")) return refused({base::ErrorCode::kInternal, "The server's answer cannot be read.", ""});
  for (const auto& ban : seen["bans"]) {
    std::printf("%-24s until %s  %s\n", ban.value("source", "").c_str(), ban.value("until", "").c_str(), ban.value("text", "").c_str());
  }
  if (seen["bans"].empty()) std::printf("Nobody is shut out.\n");
  return 0;
}

int ban_lift_main(const BanOptions& options) {
  net::Fetch fetch;
  fetch.method = "POST";
  fetch.url = "/api/security/lift";
  fetch.headers = {{"Content-Type", "application/json"}};
  fetch.body = nlohmann::json{{"source", options.source}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  const auto answer = ask(options, std::move(fetch));
  if (!answer) return refused(answer.error());
  std::printf("%s may send messages again.\n", options.source.c_str());
  return 0;
}

}  // namespace peal::app
