#include "sip/transport/tcp_streams.hpp"

#include <utility>
#include <vector>

#include "base/log.hpp"
#include "net/tcp_connection.hpp"
#include "net/tls_connection.hpp"
#include "sip/limits.hpp"
#include "sip/transport/addresses.hpp"

namespace peal::sip {
namespace {

constexpr auto kSweepEvery = 10s;
constexpr auto kPongsEvery = 1s;

}  // namespace

// Ids tell the kinds of connections apart: WebSockets' are odd, TCP's divide
// by four, those of TLS only by two.
TcpStreams::TcpStreams(net::Loop& loop, Receiver& receiver, TlsPeers* peers)
    : loop_(loop),
      receiver_(receiver),
      peers_(peers),
      transport_(peers == nullptr ? Transport::kTcp : Transport::kTls),
      last_id_(peers == nullptr ? 0 : 2) {
  sweep_timer_ = loop_.arm_after(kSweepEvery, [this] { sweep(); });
}

TcpStreams::~TcpStreams() {
  loop_.cancel(sweep_timer_);
  loop_.cancel(pong_timer_);
}

base::Status TcpStreams::listen(const net::Address& at) {
  auto listener = net::TcpListener::listen(loop_, at, [this](net::Descriptor socket, const net::Address& peer) {
    accepted(std::move(socket), peer);
  });
  if (!listener) return base::fail(listener.error());
  listener_ = *std::move(listener);
  return {};
}

bool TcpStreams::may_come(const SocketAddress& peer) {
  const auto at = per_host_.find(peer.host());
  const Host host = at == per_host_.end() ? Host{} : at->second;
  if (streams_.size() >= kConnectionsMax || host.streams >= kConnectionsPerHostMax) return false;
  if (peers_ == nullptr) return true;
  if (loop_.now() - handshakes_since_ >= 1s) {
    handshakes_since_ = loop_.now();
    handshakes_ = 0;
  }
  return host.shaking < kTlsHandshakesPerHostMax && handshakes_++ < kTlsHandshakesPerSecond;
}

void TcpStreams::accepted(net::Descriptor socket, const net::Address& from) {
  const auto peer = to_sip(from);
  // Who is shut out must not even begin a handshake.
  if (!receiver_.welcome({transport_, 0, peer}) || !may_come(peer)) {
    refused_.add();
    return;  // The descriptor closes itself.
  }
  const auto id = last_id_ += 4;
  if (peers_ == nullptr) {
    add(id, net::TcpConnection::adopt(loop_, std::move(socket), from, handlers(id)), peer, false);
    return;
  }
  auto& stream = add(id, net::TlsConnection::accept(loop_, std::move(socket), from, handlers(id), peers_->server()), peer, false);
  stream.shaking = true;
  ++per_host_[peer.host()].shaking;
}

void TcpStreams::shaken(Stream& stream) {
  if (!std::exchange(stream.shaking, false)) return;
  --per_host_[stream.peer.host()].shaking;
}

net::Connection::Handlers TcpStreams::handlers(std::uint64_t id) {
  net::Connection::Handlers made;
  made.connected = [this, id] {
    const auto at = streams_.find(id);
    if (at == streams_.end()) return;
    shaken(at->second);
    if (peers_ != nullptr && at->second.ours) peers_->trusted(at->second.peer);
  };
  made.waited = [this](base::Micros wait) { receiver_.waited(wait); };
  made.data = [this, id](std::string_view bytes) { data(id, bytes); };
  made.closed = [this, id](const base::Error& why) { closed(id, why); };
  return made;
}

TcpStreams::Stream& TcpStreams::add(std::uint64_t id, std::unique_ptr<net::Connection> connection, const SocketAddress& peer, bool ours) {
  connection->set_unsent_max(kSendQueueMaxBytes);
  ++per_host_[peer.host()].streams;
  // Over TLS an address that came proves no name (RFC 5923 9).
  if (ours || peers_ == nullptr) by_peer_[peer] = id;
  return streams_.emplace(id, Stream{std::move(connection), {}, peer, loop_.now(), ours}).first->second;
}

base::Result<std::unique_ptr<net::Connection>> TcpStreams::make(const SocketAddress& to, std::uint64_t id) {
  const auto widened = [](auto made) -> base::Result<std::unique_ptr<net::Connection>> {
    if (!made) return base::fail(made.error());
    return std::unique_ptr<net::Connection>(*std::move(made));
  };
  if (peers_ == nullptr) return widened(net::TcpConnection::connect(loop_, to_net(to), handlers(id), {}, kStreamConnectMax));
  auto wanted = peers_->wanted(to);
  if (!wanted) return base::fail(wanted.error());
  return widened(net::TlsConnection::connect(loop_, to_net(to), handlers(id), std::move(wanted->context), std::move(wanted->names)));
}

TcpStreams::Stream* TcpStreams::connect(const Flow& flow) {
  if (streams_.size() >= kConnectionsMax) return nullptr;
  const auto id = last_id_ += 4;
  auto connection = make(flow.remote, id);
  if (connection) return &add(id, *std::move(connection), flow.remote, true);
  if (peers_ != nullptr && connection.error().code == base::ErrorCode::kForbidden) {
    peers_->distrusted(flow.remote, connection.error().message);
  }
  return nullptr;
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
  if (!receiver_.welcome({transport_, id, at->second.peer})) return at->second.connection->close_when_sent();
  at->second.last_heard = loop_.now();
  if (at->second.ours && failing_.erase(at->second.peer) > 0) {
    base::log(base::LogLevel::kInfo, "sip", "connection_works_again", {{"transport", transport_name(transport_)}, {"peer", at->second.peer.text()}});
  }
  at->second.ours = false;
  // Anything that comes shows that the flow lives; a lone pong is no part of a message.
  if (at->second.pinged.has_value()) {
    at->second.pinged.reset();
    pinged_.erase(id);
    if (bytes == "\r\n") return;
  }
  at->second.framer.append(bytes);
  const Flow flow{transport_, id, at->second.peer};
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

void TcpStreams::closed(std::uint64_t id, const base::Error& why) {
  const auto at = streams_.find(id);
  if (at == streams_.end()) return;
  const Flow flow{transport_, id, at->second.peer};
  const bool never_worked = !why.message.empty() && at->second.ours;
  if (never_worked && peers_ != nullptr && why.code == base::ErrorCode::kForbidden) peers_->distrusted(flow.remote, why.message);
  // An address that stays dead is tried again and again: its state is news, each try is not.
  if (never_worked && failing_.size() < kFailingRemembered && failing_.insert(flow.remote).second) {
    base::log(base::LogLevel::kInfo, "sip", "connection_failed",
              {{"transport", transport_name(transport_)}, {"peer", flow.remote.text()}, {"error", why.message}});
  }
  close(id);
  if (never_worked) receiver_.unreachable({flow.transport, 0, flow.remote});
  receiver_.flow_closed(id);
}

void TcpStreams::close(std::uint64_t id) {
  const auto at = streams_.find(id);
  const auto peer = at->second.peer;
  pinged_.erase(id);
  shaken(at->second);
  if (const auto known = by_peer_.find(peer); known != by_peer_.end() && known->second == id) by_peer_.erase(known);
  if (const auto host = per_host_.find(peer.host()); --host->second.streams == 0) per_host_.erase(host);
  streams_.erase(at);
}

void TcpStreams::ping(const Flow& flow) {
  const auto at = streams_.find(flow.connection);
  if (at == streams_.end()) {
    loop_.post_always([this, connection = flow.connection] { receiver_.flow_closed(connection); });
    return;
  }
  (void)at->second.connection->send("\r\n\r\n");
  if (!at->second.pinged) at->second.pinged = loop_.now();
  if (pinged_.empty()) pong_timer_ = loop_.arm_after(kPongsEvery, [this] { look_for_pongs(); });
  pinged_.insert(flow.connection);
}

void TcpStreams::look_for_pongs() {
  std::vector<std::uint64_t> dead;
  for (const auto id : pinged_) {
    const auto at = streams_.find(id);
    if (at == streams_.end() || loop_.now() - *at->second.pinged >= kPongMax) dead.push_back(id);
  }
  for (const auto id : dead) {
    pinged_.erase(id);
    if (streams_.contains(id)) close(id);
    receiver_.flow_closed(id);
  }
  if (!pinged_.empty()) pong_timer_ = loop_.arm_after(kPongsEvery, [this] { look_for_pongs(); });
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
