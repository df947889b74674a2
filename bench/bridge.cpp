// A bridge of two SIP legs without media, rules or journal, three ways, so that
// what the signalling stack costs can be read beside what the kernel takes
// anyway. Each is one thread and one UDP socket, and sends and receives the
// same 13 datagrams for a call:
//   caller: INVITE 100 180 200 ACK BYE 200    called: INVITE 180 200 ACK BYE 200
//
//   bench_bridge peal AT CALLED     the project's user agent and its transports
//   bench_bridge bare AT CALLED     no SIP: what comes from one side goes to the other, one datagram at a time
//   bench_bridge batch AT CALLED    the same with as many datagrams in a system call as wait
//   bench_bridge peal 127.0.0.1:15060 127.0.0.3:5070
//
// Loopback only. It runs until a SIGTERM.

#include <fmt/format.h>

#include <array>
#include <csignal>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "net/loop.hpp"
#include "net/udp_socket.hpp"
#include "sip/transport/addresses.hpp"
#include "sip/transport/transports.hpp"
#include "sip/user_agent/user_agent.hpp"

namespace {

using peal::net::Address;
using peal::net::Datagram;
using peal::net::Loop;
using namespace peal::sip;

volatile std::sig_atomic_t stopping = 0;
void stop(int) { stopping = 1; }

/// Two legs for each call, told from each other by their handles; what one side
/// says goes to the other.
class Bridge final : public UserAgentEvents {
 public:
  Bridge(Loop& loop, Transports& transports, const Address& at, const Address& called)
      : loop_(loop), agent_(config(at), transports, *this, loop.now()),
        target_("sip:a1@" + called.text()), flow_{Transport::kUdp, 0, to_sip(called)} {}

  [[nodiscard]] UserAgent& agent() { return agent_; }

  Admission admit(const RequestView&) override { return Admission::accept(); }
  std::optional<DigestSecret> digest_secret(std::string_view, std::string_view) override { return std::nullopt; }
  void incoming_call(CallId call, const IncomingCall& incoming) override {
    PlaceRequest place;
    place.target = target_;
    place.flow = flow_;
    place.from_uri = fmt::format("sip:{}@{}", incoming.from.uri.user, incoming.from.uri.host);
    place.sdp = incoming.sdp;
    const auto placed = agent_.place(place, loop_.now());
    if (!placed) return (void)agent_.reject(call, 503, "Service Unavailable", loop_.now());
    others_[call.value] = *placed;
    others_[placed->value] = call;
  }
  void progressed(CallId call, const CallProgress&) override { (void)agent_.ring(other(call), loop_.now()); }
  void answered(CallId call, const CallAnswered& answer) override {
    (void)agent_.answer(other(call), answer.sdp, loop_.now());
  }
  void failed(CallId call, const CallEnd&) override { part(call); }
  void ended(CallId call, const CallEnd&) override { part(call); }
  void acknowledged(CallId, std::string_view) override {}
  void offered(CallId call, std::string_view) override { (void)agent_.reject_offer(call, 488, loop_.now()); }
  void reoffer_answered(CallId, std::string_view) override {}
  void reoffer_refused(CallId, std::uint16_t) override {}
  void digit(CallId, char, peal::base::Millis) override {}
  void info(CallId, std::string_view, std::string_view) override {}
  void binding_changed(const Binding&, BindingChange) override {}

 private:
  static UserAgentConfig config(const Address& at) {
    UserAgentConfig made;
    made.advertised.fill(at.text());
    made.session_expires = peal::base::Seconds{0};
    return made;
  }
  [[nodiscard]] CallId other(CallId call) const {
    const auto at = others_.find(call.value);
    return at == others_.end() ? CallId{} : at->second;
  }
  void part(CallId call) {
    const auto far = other(call);
    others_.erase(call.value);
    others_.erase(far.value);
    if (far.valid()) (void)agent_.hang_up(far, {}, loop_.now());
  }

  Loop& loop_;
  UserAgent agent_;
  std::string target_;
  Flow flow_;
  std::unordered_map<std::uint64_t, CallId> others_;
};

int run_peal(const Address& at, const Address& called) {
  auto loop = Loop::create("bridge");
  if (!loop) return fmt::print(stderr, "{}\n", loop.error().describe()), 1;
  auto transports = Transports::open(**loop, at);
  if (!transports) return fmt::print(stderr, "{}\n", transports.error().describe()), 1;
  Bridge bridge(**loop, **transports, at, called);
  (*transports)->attach(bridge.agent());
  while (stopping == 0) (*loop)->turn(peal::base::Millis{200});
  fmt::print("calls left {}, transactions left {}\n", bridge.agent().call_count(), bridge.agent().transaction_count());
  (*transports)->detach();
  return 0;
}

constexpr std::string_view kTrying = "SIP/2.0 100 Trying\r\n";

// The least a 100 can be: the first line, and every header of the request that it must repeat.
std::string trying(std::string_view invite) {
  return std::string(kTrying) + std::string(invite.substr(invite.find("\r\n") + 2));
}

// Where a datagram goes on to: from the callers' side to the called one, and back.
struct Way {
  Address called, caller;
  [[nodiscard]] const Address& next(const Datagram& datagram) {
    if (datagram.peer == called) return caller;
    caller = datagram.peer;
    return called;
  }
};

int run_bare(const Address& at, const Address& called, bool batched) {
  peal::net::UdpSocket::Options options;
  options.buffer_bytes = 4 * 1024 * 1024;
  auto opened = peal::net::UdpSocket::bind(at, options);
  if (!opened) return fmt::print(stderr, "{}\n", opened.error().describe()), 1;
  auto loop = Loop::create("bare");
  if (!loop) return fmt::print(stderr, "{}\n", loop.error().describe()), 1;
  Way way{called, called};
  peal::net::UdpBatch room;
  std::vector<char> one(65'536);
  const auto one_by_one = [&] {
    const auto datagram = opened->receive_one(one);
    if (!datagram) return;
    const auto to = way.next(*datagram);
    if (datagram->bytes.starts_with("INVITE ")) opened->send_one({datagram->peer, trying(datagram->bytes)});
    opened->send_one({to, datagram->bytes});
  };
  const auto many = [&] {
    std::vector<std::string> tryings;
    std::vector<Datagram> out;
    const auto datagrams = opened->receive(room);
    tryings.reserve(datagrams.size());
    for (const auto& datagram : datagrams) {
      const auto to = way.next(datagram);
      if (datagram.bytes.starts_with("INVITE ")) out.push_back({datagram.peer, tryings.emplace_back(trying(datagram.bytes))});
      out.push_back({to, datagram.bytes});
    }
    (void)opened->send(out);
  };
  (*loop)->watch(opened->fd(), peal::net::kReadable, [&](peal::net::IoEvents) { batched ? many() : one_by_one(); });
  while (stopping == 0) (*loop)->turn(peal::base::Millis{200});
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> words(argv + 1, argv + argc);
  const auto at = Address::parse(words.size() == 3 ? words[1] : "");
  const auto called = Address::parse(words.size() == 3 ? words[2] : "");
  if (!at || !called) {
    fmt::print(stderr, "bench_bridge peal|bare|batch AT CALLED, such as: bench_bridge peal 127.0.0.1:15060 127.0.0.3:5070\n");
    return 2;
  }
  std::signal(SIGTERM, stop);
  std::signal(SIGINT, stop);
  if (words[0] == "peal") return run_peal(*at, *called);
  if (words[0] == "bare" || words[0] == "batch") return run_bare(*at, *called, words[0] == "batch");
  fmt::print(stderr, "The first word must be peal, bare or batch.\n");
  return 2;
}
