#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "net/tls_context.hpp"
#include "net/tls_session.hpp"
#include "sip/flow.hpp"

namespace peal::sip {

/// Who must answer when we connect to an address over TLS.
struct TlsPeer {
  SocketAddress address;
  net::TlsNames names;      ///< The certificate must have one of them (RFC 5922 7).
  std::string authorities;  ///< PEM of those who may have signed it; empty: the system's.
  PEAL_FIELDS(TlsPeer, address, names, authorities)
};

/// The certificates of SIP over TLS: ours, and what we ask of others. Where two
/// peers share an address, the certificate there must satisfy both. One thread.
class TlsPeers {
 public:
  /// What we show from now on, to who comes and to servers that ask. Connections
  /// that stand are left alone.
  [[nodiscard]] base::Status use_certificate(const net::CertificateFiles& files);
  /// The peers from now on. Anybody else must show a certificate for the IP address itself.
  void expect(std::vector<TlsPeer> peers);

  /// Nothing before a certificate of ours is there.
  [[nodiscard]] const std::shared_ptr<const net::TlsContext>& server() const { return server_; }
  struct Wanted {
    std::shared_ptr<const net::TlsContext> context;
    std::vector<net::TlsNames> names;
  };
  [[nodiscard]] base::Result<Wanted> wanted(const SocketAddress& address);

  /// Why the last certificate there was refused, in words; nothing when it was
  /// trusted or never seen.
  [[nodiscard]] std::optional<std::string> distrust(const SocketAddress& address) const;
  void trusted(const SocketAddress& address) { distrust_.erase(address); }
  void distrusted(const SocketAddress& address, std::string why);

 private:
  std::optional<net::CertificateFiles> own_;
  std::shared_ptr<const net::TlsContext> server_;
  std::vector<TlsPeer> peers_;
  std::map<std::string, std::shared_ptr<const net::TlsContext>> clients_;  // By authorities.
  std::unordered_map<SocketAddress, std::string> distrust_;
};

}  // namespace peal::sip
