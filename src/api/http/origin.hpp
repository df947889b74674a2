#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "net/http_message.hpp"

namespace peal::api {

/// Whether the page behind the request is ours or of an `allowed` origin. A
/// request without Origin comes from a program or from our own page (RFC 6454
/// 7); Sec-Fetch-Site, where a browser sends it, must not say otherwise.
/// kForbidden. What carries a session is for our own pages only: leave
/// `allowed` out.
[[nodiscard]] base::Status check_origin(const net::HttpRequest& request, const std::vector<std::string>& allowed = {});

/// Lets the page of an allowed origin read the answer ("CORS protocol" of the
/// Fetch standard, 3.2). Without credentials: cookies never cross origins.
void open_to_origin(net::HttpResponse& response, const net::HttpRequest& request,
                    const std::vector<std::string>& allowed);

/// The answer to a browser that asks before a `method` of a page of an allowed
/// origin (CORS-preflight).
[[nodiscard]] net::HttpResponse preflight_answer(const net::HttpRequest& request, std::string_view method,
                                                 const std::vector<std::string>& allowed);

}  // namespace peal::api
