#include "net/kernel_wait.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace peal::net {

void note_arrivals(int fd) {
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on));
}

namespace {

// What the kernel noted in `message` under that name; nothing when it did not.
template <class Note>
std::optional<Note> note_of(msghdr& message, int name) {
  for (auto* note = CMSG_FIRSTHDR(&message); note != nullptr; note = CMSG_NXTHDR(&message, note)) {
    if (note->cmsg_level != SOL_SOCKET || note->cmsg_type != name) continue;
    Note read{};
    std::memcpy(&read, CMSG_DATA(note), sizeof(read));
    return read;
  }
  return std::nullopt;
}

}  // namespace

base::Micros kernel_wait(msghdr& message) {
  const auto came = note_of<timespec>(message, SCM_TIMESTAMPNS);
  if (!came) return base::Micros{0};
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  const auto waited = std::chrono::seconds(now.tv_sec - came->tv_sec) + std::chrono::nanoseconds(now.tv_nsec - came->tv_nsec);
  return std::max(std::chrono::duration_cast<base::Micros>(waited), base::Micros{0});
}

void note_drops(int fd) {
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof(on));
}

std::optional<std::uint32_t> kernel_drops(msghdr& message) { return note_of<std::uint32_t>(message, SO_RXQ_OVFL); }

}  // namespace peal::net
