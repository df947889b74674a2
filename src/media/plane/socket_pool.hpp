#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace peal::media::plane {

struct PortSocket {
  int descriptor = -1;
  std::uint16_t port = 0;
  bool both = false;  ///< Takes IPv4 and IPv6.
};

/// One UDP socket for each even port of a range, opened at the start: opening
/// one costs as much as two packets, and a busy port is found before a call is.
class SocketPool {
 public:
  /// "::" takes IPv4 too. Ports that others use are left out. Errors: kAddressInUse when none is
  /// left, kBadInput, kPermission.
  [[nodiscard]] static base::Result<std::unique_ptr<SocketPool>> open(const std::string& address, std::uint16_t first,
                                                                      std::uint16_t last);
  ~SocketPool();
  SocketPool(const SocketPool&) = delete;
  SocketPool& operator=(const SocketPool&) = delete;

  /// The port that has rested longest, emptied of what arrived meanwhile.
  [[nodiscard]] std::optional<PortSocket> take();
  /// Any thread.
  void give_back(PortSocket socket);
  [[nodiscard]] std::size_t free() const;

 private:
  SocketPool() = default;
  mutable std::mutex mutex_;
  std::deque<PortSocket> resting_;
};

}  // namespace peal::media::plane
