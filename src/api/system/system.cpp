#include <algorithm>

#include "api/http/handlers.hpp"
#include "api/json/json_writer.hpp"
#include "api/service/context.hpp"
#include "api/system/openapi_text.hpp"
#include "base/metrics.hpp"

/// For the operator.
namespace peal::api {

void health(Context& context, Call call) {
  const auto checks = context.config.health ? context.config.health() : std::vector<HealthCheck>{};
  const bool ok = std::ranges::all_of(checks, &HealthCheck::ok);
  JsonWriter out;
  out.begin_object().field("status", ok ? "ok" : "failing").field("version", context.config.version);
  out.key("checks").begin_array();
  for (const auto& check : checks) {
    out.begin_object().field("name", check.name).field("ok", check.ok).field("detail", check.detail).end_object();
  }
  call.json(ok ? 200 : 503, out.end_array().end_object());
}

void metrics(Context&, Call call) {
  auto response = net::HttpResponse::text(200, base::metrics_text());
  // The version of the text format tells a scraper how to read it.
  std::erase_if(response.headers, [](const auto& header) { return header.first == "Content-Type"; });
  response.with("Content-Type", "text/plain; version=0.0.4; charset=utf-8").with("Cache-Control", "no-store");
  call.send(std::move(response));
}

void openapi(Context&, Call call) {
  net::HttpResponse response;
  response.status = 200;
  response.with("Content-Type", "application/yaml").with("Cache-Control", "no-cache");
  response.body = std::string(openapi_text());
  call.send(std::move(response));
}

}  // namespace peal::api
