#pragma once

#include "app/options.hpp"
#include "base/result.hpp"
#include "net/http_client.hpp"

namespace peal::app {

/// True when a command must ask a server: one is named, or one runs on the data folder.
[[nodiscard]] bool has_server(const CentreOptions& options);

/// Sends `fetch`, whose url is only a path, to the server of `options`: over
/// HTTPS with the key in PEAL_TOKEN when one is named, else through the control
/// socket of the data folder. Waits for the answer. A problem (RFC 9457) is an
/// error with its detail, which says what to do.
[[nodiscard]] base::Result<net::Fetched> ask_server(const CentreOptions& options, net::Fetch fetch);

}  // namespace peal::app
