#pragma once

#include <mutex>
#include <unordered_map>

#include "net/websocket.hpp"
#include "records/sessions.hpp"

namespace peal::api {

/// The SIP sockets that sessions hold open, so that the end of a session can
/// close them. Any thread.
class Connections {
 public:
  void add(records::SessionId session, const net::WebSocket& socket);
  void remove(const net::WebSocket& socket);
  void close(records::SessionId session);

 private:
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::pair<records::SessionId, net::WebSocket>> sockets_;
};

/// RFC 6455 7.4.2 leaves 4000-4999 to us; api/events/README.md lists these.
inline constexpr std::uint16_t kCloseSessionOver = 4401;
inline constexpr std::uint16_t kCloseSilent = 4408;

}  // namespace peal::api
