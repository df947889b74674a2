#include "sip/transport/web_sockets.hpp"

#include <string>

#include "sip/limits.hpp"
#include "sip/message/token.hpp"
#include "sip/transport/addresses.hpp"

namespace peal::sip {
namespace {

// Carries the names of a flow's attributes beside them, since a socket only
// gives an attribute to who knows its name.
constexpr std::string_view kAttributeNames = "sip.attribute-names";

// Even ids are those of TCP and TLS, odd ones WebSockets'.
std::uint64_t connection_of(const net::WebSocket& socket) { return socket.id() * 2 + 1; }

bool offers_sip(const net::HttpRequest& request) {
  for (auto list : request.headers.all("Sec-WebSocket-Protocol")) {
    while (!list.empty()) {
      auto one = list.substr(0, list.find(','));
      list.remove_prefix(std::min(one.size() + 1, list.size()));
      while (one.starts_with(' ')) one.remove_prefix(1);
      while (one.ends_with(' ')) one.remove_suffix(1);
      if (one == "sip") return true;
    }
  }
  return false;
}

FlowAttributes attributes_of(const net::WebSocket& socket) {
  FlowAttributes found;
  const auto names = socket.attribute(std::string(kAttributeNames));
  for (std::size_t at = 0; at < names.size();) {
    const auto end = std::min(names.find('\n', at), names.size());
    const auto name = names.substr(at, end - at);
    found[name] = socket.attribute(name);
    at = end + 1;
  }
  return found;
}

}  // namespace

WebSockets::WebSockets(net::Loop& loop, Receiver& receiver)
    : loop_(loop), receiver_(receiver), self_(std::make_shared<WebSockets*>(this)) {}

WebSockets::~WebSockets() { *self_ = nullptr; }

net::UpgradeHandler WebSockets::handler(Accept accept) {
  net::UpgradeHandler made;
  made.accept = [accept = std::move(accept)](const net::HttpRequest& request) -> base::Result<net::UpgradeAccepted> {
    // RFC 7118 4.1: a client that does not ask for "sip" is not one of ours.
    if (!offers_sip(request)) return base::fail(base::ErrorCode::kBadInput, "Ask for the sub-protocol sip.");
    auto accepted = accept(request);
    if (!accepted) return accepted;
    accepted->subprotocol = "sip";
    std::string names;
    for (const auto& [name, value] : accepted->attributes) names += name + "\n";
    accepted->attributes[std::string(kAttributeNames)] = names;
    return accepted;
  };
  const auto on_loop = [&loop = loop_, self = self_](auto act) {
    loop.post_always([self, act = std::move(act)] {
      if (*self != nullptr) act(**self);
    });
  };
  made.opened = [on_loop](net::WebSocket socket, const net::HttpRequest& request) {
    const Flow flow{request.secure ? Transport::kWss : Transport::kWs, connection_of(socket), to_sip(socket.peer())};
    on_loop([socket, flow, attributes = attributes_of(socket)](WebSockets& s) { s.opened(socket, flow, attributes); });
  };
  made.message = [&loop = loop_, self = self_](net::WebSocket socket, std::string_view data, bool) {
    const bool taken = loop.post([self, id = connection_of(socket), text = std::string(data), posted = base::live_now()] {
      if (*self != nullptr) (*self)->message(id, text, posted);
    });
    if (!taken) socket.close(net::kCloseTryAgainLater);
  };
  made.closed = [on_loop](net::WebSocket socket, std::uint16_t, std::string_view) {
    on_loop([id = connection_of(socket)](WebSockets& s) { s.closed(id); });
  };
  made.message_max = kMessageMaxBytes;
  made.unsent_max = kSendQueueMaxBytes;
  return made;
}

void WebSockets::opened(net::WebSocket socket, const Flow& flow, FlowAttributes attributes) {
  open_[flow.connection] = {std::move(socket), flow};
  receiver_.flow_opened(flow, std::move(attributes));
}

void WebSockets::message(std::uint64_t connection, const std::string& text, base::Time posted) {
  receiver_.waited(std::chrono::duration_cast<base::Micros>(base::live_now() - posted));
  const auto at = open_.find(connection);
  if (at == open_.end()) return;
  if (text == "\r\n\r\n") {  // RFC 5626 4.4.1: some clients ping so over WebSockets too.
    at->second.socket.send("\r\n");
    return;
  }
  const Flow flow = at->second.flow;  // The user agent's answer may end the socket.
  receiver_.received(flow, text);
}

void WebSockets::send(const Flow& flow, std::string_view bytes) {
  // A socket that is gone has told so, or will in a moment.
  if (const auto at = open_.find(flow.connection); at != open_.end()) at->second.socket.send(std::string(bytes));
}

void WebSockets::closed(std::uint64_t connection) {
  if (open_.erase(connection) != 0) receiver_.flow_closed(connection);
}

}  // namespace peal::sip
