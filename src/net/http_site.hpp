#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "net/byte_server.hpp"
#include "net/http_server.hpp"

namespace peal::net {

class HttpConnection;
class WebSocketSession;

/// What the connections of one server share. Options and handlers stand fixed
/// once it runs; the rest belongs to the HTTP thread.
struct HttpSite {
  HttpServerOptions options;
  HttpHandler handler;
  std::map<std::string, UpgradeHandler> upgrades;
  /// Weak, because streams keep connections alive, and they keep this.
  std::weak_ptr<ByteServer> bytes;

  std::set<HttpConnection*> connections;
  /// Kept alive while a handler looks for the answer: nothing is read then.
  std::map<HttpConnection*, std::shared_ptr<HttpConnection>> answering;
  std::set<WebSocketSession*> sessions;
  bool draining = false;
};

}  // namespace peal::net
