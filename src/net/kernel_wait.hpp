#pragma once

#include <sys/socket.h>
#include <time.h>

#include <cstdint>
#include <optional>

#include "base/time.hpp"

namespace peal::net {

/// Room for the notes that carry the time at which the kernel took a message, and how many it dropped.
inline constexpr std::size_t kArrivalNoteBytes = CMSG_SPACE(sizeof(timespec)) + CMSG_SPACE(sizeof(std::uint32_t));

/// Asks the kernel to note when the bytes of `fd` came (socket(7),
/// SO_TIMESTAMPNS); a socket that cannot tell gives waits of zero. The kernel
/// begins a moment after the first socket of the machine asks: until then a wait
/// counts from the reading, and is about zero.
void note_arrivals(int fd);

/// How long the bytes of `message`, just received with room for the note, lay in
/// the kernel; of a stream the newest of them. Zero when there is no note, or the
/// wall clock, by which the kernel stamps, was set back meanwhile.
[[nodiscard]] base::Micros kernel_wait(msghdr& message);

/// Asks the kernel to note how many datagrams it dropped at `fd` because its
/// buffer was full (socket(7), SO_RXQ_OVFL).
void note_drops(int fd);

/// How many it had dropped since the socket was opened when `message` came, modulo
/// 2^32; nothing when there is no note, as before the first.
[[nodiscard]] std::optional<std::uint32_t> kernel_drops(msghdr& message);

}  // namespace peal::net
