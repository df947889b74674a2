#pragma once

#include <functional>

#include "base/result.hpp"
#include "net/http_message.hpp"
#include "net/websocket.hpp"

namespace peal::api {

struct Context;

/// Lets a SIP WebSocket in (RFC 7118 4): one of our pages with an agent's
/// session, or with a customer's token, which is spent by it. The attributes
/// say which: kind=agent with agent, user and session, or kind=web_call with
/// the claims (see web_call_of). On the HTTP thread; only a session that was
/// not seen since the start is looked up there, which takes one indexed row.
[[nodiscard]] base::Result<net::UpgradeAccepted> accept_sip(Context& context, const net::HttpRequest& request);

/// `handler` with its agents' sockets noted, so that they close with the session.
[[nodiscard]] net::UpgradeHandler watch_sip(Context& context, net::UpgradeHandler handler);

}  // namespace peal::api
