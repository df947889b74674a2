#include "net/tls_connection.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/metrics.hpp"

namespace peal::net {

using State = TlsSession::State;

std::unique_ptr<TlsConnection> TlsConnection::accept(Loop& loop, Descriptor socket, const Address& peer, Handlers handlers,
                                                     std::shared_ptr<const TlsContext> context) {
  std::unique_ptr<TlsConnection> made(new TlsConnection(loop, std::move(handlers), TlsSession::accept(std::move(context))));
  made->tcp_ = TcpConnection::adopt(loop, std::move(socket), peer, made->tcp_handlers());
  made->peer_ = peer.text();
  made->start_clock();
  return made;
}

base::Result<std::unique_ptr<TlsConnection>> TlsConnection::connect(Loop& loop, const Address& peer, Handlers handlers,
                                                                    std::shared_ptr<const TlsContext> context,
                                                                    std::vector<TlsNames> wanted) {
  std::unique_ptr<TlsConnection> made(
      new TlsConnection(loop, std::move(handlers), TlsSession::connect(std::move(context), std::move(wanted))));
  auto tcp = TcpConnection::connect(loop, peer, made->tcp_handlers());
  if (!tcp) return base::fail(tcp.error());
  made->tcp_ = *std::move(tcp);
  made->peer_ = peer.text();
  made->start_clock();
  made->flush();  // The ClientHello waits for the connection.
  return made;
}

TlsConnection::TlsConnection(Loop& loop, Handlers handlers, TlsSession session)
    : loop_(loop),
      handlers_(std::make_shared<Handlers>(std::move(handlers))),
      self_(std::make_shared<TlsConnection*>(this)),
      session_(std::move(session)) {}

TlsConnection::~TlsConnection() {
  *self_ = nullptr;
  loop_.cancel(timer_);
}

TcpConnection::Handlers TlsConnection::tcp_handlers() {
  TcpConnection::Handlers made;
  made.waited = handlers_->waited;
  made.data = [this](std::string_view wire) { data(wire); };
  made.closed = [this](const base::Error& why) { end(session_.state() == State::kBroken ? reason() : why); };
  return made;
}

// Connecting has its own bound, and a peer may be slow in both.
void TlsConnection::start_clock() {
  timer_ = loop_.arm_after(kTlsHandshakeMax, [this] {
    base::counter("peal_net_limit_hits_total", "Times a limit of the network room was hit", "limit=tls_handshake").add();
    end({base::ErrorCode::kTimeout, fmt::format("{} did not finish the TLS handshake in time.", peer_), peer_});
  });
}

base::Error TlsConnection::reason() const {
  if (session_.distrusted()) return {base::ErrorCode::kForbidden, session_.failure(), peer_};
  return {base::ErrorCode::kUnreachable, fmt::format("TLS with {} failed: {}.", peer_, session_.failure()), peer_};
}

void TlsConnection::data(std::string_view wire) {
  const auto self = self_;
  std::string text;
  const auto state = session_.receive(wire, text);
  if (state == State::kOpen && !told_open_) opened();
  if (*self == nullptr || ended_) return;
  flush();  // An alert, a ticket, the next flight.
  if (!text.empty() && told_open_) {
    const auto handlers = handlers_;
    handlers->data(text);
    if (*self == nullptr || ended_) return;
  }
  if (state == State::kClosed || session_.state() == State::kBroken) tcp_->close_when_sent();
}

void TlsConnection::opened() {
  told_open_ = true;
  loop_.cancel(timer_);
  if (!waiting_.empty()) session_.send(std::exchange(waiting_, {}));
  if (closing_) session_.close();
  flush();
  if (closing_) return tcp_->close_when_sent();
  const auto handlers = handlers_;
  if (handlers->connected) handlers->connected();
}

void TlsConnection::flush() {
  const auto wire = session_.take_outgoing();
  if (!wire.empty()) (void)tcp_->send(wire);
}

bool TlsConnection::send(std::string_view bytes) {
  if (ended_ || closing_ || session_.state() == State::kClosed || session_.state() == State::kBroken) return false;
  if (session_.state() == State::kHandshake) {
    // The queue of the TCP connection bounds what follows; before it this does.
    if (waiting_.size() + bytes.size() > unsent_max_) {
      base::counter("peal_net_limit_hits_total", "Times a limit of the network room was hit", "limit=tcp_unsent").add();
      tcp_->close_when_sent();
      closing_ = true;
      return false;
    }
    waiting_.append(bytes);
    return true;
  }
  session_.send(bytes);
  const auto wire = session_.take_outgoing();
  return tcp_->send(wire);
}

void TlsConnection::close_when_sent() {
  if (ended_ || closing_) return;
  closing_ = true;
  if (session_.state() == State::kHandshake && !waiting_.empty()) return;  // opened() goes on.
  session_.close();
  flush();
  tcp_->close_when_sent();
}

void TlsConnection::set_unsent_max(std::size_t bytes) {
  unsent_max_ = bytes;
  tcp_->set_unsent_max(bytes + bytes / 8);  // Records have heads.
}

void TlsConnection::end(const base::Error& why) {
  if (ended_) return;
  ended_ = true;
  loop_.cancel(timer_);
  const auto handlers = handlers_;
  const auto self = self_;
  if (handlers->closed) handlers->closed(why);
  if (*self != nullptr) tcp_.reset();
}

}  // namespace peal::net
