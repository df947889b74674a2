#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "net/address.hpp"

namespace boost::asio {
class io_context;
}

namespace peal::net {

enum class StreamEnd : std::uint8_t { kNone, kClosedByPeer, kBroken };

/// One accepted connection of the HTTP thread, plain or TLS: what HTTP and
/// WebSockets are written against, so that both are compiled once. Only on the
/// HTTP thread. Callbacks come later, never inside the call that asks.
class ByteStream {
 public:
  using Done = std::function<void(StreamEnd, std::size_t bytes)>;

  virtual ~ByteStream() = default;
  /// At least one byte into `room`, which lives until `done`. One read at a time.
  virtual void read(std::span<char> room, Done done) = 0;
  /// All of `parts`, whose bytes live until `done`. One write at a time.
  virtual void write(std::vector<std::string_view> parts, Done done) = 0;
  /// Calls `passed` after `delay` unless set or cleared again before.
  virtual void set_deadline(base::Millis delay, std::function<void()> passed) = 0;
  virtual void clear_deadline() = 0;
  /// Cuts it off; what is under way ends with kBroken.
  virtual void close() = 0;
  /// Ends it in order: TLS close_notify, then half-close, then waits a little
  /// for the peer, so that an answer sent just before is not lost to a reset
  /// (RFC 9112 9.6). Neither reading nor writing may be under way.
  virtual void finish() = 0;

  [[nodiscard]] virtual const Address& peer() const = 0;
  [[nodiscard]] virtual bool secure() const = 0;
  [[nodiscard]] virtual boost::asio::io_context& context() = 0;
};

}  // namespace peal::net
