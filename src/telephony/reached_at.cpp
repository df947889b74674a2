#include "telephony/reached_at.hpp"

#include "sip/transport/addresses.hpp"

namespace peal::telephony {
namespace {

sip::Advertised told(const net::Address& own, std::uint16_t tls_port, const std::optional<sip::SocketAddress>& mapped) {
  sip::Advertised all;
  all.fill(own.text());
  all[static_cast<std::size_t>(sip::Transport::kTls)] = own.with_port(tls_port).text();
  if (mapped && mapped->v6 == own.is_ipv6()) all[static_cast<std::size_t>(sip::Transport::kUdp)] = mapped->text();
  return all;
}

}  // namespace

base::Result<ReachedAt> reached_at(const OwnAddresses& own, std::uint16_t tls_port, const std::string& media_bind,
                                   const std::optional<sip::SocketAddress>& mapped) {
  const auto bound = net::Address::parse_ip(media_bind);
  if (!bound) return base::fail(bound.error());
  OwnAddresses seen = own;
  if (mapped) {
    auto& one = mapped->v6 ? seen.v6 : seen.v4;
    one = sip::to_net(*mapped).with_port(own.towards(mapped->v6).port);
  }
  ReachedAt at;
  at.v4 = told(seen.towards(false), tls_port, mapped);
  at.v6 = told(seen.towards(true), tls_port, mapped);
  // Sound has its own place to listen (--rtp), which may be of one family only.
  const bool both = bound->is_ipv6() && bound->is_any();
  at.media = seen.towards(bound->is_ipv6() && !both).ip_text();
  if (both && seen.v6) at.media_v6 = seen.v6->ip_text();
  return at;
}

}  // namespace peal::telephony
