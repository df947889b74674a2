#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "net/http_message.hpp"
#include "net/loop.hpp"
#include "net/websocket.hpp"
#include "sip/transport/receiver.hpp"

namespace peal::sip {

/// SIP over WebSockets (RFC 7118). The sockets live on the HTTP thread; what
/// they bring is posted to the loop in order.
class WebSockets {
 public:
  using Accept = std::function<base::Result<net::UpgradeAccepted>(const net::HttpRequest&)>;

  WebSockets(net::Loop& loop, Receiver& receiver);
  ~WebSockets();
  WebSockets(const WebSockets&) = delete;
  WebSockets& operator=(const WebSockets&) = delete;

  /// `accept` decides on the HTTP thread who may come in; what it attaches is
  /// the flow's attributes. The sub-protocol is checked and echoed here.
  [[nodiscard]] net::UpgradeHandler handler(Accept accept);
  void send(const Flow& flow, std::string_view bytes);
  [[nodiscard]] std::size_t size() const { return open_.size(); }

 private:
  struct Open {
    net::WebSocket socket;
    Flow flow;
  };
  void opened(net::WebSocket socket, const Flow& flow, FlowAttributes attributes);
  void message(std::uint64_t connection, const std::string& text, base::Time posted);
  void closed(std::uint64_t connection);

  net::Loop& loop_;
  Receiver& receiver_;
  std::unordered_map<std::uint64_t, Open> open_;
  std::shared_ptr<WebSockets*> self_;  // Null once this is gone; read on the loop only.
};

}  // namespace peal::sip
