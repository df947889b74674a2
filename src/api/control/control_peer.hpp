#pragma once

#include "base/result.hpp"
#include "net/descriptor.hpp"
#include "net/http_message.hpp"

/// One connection of the control socket; both functions block.
namespace peal::api {

/// Reads one request. `stop` becoming readable, or kControlTimeout without a
/// byte, ends the wait. kBadInput, kTooLarge, kTimeout.
[[nodiscard]] base::Result<net::HttpRequest> read_control_request(int peer, int stop);
/// A body from memory only; what the peer does not read is its loss, after kControlTimeout or when `stop` becomes
/// readable.
void send_control_response(int peer, int stop, const net::HttpResponse& response);

}  // namespace peal::api
