#include "api/http/origin.hpp"

#include "api/limits.hpp"

namespace peal::api {

base::Status check_origin(const net::HttpRequest& request, const std::vector<std::string>& allowed) {
  if (net::origin_among(request, allowed)) return {};
  const auto site = request.headers.get("Sec-Fetch-Site");
  const bool foreign = !request.headers.has("Origin") && (site == "cross-site" || site == "same-site");
  if (!foreign && net::same_origin(request)) return {};
  return base::fail(base::ErrorCode::kForbidden, "The request comes from a page that is not allowed.",
                    "api.foreign_origin");
}

void open_to_origin(net::HttpResponse& response, const net::HttpRequest& request,
                    const std::vector<std::string>& allowed) {
  // Also where nothing is allowed: a cache must not hand one origin's answer to another.
  response.with("Vary", "Origin");
  if (!net::origin_among(request, allowed)) return;
  response.with("Access-Control-Allow-Origin", std::string(request.headers.get("Origin")));
}

net::HttpResponse preflight_answer(const net::HttpRequest& request, std::string_view method,
                                   const std::vector<std::string>& allowed) {
  net::HttpResponse response;
  response.status = 204;
  response.with("Access-Control-Allow-Methods", std::string(method)).with("Access-Control-Allow-Headers", "Content-Type");
  response.with("Access-Control-Max-Age", std::to_string(kPreflightKept.count()));
  open_to_origin(response, request, allowed);
  return response;
}

}  // namespace peal::api
