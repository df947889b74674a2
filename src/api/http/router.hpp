#pragma once

#include "api/http/call.hpp"

namespace peal::api {

struct Context;

/// Finds who asks, whether they may, and the handler; pages go to the static
/// files. Never blocks; `answer` is called once, from any thread.
void route_request(Context& context, net::HttpRequest request, Answer answer);

/// The same for a caller who is known already: the control socket.
void route_known(Context& context, Identity identity, net::HttpRequest request, Answer answer);

/// Largest body of a request, asked when its head is complete.
[[nodiscard]] std::size_t body_bytes_max(std::string_view method, std::string_view path);

}  // namespace peal::api
