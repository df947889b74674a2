#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "net/http_message.hpp"

namespace peal::api {

/// Whether the page behind the request is ours or an allowed one. A request
/// without Origin comes from a program or from our own page (RFC 6454 7);
/// Sec-Fetch-Site, where a browser sends it, must not say otherwise.
/// kForbidden.
[[nodiscard]] base::Status check_origin(const net::HttpRequest& request, const std::vector<std::string>& allowed);

}  // namespace peal::api
