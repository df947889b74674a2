#include "sip/transport/transports.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "base/assert.hpp"
#include "base/metrics.hpp"
#include "net/udp_endpoint.hpp"
#include "sip/limits.hpp"
#include "sip/transport/addresses.hpp"
#include "sip/transport/glance.hpp"
#include "sip/transport/new_work.hpp"
#include "sip/transport/stun_answer.hpp"
#include "sip/transport/tcp_streams.hpp"
#include "sip/user_agent/user_agent.hpp"

namespace peal::sip {
namespace {

constexpr int kSignallingDscp = 24;  // RFC 4594 4.2: CS3.
constexpr int kPortTries = 8;

// Pings of RFC 5626 and of some phones carry no message.
bool ping_or_nothing(std::string_view bytes) { return bytes.size() <= 4 && bytes.find_first_not_of("\r\n\0", 0, 3) == std::string_view::npos; }

}  // namespace

struct Transports::Inside final : Receiver {
  explicit Inside(net::Loop& l) : loop(l), tcp(l, *this), tls(l, *this, &tls_peers), web(l, *this), self(std::make_shared<Inside*>(this)) {}
  ~Inside() override {
    *self = nullptr;
    loop.cancel(timer);
  }

  base::Status open_udp(const net::Address& at) {
    net::UdpSocket::Options options;
    options.buffer_bytes = kUdpReceiveBufferBytes;
    options.dscp = kSignallingDscp;
    options.tells_waits = options.tells_drops = true;
    net::UdpEndpoint::Handlers handlers;
    handlers.received = [this](std::span<const net::Datagram> datagrams) {
      read += datagrams.size();
      for (const auto& datagram : datagrams) {
        if (maybe_stun(datagram.bytes)) {
          if (stun_heard && stun_heard(to_sip(datagram.peer), datagram.bytes)) continue;
          if (auto answer = stun_answer(datagram.bytes, to_sip(datagram.peer))) udp->send(datagram.peer, *std::move(answer));
        } else if (!ping_or_nothing(datagram.bytes)) take(datagram);
      }
    };
    // What belongs to a call is served at once, what asks for something new is put
    // aside: so the kernel's queue is read empty in each turn, and nobody who is
    // talking stands behind those who want to begin.
    handlers.batch_done = [this](bool more) {
      count_kernel_drops();
      if (more && messages < kTurnMessagesMax && read < kTurnDatagramsMax) return true;
      serve_new_work(more && messages >= kTurnMessagesMax);
      return false;
    };
    handlers.unsendable = [this](const net::Address& peer, const base::Error&) {
      loop.post_always([keep = self, flow = Flow{Transport::kUdp, 0, to_sip(peer)}] {
        if (*keep != nullptr) (*keep)->unreachable(flow);
      });
    };
    auto opened = net::UdpEndpoint::open(loop, at, options, std::move(handlers));
    if (!opened) return base::fail(opened.error());
    udp = *std::move(opened);
    return {};
  }

  // A datagram with a message in it. Those of sources that are shut out come in
  // floods, so that is asked first.
  void take(const net::Datagram& datagram) {
    const Flow flow{Transport::kUdp, 0, to_sip(datagram.peer)};
    if (agent == nullptr || agent->unwanted(flow)) return;
    const Glance seen = glance_at(datagram.bytes);
    if (seen.asks_anew) return put_aside(flow, datagram, seen);
    if (seen.cancels && !seen.call_id.empty()) {
      if (auto invite = new_work.take_of(flow.remote, seen.call_id)) hand_over(*invite);
    }
    waited(datagram.waited);
    received(flow, datagram.bytes);
  }
  void put_aside(const Flow& flow, const net::Datagram& datagram, const Glance& seen) {
    const auto came = std::chrono::steady_clock::now() - datagram.waited;
    const auto lost = new_work.add({flow.remote, datagram.bytes, seen.call_id, came, agent->known(flow)});
    if (lost.messages == 0) return;
    forgone.add(static_cast<double>(lost.messages));
    if (lost.flooder) agent->flooded({Transport::kUdp, 0, *lost.flooder});
  }
  void hand_over(const NewWork::Message& asked) {
    const auto wait = std::chrono::duration_cast<base::Micros>(std::chrono::steady_clock::now() - asked.came);
    if (agent == nullptr) return;
    agent->received({Transport::kUdp, 0, asked.from}, asked.bytes, loop.now(), {wait, new_work.size(), asked.rivals, asked.pressing});
  }
  void count_kernel_drops() {
    const auto all = udp->dropped();
    if (all > kernel_dropped) kernel_drops.add(static_cast<double>(all - kernel_dropped));
    kernel_dropped = all;
  }
  // While more of calls in progress waits in the kernel, new work gets one message a turn.
  void serve_new_work(bool busy) {
    if (served) return;
    served = true;
    const auto began = std::chrono::steady_clock::now();
    while (const auto asked = new_work.take()) {
      hand_over(*asked);
      if (busy || std::chrono::steady_clock::now() - began >= kTurnNewWork) break;
    }
  }
  // What is left is served in the next turn, also when nothing comes in.
  void call_again() {
    if (new_work.size() == 0 || called_again) return;
    called_again = true;
    loop.post_always([keep = self] {
      if (*keep == nullptr) return;
      (*keep)->called_again = false;
      (*keep)->serve_new_work(false);
    });
  }

  void waited(base::Micros wait) override {
    longest = std::max(longest, wait);
    last = wait;
  }
  bool welcome(const Flow& flow) override { return agent == nullptr || !agent->unwanted(flow); }
  void received(const Flow& flow, std::string_view bytes) override {
    ++messages;
    if (agent != nullptr) agent->received(flow, bytes, loop.now(), {last});
  }
  void flow_opened(const Flow& flow, FlowAttributes attributes) override {
    if (agent != nullptr) agent->flow_opened(flow, std::move(attributes));
  }
  void flow_closed(std::uint64_t connection) override {
    if (agent != nullptr) agent->flow_closed(connection, loop.now());
  }
  void unreachable(const Flow& flow) override {
    if (agent != nullptr) agent->unreachable(flow, loop.now());
  }

  void end_turn() {
    if ((messages != 0 || served) && tell_wait) tell_wait(longest, messages);
    longest = last = {};
    messages = read = 0;
    served = false;
    call_again();
    rearm();
  }

  // After each turn: the earliest timer of the user agent is the loop's.
  void rearm() {
    if (agent == nullptr) return;
    const auto next = agent->next_due();
    if (next == due) return;
    loop.cancel(timer);
    due = next;
    if (!due) return;
    timer = loop.arm(*due, [this] {
      due.reset();
      if (agent != nullptr) agent->advance(loop.now());
    });
  }

  net::Loop& loop;
  UserAgent* agent = nullptr;
  std::function<void(base::Micros, std::size_t)> tell_wait;
  base::Micros longest{0}, last{0};        // That a message of this turn had waited.
  std::size_t messages = 0;                // Of this turn, but for new work by UDP.
  std::size_t read = 0;                    // Datagrams, in this turn.
  NewWork new_work;
  bool served = false, called_again = false;  // This turn has looked after it; and a task will, in the next.
  base::Counter& forgone = base::counter("peal_sip_new_work_dropped_total", "New requests dropped unread because too many waited; their senders repeat them.");
  base::Counter& kernel_drops = base::counter("peal_sip_kernel_drops_total", "Datagrams that the kernel dropped at the SIP port because they came faster than they were read.");
  std::uint64_t kernel_dropped = 0;
  StunHeard stun_heard;
  std::unique_ptr<net::UdpEndpoint> udp;
  TlsPeers tls_peers;
  TcpStreams tcp, tls;
  bool tls_listens = false;
  WebSockets web;
  net::Loop::Timer timer;
  std::optional<base::Time> due;
  std::shared_ptr<Inside*> self;  // Null once this is gone: the loop keeps its hooks.
};

Transports::Transports(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Transports::~Transports() = default;

base::Result<std::unique_ptr<Transports>> Transports::open(net::Loop& loop, const net::Address& at) {
  const int tries = at.port == 0 ? kPortTries : 1;
  for (int i = 1;; ++i) {
    auto inside = std::make_unique<Inside>(loop);
    if (auto status = inside->open_udp(at); !status) return base::fail(status.error());
    if (auto status = inside->tcp.listen(inside->udp->local()); !status) {
      if (i == tries) return base::fail(status.error());
      continue;  // The kernel's choice for UDP is taken on TCP.
    }
    loop.after_batch([self = inside->self] {
      if (*self != nullptr) (*self)->end_turn();
    });
    return std::unique_ptr<Transports>(new Transports(std::move(inside)));
  }
}

base::Status Transports::listen_tls(const net::Address& at) {
  PEAL_ASSERT(inside_->tls_peers.server() != nullptr);
  auto listening = inside_->tls.listen(at);
  inside_->tls_listens = listening.has_value();
  return listening;
}

void Transports::attach(UserAgent& agent) {
  inside_->agent = &agent;
  inside_->rearm();
}
void Transports::detach() {
  inside_->agent = nullptr;
  inside_->new_work.clear();
}

void Transports::tell_waits(std::function<void(base::Micros, std::size_t)> waited) { inside_->tell_wait = std::move(waited); }

void Transports::hear_stun(StunHeard heard) { inside_->stun_heard = std::move(heard); }

void Transports::send(const Flow& flow, std::string_view bytes) {
  switch (flow.transport) {
    case Transport::kUdp: inside_->udp->send(to_net(flow.remote), std::string(bytes)); break;
    case Transport::kTcp: inside_->tcp.send(flow, bytes); break;
    case Transport::kWs: case Transport::kWss: inside_->web.send(flow, bytes); break;
    case Transport::kTls: inside_->tls.send(flow, bytes); break;
  }
}

void Transports::keep_alive(const Flow& flow, std::string_view bytes) {
  switch (flow.transport) {
    case Transport::kUdp: inside_->udp->send(to_net(flow.remote), std::string(bytes)); break;
    case Transport::kTcp: inside_->tcp.ping(flow); break;
    case Transport::kTls: inside_->tls.ping(flow); break;
    case Transport::kWs: case Transport::kWss: break;  // We make none.
  }
}

net::UpgradeHandler Transports::websocket(WebSockets::Accept accept) { return inside_->web.handler(std::move(accept)); }
const net::Address& Transports::local() const { return inside_->udp->local(); }
std::optional<net::Address> Transports::tls_local() const {
  return inside_->tls_listens ? std::optional(inside_->tls.local()) : std::nullopt;
}
TlsPeers& Transports::tls() { return inside_->tls_peers; }

}  // namespace peal::sip
