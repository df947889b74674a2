#include "net/listening_socket.hpp"

#include <cerrno>

#include <netinet/in.h>
#include <sys/socket.h>

#include "base/assert.hpp"
#include "net/limits.hpp"

namespace peal::net {

base::Result<ListeningSocket> open_listening_socket(const Address& at) {
  PEAL_ASSERT(at.valid());
  Descriptor socket{::socket(at.is_ipv6() ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!socket.open()) return base::fail(socket_error(errno, "open a TCP socket on", at));
  const int on = 1;
  // A restart must not wait for connections of the last run to leave TIME_WAIT.
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  const int only = at.is_any() ? 0 : 1;
  if (at.is_ipv6()) ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof(only));
  sockaddr_storage name{};
  socklen_t length = at.to_sockaddr(name);
  if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&name), length) != 0 ||
      ::listen(socket.get(), kTcpBacklog) != 0) {
    return base::fail(socket_error(errno, "listen on TCP", at));
  }
  length = sizeof(name);
  PEAL_ASSERT(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&name), &length) == 0);
  return ListeningSocket{std::move(socket), Address::from_sockaddr(reinterpret_cast<sockaddr&>(name))};
}

}  // namespace peal::net
