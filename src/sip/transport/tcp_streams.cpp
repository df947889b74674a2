#include "sip/transport/tcp_streams.hpp"

#include <vector>

#include "sip/limits.hpp"
#include "sip/transport/addresses.hpp"

namespace peal::sip {
namespace {

constexpr auto kSweepEvery = 10s;

}  // namespace

TcpStreams::TcpStreams(net::Loop& loop, Receiver& receiver) : loop_(loop), receiver_(receiver) {
  sweep_timer_ = loop_.arm_after(kSweepEvery, [this] { sweep(); });
}

TcpStreams::~TcpStreams() { loop_.cancel(sweep_timer_); }

base::Status TcpStreams::listen(const net::Address& at) {
  auto listener = net::TcpListener::listen(loop_, at, [this](net::Descriptor socket, const net::Address& peer) {
    accepted(std::move(socket), peer);
  });
  if (!listener) return base::fail(listener.error());
  listener_ = *std::move(listener);
  return {};
}

std::size_t TcpStreams::connections_from(const SocketAddress& peer) const {
  const auto at = per_host_.find(peer.host());
  return at == per_host_.end() ? 0 : at->second;
}

void TcpStreams::accepted(net::Descriptor socket, const net::Address& peer) {
  if (streams_.size() >= kConnectionsMax || connections_from(to_sip(peer)) >= kConnectionsPerHostMax) {
    refused_.add();
    return;  // The descriptor closes itself.
  }
  // Even ids are TCP's, odd ones WebSockets'.
  const auto id = last_id_ += 2;
  add(id, net::TcpConnection::adopt(loop_, std::move(socket), peer, handlers(id)), peer, false);
}

net::TcpConnection::Handlers TcpStreams::handlers(std::uint64_t id) {
  net::TcpConnection::Handlers made;
  made.data = [this, id](std::string_view bytes) { data(id, bytes); };
  made.closed = [this, id](const base::Error& why) { closed(id, !why.message.empty()); };
  return made;
}

void TcpStreams::add(std::uint64_t id, std::unique_ptr<net::TcpConnection> connection, const net::Address& peer, bool ours) {
  connection->set_unsent_max(kSendQueueMaxBytes);
  const auto address = to_sip(peer);
  ++per_host_[address.host()];
  by_peer_[address] = id;
  streams_.emplace(id, Stream{std::move(connection), {}, address, loop_.now(), ours});
}

TcpStreams::Stream* TcpStreams::connect(const Flow& flow) {
  if (streams_.size() >= kConnectionsMax) return nullptr;
  const auto id = last_id_ += 2;
  const auto peer = to_net(flow.remote);
  auto connection = net::TcpConnection::connect(loop_, peer, handlers(id));
  if (!connection) return nullptr;
  add(id, *std::move(connection), peer, true);
  return &streams_.at(id);
}

void TcpStreams::send(const Flow& flow, std::string_view bytes) {
  auto at = streams_.find(flow.connection);
  if (at == streams_.end()) {
    const auto known = by_peer_.find(flow.remote);
    if (known != by_peer_.end()) at = streams_.find(known->second);
  }
  Stream* stream = at == streams_.end() ? connect(flow) : &at->second;
  if (stream != nullptr) {
    (void)stream->connection->send(bytes);  // A peer that does not read is closed, which tells us.
    return;
  }
  // Never from inside a command of the user agent: in the next turn.
  loop_.post_always([this, flow] { receiver_.unreachable(flow); });
}

void TcpStreams::data(std::uint64_t id, std::string_view bytes) {
  const auto at = streams_.find(id);
  if (at == streams_.end()) return;
  at->second.last_heard = loop_.now();
  at->second.ours = false;
  at->second.framer.append(bytes);
  const Flow flow{Transport::kTcp, id, at->second.peer};
  for (;;) {
    // What the user agent does with a message may close this very stream.
    const auto again = streams_.find(id);
    if (again == streams_.end()) return;
    const auto piece = again->second.framer.next();
    switch (piece.kind) {
      case StreamFramer::Kind::kNeedMore: return;
      case StreamFramer::Kind::kPing: (void)again->second.connection->send("\r\n"); break;
      case StreamFramer::Kind::kMessage: receiver_.received(flow, std::string(piece.bytes)); break;
      case StreamFramer::Kind::kBroken:
        receiver_.received(flow, std::string(piece.bytes));
        if (const auto last = streams_.find(id); last != streams_.end()) last->second.connection->close_when_sent();
        return;
    }
  }
}

void TcpStreams::closed(std::uint64_t id, bool failed) {
  const auto at = streams_.find(id);
  if (at == streams_.end()) return;
  const Flow flow{Transport::kTcp, id, at->second.peer};
  const bool never_worked = failed && at->second.ours;
  close(id);
  if (never_worked) receiver_.unreachable({flow.transport, 0, flow.remote});
  receiver_.flow_closed(id);
}

void TcpStreams::close(std::uint64_t id) {
  const auto at = streams_.find(id);
  const auto peer = at->second.peer;
  if (const auto known = by_peer_.find(peer); known != by_peer_.end() && known->second == id) by_peer_.erase(known);
  if (const auto host = per_host_.find(peer.host()); --host->second == 0) per_host_.erase(host);
  streams_.erase(at);
}

// A connection that only holds a descriptor, or half a message, goes.
void TcpStreams::sweep() {
  std::vector<std::uint64_t> stale;
  for (const auto& [id, stream] : streams_) {
    const base::Millis most = stream.framer.pending() ? base::Millis{kPartialMessageMax} : base::Millis{kConnectionIdle};
    if (loop_.now() - stream.last_heard > most) stale.push_back(id);
  }
  for (const auto id : stale) {
    close(id);
    receiver_.flow_closed(id);
  }
  sweep_timer_ = loop_.arm_after(kSweepEvery, [this] { sweep(); });
}

}  // namespace peal::sip
