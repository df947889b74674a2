#include "api/http/origin.hpp"

namespace peal::api {

base::Status check_origin(const net::HttpRequest& request, const std::vector<std::string>& allowed) {
  if (net::origin_among(request, allowed)) return {};
  const auto site = request.headers.get("Sec-Fetch-Site");
  const bool foreign = !request.headers.has("Origin") && (site == "cross-site" || site == "same-site");
  if (!foreign && net::same_origin(request)) return {};
  return base::fail(base::ErrorCode::kForbidden, "The request comes from a page that is not allowed.",
                    "api.foreign_origin");
}

}  // namespace peal::api
