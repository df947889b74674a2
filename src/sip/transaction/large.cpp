#include "base/assert.hpp"
#include "sip/transaction/transactions.hpp"

// Requests too large for a datagram: RFC 3261 18.1.1.
namespace peal::sip {

namespace {

// The top Via stands in the second line of every request of ours.
void name_transport(std::string& request, std::string_view from, std::string_view to) {
  const std::string marked = "\r\nVia: SIP/2.0/" + std::string(from) + " ";
  const auto at = request.find(marked);
  PEAL_ASSERT(at != std::string::npos);
  request.replace(at + marked.size() - 1 - from.size(), from.size(), to);
}

}  // namespace

bool Transactions::refuses_streams(const SocketAddress& peer, base::Time now) {
  const auto found = datagrams_only_.find(peer);
  if (found == datagrams_only_.end()) return false;
  if (found->second > now) return true;
  datagrams_only_.erase(found);
  return false;
}

void Transactions::prefer_stream(Client& client, base::Time now) {
  if (client.bytes.size() <= kDatagramRequestMaxBytes || refuses_streams(client.flow.remote, now)) return;
  name_transport(client.bytes, "UDP", "TCP");
  client.flow.transport = Transport::kTcp;
  client.by_size = true;
}

// Nobody takes TCP there. The request has not been seen by anybody, so it may
// go again as it is; fragments are better than silence.
void Transactions::fall_back(std::uint64_t handle, Client& client, base::Time now) {
  if (datagrams_only_.size() >= kDatagramPeersRemembered) datagrams_only_.clear();
  datagrams_only_[client.flow.remote] = now + kDatagramPeerLife;
  name_transport(client.bytes, "TCP", "UDP");
  clients_on_.move(client.flow.connection, 0);
  client.flow = {Transport::kUdp, 0, client.flow.remote};
  client.by_size = false;
  client.interval = timers_.t1;
  arm(client.retransmit, now, client.interval, {handle, Timer::kRetransmit, true});
  out_.send(client.flow, client.bytes);
}

}  // namespace peal::sip
