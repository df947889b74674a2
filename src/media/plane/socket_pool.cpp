#include "media/plane/socket_pool.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/log.hpp"
#include "media/endpoint.hpp"

namespace peal::media::plane {
namespace {

using base::ErrorCode;
using base::fail;

// Files, SIP connections and browsers need descriptors too.
constexpr rlim_t kDescriptorsForOthers = 2'048;

rlim_t descriptors_allowed() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  return limit.rlim_cur;
}

bool both_families(const Endpoint& local) { return local.family() == AF_INET6 && local.address_text() == "::"; }

int open_socket(const Endpoint& local) {
  const int descriptor = ::socket(local.family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  const int only = both_families(local) ? 0 : 1;
  if (local.family() == AF_INET6) ::setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
  if (::bind(descriptor, local.data(), local.size()) == 0) return descriptor;
  const int reason = errno;
  ::close(descriptor);
  errno = reason;
  return -1;
}

}  // namespace

base::Result<std::unique_ptr<SocketPool>> SocketPool::open(const std::string& address, std::uint16_t first,
                                                           std::uint16_t last) {
  if (first == 0 || last < first) return fail(ErrorCode::kBadInput, "The RTP port range is empty.", "rtp");
  const rlim_t allowed = descriptors_allowed();
  std::unique_ptr<SocketPool> pool(new SocketPool);
  int reason = EADDRINUSE;
  // 32 bits, since 65,535 + 2 must end the loop.
  for (std::uint32_t port = first + (first & 1U); port <= last; port += 2) {
    auto local = Endpoint::parse(address, static_cast<std::uint16_t>(port));
    if (!local) return fail(local.error());
    if (pool->resting_.size() + kDescriptorsForOthers / 2 >= allowed) {
      base::log(base::LogLevel::kWarning, "media", "descriptor_limit",
                {{"allowed", allowed}, {"ports", pool->resting_.size()}});
      break;
    }
    const int descriptor = open_socket(*local);
    if (descriptor >= 0) {
      pool->resting_.push_back({descriptor, static_cast<std::uint16_t>(port), both_families(*local)});
      continue;
    }
    reason = errno;
    if (reason != EADDRINUSE) break;
  }
  if (!pool->resting_.empty()) return pool;
  const std::string what = fmt::format("No RTP port from {} to {} on {} can be opened: {}. Choose another range or "
                                       "address with --rtp.",
                                       first, last, address, std::strerror(reason));
  if (reason == EACCES) return fail(ErrorCode::kPermission, what, "rtp");
  if (reason == EADDRNOTAVAIL) return fail(ErrorCode::kBadInput, what, "rtp");
  return fail(ErrorCode::kAddressInUse, what, "rtp");
}

SocketPool::~SocketPool() {
  for (const PortSocket& socket : resting_) ::close(socket.descriptor);
}

std::optional<PortSocket> SocketPool::take() {
  std::optional<PortSocket> taken;
  {
    const std::lock_guard lock(mutex_);
    if (resting_.empty()) return std::nullopt;
    taken = resting_.front();
    resting_.pop_front();
  }
  char byte = 0;
  while (::recv(taken->descriptor, &byte, sizeof byte, MSG_DONTWAIT | MSG_TRUNC) >= 0 || errno == ECONNREFUSED) {
  }
  return taken;
}

void SocketPool::give_back(PortSocket socket) {
  const std::lock_guard lock(mutex_);
  resting_.push_back(socket);
}

std::size_t SocketPool::free() const {
  const std::lock_guard lock(mutex_);
  return resting_.size();
}

}  // namespace peal::media::plane
