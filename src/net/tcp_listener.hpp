#pragma once

#include <functional>
#include <memory>

#include "net/address.hpp"
#include "net/descriptor.hpp"
#include "net/loop.hpp"

namespace peal::net {

/// Accepts connections on a loop until destroyed. When descriptors run out it
/// rests for a second instead of spinning, and counts it.
class TcpListener {
 public:
  /// The socket is non-blocking and yours: give it to TcpConnection::adopt.
  using Accepted = std::function<void(Descriptor socket, const Address& peer)>;

  /// Port 0 lets the kernel choose. Errors: kAddressInUse, kPermission, kBadInput.
  [[nodiscard]] static base::Result<std::unique_ptr<TcpListener>> listen(Loop& loop, const Address& at,
                                                                         Accepted accepted);
  ~TcpListener();
  TcpListener(const TcpListener&) = delete;
  TcpListener& operator=(const TcpListener&) = delete;

  [[nodiscard]] const Address& local() const { return local_; }

 private:
  TcpListener(Loop& loop, Descriptor socket, const Address& local, Accepted accepted);
  void accept_waiting();
  void rest();

  Loop& loop_;
  Descriptor socket_;
  Address local_;
  std::shared_ptr<Accepted> accepted_;
  Loop::Timer resting_;
};

}  // namespace peal::net
