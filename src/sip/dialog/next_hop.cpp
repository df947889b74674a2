#include <algorithm>

#include "sip/dialog/dialog.hpp"
#include "sip/limits.hpp"

// Where the requests of a dialog go: RFC 3261 12.2.1.1, RFC 3263 4.
namespace peal::sip {

namespace {

bool private_ip(const SocketAddress& a) {
  if (a.v6) return (a.ip[0] & 0xfe) == 0xfc;  // RFC 4193
  return a.ip[0] == 10 || (a.ip[0] == 172 && (a.ip[1] & 0xf0) == 16) || (a.ip[0] == 192 && a.ip[1] == 168) ||
         (a.ip[0] == 100 && (a.ip[1] & 0xc0) == 64);  // RFC 1918, RFC 6598
}

bool loopback(const SocketAddress& a) {
  if (!a.v6) return a.ip[0] == 127;
  return std::all_of(a.ip.begin(), a.ip.end() - 1, [](std::uint8_t byte) { return byte == 0; }) && a.ip[15] == 1;
}

// Nobody's own address: unset, of one link only, or of a group.
bool nobodys(const SocketAddress& a) {
  if (a.any()) return true;
  if (a.v6) return a.ip[0] == 0xff || (a.ip[0] == 0xfe && (a.ip[1] & 0xc0) == 0x80);
  return a.ip[0] == 0 || a.ip[0] >= 224 || (a.ip[0] == 169 && a.ip[1] == 254);
}

// Whether a peer heard from `source` can mean that address: one behind a NAT
// writes its private one, and whoever names our own machine is up to no good.
bool may_be_at(const SocketAddress& address, const SocketAddress& source) {
  if (address.ip == source.ip && address.v6 == source.v6) return true;
  if (nobodys(address)) return false;
  if (loopback(address)) return loopback(source);
  return !private_ip(address) || private_ip(source);
}

// The way back over a connection is that connection (RFC 5626, RFC 7118). One
// that is gone has no number any more; then TCP goes by the peer's own address,
// and TLS to where it was, as only there a certificate can be expected.
bool bound_to_connection(const Flow& source) {
  return source.connection != 0 || web_socket(source.transport) || source.transport == Transport::kTls;
}

std::optional<LocateWish> name_in(std::string_view uri, const Flow& source) {
  if (bound_to_connection(source)) return std::nullopt;
  const auto numeric = parse_uri(uri);
  if (numeric && numeric->params.empty() && parse_address(numeric->host, 0)) return std::nullopt;  // As nearly all are.
  auto wish = wish_of_uri(uri);
  if (!wish || wish->secure || wish->host.empty() || parse_address(wish->host, 0)) return std::nullopt;
  // A peer that talks to us by one transport is found by it, too.
  if (!wish->transport) wish->transport = source.transport;
  if (*wish->transport == Transport::kTls) return std::nullopt;
  return wish;
}

std::string_view uri_of_hop(const Dialog& dialog) {
  if (dialog.route_set.empty()) return dialog.remote_target;
  const auto route = parse_name_addr(dialog.route_set.front());
  return route ? route->uri.text : std::string_view(dialog.remote_target);
}

}  // namespace

// Datagrams go to the first route or the target, unless that is a name that is
// not known or an address that nobody there can have: then the source of the
// peer's last message is the better truth.
void aim(Dialog& dialog, const Flow& source) {
  if (dialog.keeps_flow) return;
  dialog.may_use_tcp = false;
  dialog.others.clear();
  dialog.flow = source;
  if (bound_to_connection(source)) return;
  const auto uri = parse_uri(uri_of_hop(dialog));
  const auto flow = uri ? uri->numeric_flow() : std::nullopt;
  if (!flow || web_socket(flow->transport) || !may_be_at(flow->remote, source.remote)) return;
  dialog.flow = *flow;
  dialog.may_use_tcp = true;
}

void keep_on(Dialog& dialog, const Flow& flow) {
  dialog.keeps_flow = true;
  dialog.flow = flow;
  dialog.may_use_tcp = false;
  dialog.others.clear();
}

std::optional<LocateWish> name_of_hop(const Dialog& dialog, const Flow& source) {
  return dialog.keeps_flow ? std::nullopt : name_in(uri_of_hop(dialog), source);
}

std::optional<LocateWish> name_of_hop(const Message& response, const Flow& source) {
  if (bound_to_connection(source)) return std::nullopt;
  std::string_view nearest;  // 12.1.2: the last one is our first.
  std::size_t routes = 0;
  response.each_value(HeaderName::kRecordRoute, [&](std::string_view value) {
    nearest = value;
    return ++routes < kRouteSetMax;
  });
  if (const auto route = parse_name_addr(nearest)) return name_in(route->uri.text, source);
  return name_in(contact_uri(response), source);
}

void aim(Dialog& dialog, const Flow& source, Transport transport, const std::vector<SocketAddress>& addresses) {
  std::vector<SocketAddress> order;
  for (const auto& address : addresses) {
    if (may_be_at(address, source.remote)) order.push_back(address);
  }
  if (order.empty()) return;
  std::stable_partition(order.begin(), order.end(), [&](const auto& a) { return a.ip == source.remote.ip && a.v6 == source.remote.v6; });
  // The request's Via and Contact are written for one family.
  std::erase_if(order, [v6 = order.front().v6](const auto& a) { return a.v6 != v6; });
  const bool also_source = transport == source.transport && source.remote.v6 == order.front().v6;
  if (also_source && std::ranges::find(order, source.remote) == order.end()) {
    order.resize(std::min(order.size(), kDialogOthersMax));
    order.push_back(source.remote);
  }
  dialog.flow = {transport, 0, order.front()};
  dialog.may_use_tcp = true;
  dialog.others.assign(order.begin() + 1, order.begin() + static_cast<std::ptrdiff_t>(std::min(order.size(), kDialogOthersMax + 1)));
}

}  // namespace peal::sip
