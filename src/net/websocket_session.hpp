#pragma once

#include <memory>
#include <string>

#include "net/byte_stream.hpp"
#include "net/http_site.hpp"
#include "net/websocket.hpp"

namespace peal::net {

/// One open WebSocket, on the HTTP thread. It keeps itself alive until it ends.
class WebSocketSession {
 public:
  virtual ~WebSocketSession() = default;
  virtual void close(std::uint16_t code, std::string reason) = 0;
};

/// An upgrade request that the path's handler has accepted.
struct WebSocketOpening {
  std::shared_ptr<HttpSite> site;
  std::shared_ptr<ByteStream> stream;
  std::string early;  ///< Bytes that came right behind the request.
  HttpRequest request;
  UpgradeAccepted accepted;
};

/// Answers the handshake and serves the socket with `handler`, which the site owns.
void open_websocket(WebSocketOpening opening, const UpgradeHandler& handler);

}  // namespace peal::net
