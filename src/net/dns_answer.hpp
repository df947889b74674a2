#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/fields.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/address.hpp"

namespace peal::net {

enum class DnsKind : std::uint8_t { kNaptr, kSrv, kAddress };

/// One question to the name servers; kAddress asks for both families.
struct DnsQuestion {
  DnsKind kind = DnsKind::kAddress;
  std::string name;
  friend auto operator<=>(const DnsQuestion&, const DnsQuestion&) = default;
};

/// A SRV record (RFC 2782). The target "." becomes an empty one: the service is decidedly not there.
struct DnsService {
  std::uint16_t priority = 0, weight = 0, port = 0;
  std::string target;
  PEAL_FIELDS(DnsService, priority, weight, port, target)
};

/// A NAPTR record (RFC 3403 4.1).
struct DnsPointer {
  std::uint16_t order = 0, preference = 0;
  std::string flags, services, regexp, replacement;
  PEAL_FIELDS(DnsPointer, order, preference, flags, services, regexp, replacement)
};

/// What the name servers say. It is what anybody on the way could have written:
/// counts and sizes are bounded, names are not checked to be host names.
struct DnsAnswer {
  enum class Outcome : std::uint8_t {
    kFound,
    kNothing,  ///< The name, or a record of this kind, does not exist.
    kSilent,   ///< No server answered, or none that knows.
  };
  Outcome outcome = Outcome::kSilent;
  std::vector<DnsPointer> pointers;
  std::vector<DnsService> services;
  std::vector<Address> addresses;  ///< Their port is 0.
  base::Seconds life{0};           ///< How long this may be believed, as the answer says; 0 with kNothing: it does not say.
};

/// The records of `kind` in a response (RFC 1035 4), or that there are none,
/// with the life that its SOA gives to that (RFC 2308 5). kAddress is not for
/// here. Error: kBadInput for a broken message.
[[nodiscard]] base::Result<DnsAnswer> parse_dns_answer(std::span<const std::uint8_t> message, DnsKind kind);

}  // namespace peal::net
