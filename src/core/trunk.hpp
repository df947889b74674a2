#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/fields.hpp"
#include "base/time.hpp"
#include "core/ids.hpp"

/// A way to the telephone network: a carrier, a gateway or another switch.
namespace peal::core {

enum class TrunkTransport : std::uint8_t {
  kUdp,
  kTcp,
  kTls,
  kAuto,  ///< What its name says (RFC 3263 4.1); UDP for an address, or with a port.
};

/// Whether sound is sealed with keys that stand in the descriptions (SRTP by SDES, RFC 4568).
enum class TrunkSrtp : std::uint8_t {
  kOff,
  kOptional,  ///< Taken when they offer it; ours offer plain sound.
  kRequired,
};

/// How a trunk is told who sent a call on to it.
enum class TrunkForwarded : std::uint8_t {
  kDiversion,    ///< RFC 5806, which most carriers read.
  kHistoryInfo,  ///< RFC 7044.
  kBoth,
  kOff,
};

/// How a telephone number is written for a trunk.
enum class NumberForm : std::uint8_t {
  kAsIs,
  kE164,      ///< "+8613810298208"
  kPlain,     ///< "8613810298208": E.164 without its plus.
  kNational,  ///< "01088880000": as dialled within the tenant's country.
};

/// First the form, then `strip` is taken off the front where it stands there,
/// then `prefix` is put before what is left.
struct NumberRule {
  NumberForm form = NumberForm::kAsIs;
  std::string strip;
  std::string prefix;
  PEAL_FIELDS(NumberRule, form, strip, prefix)
};

/// Passwords are no part of it: they are kept sealed, apart from settings.
struct Trunk {
  TrunkId id;
  std::string key;
  std::map<std::string, std::string> name;      ///< By language.
  std::string address;                          ///< "sip.carrier.example", "192.0.2.1:5080", "[2001:db8::1]:5060".
  TrunkTransport transport = TrunkTransport::kUdp;
  std::string proxy;                            ///< Everything goes there first; written like `address`; may be empty.
  std::string user;                             ///< Shown to digest challenges; may be empty.
  std::string domain;                           ///< Host of our address there; empty: that of `address`.
  bool registers = false;
  base::Seconds register_every{300};            ///< Asked of the registrar, which may shorten it.
  std::uint32_t priority = 1;                   ///< Lower groups are tried first.
  std::uint32_t weight = 100;                   ///< Share of the calls within its group; 0: only when the others cannot.
  std::uint32_t channels = 0;                   ///< Calls at once, both ways together; 0: no limit.
  std::uint32_t calls_per_second = 0;           ///< New calls, each way for itself; 0: no limit.
  std::vector<std::string> codecs;              ///< Best first: "pcma", "pcmu", "opus", "g722", "g729"; empty: the switch's own order.
  NumberRule called;                            ///< Of numbers that we call.
  NumberRule caller;                            ///< Of the number that we show.
  std::string caller_fixed;                     ///< Shown instead of the caller's own; may be empty.
  std::vector<std::string> allowed_sources;     ///< Addresses and ranges it calls from; empty: those of `address` and `proxy`.
  base::Seconds health_every{30};               ///< Between two OPTIONS; 0: none, the trunk counts as up.
  std::string authorities;                      ///< PEM of those who may sign its certificate; empty: the system's.
  TrunkSrtp srtp = TrunkSrtp::kOff;
  bool srtp_without_tls = false;                ///< Keys may cross the wire readable.
  std::string realm;                            ///< The only one whose challenges are answered; empty: its domain, address or proxy.
  bool trusted = true;                          ///< Of our trust domain (RFC 3325): identities are asserted to it and believed from it.
  TrunkForwarded forwarded = TrunkForwarded::kDiversion;
  PEAL_FIELDS(Trunk, id, key, name, address, transport, proxy, user, domain, registers, register_every, priority, weight,
              channels, calls_per_second, codecs, called, caller, caller_fixed, allowed_sources, health_every,
              authorities, srtp, srtp_without_tls, realm, trusted, forwarded)
};

}  // namespace peal::core
