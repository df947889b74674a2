#include "net/descriptor.hpp"

#include <unistd.h>

namespace peal::net {

// Not retried on EINTR: on Linux the descriptor is gone in any case.
void Descriptor::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

}  // namespace peal::net
