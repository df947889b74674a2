#include "net/kernel_wait.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace peal::net {

void note_arrivals(int fd) {
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on));
}

base::Micros kernel_wait(msghdr& message) {
  for (auto* note = CMSG_FIRSTHDR(&message); note != nullptr; note = CMSG_NXTHDR(&message, note)) {
    if (note->cmsg_level != SOL_SOCKET || note->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec came{}, now{};
    std::memcpy(&came, CMSG_DATA(note), sizeof(came));
    ::clock_gettime(CLOCK_REALTIME, &now);
    const auto waited = std::chrono::seconds(now.tv_sec - came.tv_sec) + std::chrono::nanoseconds(now.tv_nsec - came.tv_nsec);
    return std::max(std::chrono::duration_cast<base::Micros>(waited), base::Micros{0});
  }
  return base::Micros{0};
}

}  // namespace peal::net
