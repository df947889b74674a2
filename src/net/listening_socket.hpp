#pragma once

#include "net/address.hpp"
#include "net/descriptor.hpp"

namespace peal::net {

struct ListeningSocket {
  Descriptor socket;
  Address local;  ///< With the port the kernel chose, if it did.
};

/// A non-blocking TCP socket that listens at `at`; [::] takes IPv4 too. Errors: kAddressInUse,
/// kPermission, kBadInput, each with what to do.
[[nodiscard]] base::Result<ListeningSocket> open_listening_socket(const Address& at);

}  // namespace peal::net
