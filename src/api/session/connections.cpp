#include "api/session/connections.hpp"

#include <vector>

namespace peal::api {

void Connections::add(records::SessionId session, const net::WebSocket& socket) {
  const std::lock_guard lock(mutex_);
  sockets_.insert_or_assign(socket.id(), std::pair{session, socket});
}

void Connections::remove(const net::WebSocket& socket) {
  const std::lock_guard lock(mutex_);
  sockets_.erase(socket.id());
}

void Connections::close(records::SessionId session) {
  std::vector<net::WebSocket> closing;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, entry] : sockets_) {
      if (entry.first == session) closing.push_back(entry.second);
    }
  }
  for (const auto& socket : closing) socket.close(kCloseSessionOver, "The session is over.");
}

}  // namespace peal::api
