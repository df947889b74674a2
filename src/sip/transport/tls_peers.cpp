#include "sip/transport/tls_peers.hpp"

#include <algorithm>

#include "sip/limits.hpp"

namespace peal::sip {

base::Status TlsPeers::use_certificate(const net::CertificateFiles& files) {
  auto made = net::TlsContext::server(files);
  if (!made) return base::fail(made.error());
  server_ = *std::move(made);
  own_ = files;
  clients_.clear();
  return {};
}

void TlsPeers::expect(std::vector<TlsPeer> peers) {
  if (peers == peers_) return;
  peers_ = std::move(peers);
  clients_.clear();
  distrust_.clear();
}

base::Result<TlsPeers::Wanted> TlsPeers::wanted(const SocketAddress& address) {
  Wanted wanted;
  const std::string* authorities = nullptr;
  for (const auto& peer : peers_) {
    if (peer.address != address) continue;
    if (authorities != nullptr && *authorities != peer.authorities) {
      return base::fail(base::ErrorCode::kForbidden, "two trunks at this address trust different authorities", address.text());
    }
    authorities = &peer.authorities;
    if (std::ranges::find(wanted.names, peer.names) == wanted.names.end()) wanted.names.push_back(peer.names);
  }
  if (wanted.names.empty()) wanted.names.push_back({address.host()});
  auto& context = clients_[authorities == nullptr ? std::string() : *authorities];
  if (!context) {
    auto made = net::TlsContext::client(authorities == nullptr ? std::string() : *authorities, own_ ? &*own_ : nullptr);
    if (!made) return base::fail(base::ErrorCode::kForbidden, made.error().message, address.text());
    context = *std::move(made);
  }
  wanted.context = context;
  return wanted;
}

std::optional<std::string> TlsPeers::distrust(const SocketAddress& address) const {
  const auto found = distrust_.find(address);
  return found == distrust_.end() ? std::nullopt : std::optional(found->second);
}

void TlsPeers::distrusted(const SocketAddress& address, std::string why) {
  if (distrust_.size() >= kDistrustRemembered) distrust_.clear();
  distrust_[address] = std::move(why);
}

}  // namespace peal::sip
