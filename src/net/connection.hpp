#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace peal::net {

/// Bytes in order between us and one peer on a loop: TCP, or TLS over it.
/// Destroying it closes it at once and calls nothing; any handler may destroy it.
class Connection {
 public:
  struct Handlers {
    std::function<void()> connected;             ///< Outgoing TCP; TLS both ways, when its handshake is done. May be empty.
    std::function<void(std::string_view)> data;  ///< As bytes come; framing is the reader's.
    /// Called once, last. `why` is empty of message when the peer closed in order.
    std::function<void(const base::Error& why)> closed;
    /// Before `data`: how long the newest of the bytes lay in the kernel. May be empty.
    std::function<void(base::Micros)> waited;
  };

  virtual ~Connection() = default;
  /// Sends or queues. False when the peer has left more than `unsent_max`
  /// bytes unread: then it is closed in the next turn and counted.
  virtual bool send(std::string_view bytes) = 0;
  /// Closes when everything queued is sent, then calls `closed`.
  virtual void close_when_sent() = 0;
  virtual void set_unsent_max(std::size_t bytes) = 0;
};

}  // namespace peal::net
