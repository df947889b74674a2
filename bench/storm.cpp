// A storm of calls against a running server, from one thread: callers and
// agents at once. It counts what became of each call and how long those waited
// that were let in: from the INVITE's way into the kernel to the answer's arrival
// in this program's socket, as a capture would see it, so that the generator's own
// haste is no part of it. Loopback only, bounded by its arguments.
//
//   bench_storm SERVER NUMBER HOLD_MS RATExSECONDS...
//   bench_storm 127.0.0.1:15060 7000 1000 200x10 2000x20 200x10
//
// The agents of bench/centre.yaml are answered for at 127.0.0.3:5070.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "net/udp_socket.hpp"

namespace {

using peal::net::Address;
using peal::net::Datagram;
using peal::net::UdpBatch;
using peal::net::UdpSocket;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kT1{500};  // RFC 3261 17.1.1.1
constexpr int kTriesMax = 7;
constexpr int kRateMax = 50'000;
constexpr int kSecondsMax = 600;

struct Figures {
  std::uint64_t offered = 0, let_in = 0, refused = 0, completed = 0, lost = 0, other = 0, repeated = 0;
  std::vector<double> answer_ms, agent_ms;
};

struct Call {
  std::size_t phase = 0;
  Clock::time_point began, next;  ///< When the request under way is sent again, or the BYE is due.
  int tries = 1;
  enum class State { kInviting, kTalking, kEnding } state = State::kInviting;
  std::string to;    ///< The To field of the dialog.
  std::string peer;  ///< Request-URI within it.
};

std::string_view field(std::string_view message, std::string_view name) {
  const auto at = message.find(name);
  if (at == std::string_view::npos) return {};
  const auto from = at + name.size();
  return message.substr(from, message.find("\r\n", from) - from);
}
std::string_view between(std::string_view text, std::string_view open, std::string_view close) {
  const auto at = text.find(open);
  if (at == std::string_view::npos) return {};
  const auto from = at + open.size();
  return text.substr(from, text.find(close, from) - from);
}
double percentile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(static_cast<double>(values.size() - 1) * share)];
}

class Storm {
 public:
  Storm(Address server, std::string number, milliseconds hold)
      : server_(server), number_(std::move(number)), hold_(hold),
        callers_(UdpSocket::bind(Address::parse_ip("127.0.0.1").value(), told()).value()),
        agents_(UdpSocket::bind(Address::parse_ip("127.0.0.3", 5070).value(), told()).value()) {}

  void run(std::size_t phase, double rate, std::chrono::seconds length) {
    figures_.resize(std::max(figures_.size(), phase + 1));
    const auto began = Clock::now();
    double sent = 0;
    while (Clock::now() - began < length) {
      const double due = std::chrono::duration<double>(Clock::now() - began).count() * rate;
      for (int burst = 0; sent < due && burst < 64; ++burst, ++sent) invite(phase);
      turn();
      if (sent >= due) std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
  }
  /// Until every call has its end, or for half a minute.
  void drain() {
    const auto end = Clock::now() + std::chrono::seconds(35);
    while (!calls_.empty() && Clock::now() < end) {
      turn();
      std::this_thread::sleep_for(milliseconds(1));
    }
    for (const auto& [id, call] : calls_) ++figures_[call.phase].lost;
  }
  std::vector<Figures>& figures() { return figures_; }

 private:
  static UdpSocket::Options told() {
    UdpSocket::Options options;
    options.tells_waits = true;
    return options;
  }
  void turn() {
    read(callers_, [this](std::string_view message, Clock::time_point came) { answered(message, came); });
    read(agents_, [this](std::string_view message, Clock::time_point came) { asked(message, came); });
    const auto now = Clock::now();
    for (; !due_.empty() && due_.front().first <= now; due_.pop_front()) again(due_.front().second, now);
    flush();
  }
  template <class Take>
  void read(UdpSocket& socket, Take take) {
    for (int i = 0; i < 8; ++i) {
      const auto some = socket.receive(batch_);
      for (const auto& datagram : some) take(datagram.bytes, Clock::now() - datagram.waited);
      if (some.empty()) return;
    }
  }
  void send(UdpSocket& socket, std::string bytes) {
    auto& queue = &socket == &callers_ ? from_callers_ : from_agents_;
    queue.push_back(std::move(bytes));
    if (queue.size() >= 64) flush();
  }
  void flush() {
    for (const auto id : unsent_) {
      if (const auto call = calls_.find(id); call != calls_.end()) call->second.began = Clock::now();
    }
    unsent_.clear();
    for (auto* queue : {&from_callers_, &from_agents_}) {
      std::vector<Datagram> datagrams;
      for (const auto& bytes : *queue) datagrams.push_back({server_, bytes});
      (void)(queue == &from_callers_ ? callers_ : agents_).send(datagrams);
      queue->clear();
    }
  }

  std::string request(std::string_view method, std::string_view uri, std::uint64_t id, std::string_view to, int cseq,
                      std::string_view body) const {
    const auto local = callers_.local().text();
    return fmt::format("{} {} SIP/2.0\r\nVia: SIP/2.0/UDP {};branch=z9hG4bKs{}-{}-{}\r\nMax-Forwards: 70\r\n"
                       "From: <sip:{}@127.0.0.1>;tag=s{}\r\nTo: {}\r\nCall-ID: storm-{}\r\nCSeq: {} {}\r\n"
                       "Contact: <sip:storm@{}>\r\n{}Content-Length: {}\r\n\r\n{}",
                       method, uri, local, id, cseq, method == "ACK" && !to.empty() ? "a" : "r", caller(id), id, to, id, cseq,
                       method, local, body.empty() ? "" : "Content-Type: application/sdp\r\n", body.size(), body);
  }
  static std::uint64_t caller(std::uint64_t id) { return 13'800'000'000 + id; }
  std::string number_uri() const { return fmt::format("sip:{}@{}", number_, server_.text()); }
  static std::string sdp() {
    return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8 101\r\n"
           "a=rtpmap:101 telephone-event/8000\r\n";
  }

  void invite(std::size_t phase) {
    const auto id = ++last_;
    ++figures_[phase].offered;
    auto& call = calls_[id];
    call.phase = phase;
    call.began = Clock::now();
    wake(id, call, call.began + kT1);
    unsent_.push_back(id);
    send(callers_, request("INVITE", number_uri(), id, fmt::format("<{}>", number_uri()), 1, sdp()));
  }
  void wake(std::uint64_t id, Call& call, Clock::time_point at) {
    call.next = at;
    const auto place = std::ranges::upper_bound(due_, at, {}, [](const auto& due) { return due.first; });
    due_.insert(place, {at, id});
  }

  // A time has come: sent again, or hung up.
  void again(std::uint64_t id, Clock::time_point now) {
    const auto found = calls_.find(id);
    if (found == calls_.end() || found->second.next > now) return;
    Call& call = found->second;
    auto& figures = figures_[call.phase];
    if (call.state == Call::State::kTalking) {
      call.state = Call::State::kEnding;
      call.tries = 0;
    }
    if (call.tries > 0) ++figures.repeated;
    if (call.tries++ >= kTriesMax) {
      ++figures.lost;
      calls_.erase(found);
      return;
    }
    if (call.state == Call::State::kInviting) send(callers_, request("INVITE", number_uri(), id, fmt::format("<{}>", number_uri()), 1, sdp()));
    else send(callers_, request("BYE", call.peer, id, call.to, 2, {}));
    wake(id, call, now + kT1 * (1 << std::min(call.tries - 1, 3)));
  }

  void answered(std::string_view message, Clock::time_point came) {
    if (!message.starts_with("SIP/2.0 ")) return refuse_request(message);
    const int status = std::atoi(std::string(message.substr(8, 3)).c_str());
    std::uint64_t id = 0;
    const auto call_id = between(message, "Call-ID: storm-", "\r\n");
    std::from_chars(call_id.data(), call_id.data() + call_id.size(), id);
    const auto found = calls_.find(id);
    const bool invite = field(message, "CSeq: ").ends_with("INVITE");
    const std::string to(field(message, "\r\nTo: "));
    if (invite && status >= 300) send(callers_, request("ACK", number_uri(), id, to, 1, {}).replace(0, 0, ""));
    if (found == calls_.end()) return;
    Call& call = found->second;
    auto& figures = figures_[call.phase];
    const auto now = Clock::now();
    if (invite && status < 200) {
      call.next = now + std::chrono::seconds(32);  // It has it: no more of ours.
    } else if (invite && status < 300) {
      call.to = to;
      call.peer = between(field(message, "\r\nContact: "), "<", ">");
      send(callers_, request("ACK", call.peer, id, call.to, 1, {}));
      if (call.state != Call::State::kInviting) return;
      call.state = Call::State::kTalking;
      ++figures.let_in;
      figures.answer_ms.push_back(std::chrono::duration<double, std::milli>(came - call.began).count());
      wake(id, call, now + hold_);
    } else if (invite) {
      ++(status == 503 ? figures.refused : figures.other);
      calls_.erase(found);
    } else if (status >= 200) {
      ++(status == 200 ? figures.completed : figures.other);
      calls_.erase(found);
    }
  }
  // Nobody but the callers hangs up here: a BYE from the server is a call that suffered.
  void refuse_request(std::string_view message) { reply(callers_, message, "200 OK", {}); }

  void reply(UdpSocket& socket, std::string_view request, std::string_view status, std::string_view body) {
    std::string to(field(request, "\r\nTo: "));
    if (to.find(";tag=") == std::string::npos) to += ";tag=agent";
    send(socket, fmt::format("SIP/2.0 {}\r\nVia: {}\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {}\r\n"
                             "Contact: <sip:agent@127.0.0.3:5070>\r\n{}Content-Length: {}\r\n\r\n{}",
                             status, field(request, "\r\nVia: "), field(request, "\r\nFrom: "), to, field(request, "\r\nCall-ID: "),
                             field(request, "\r\nCSeq: "), body.empty() ? "" : "Content-Type: application/sdp\r\n", body.size(), body));
  }
  void asked(std::string_view message, Clock::time_point came) {
    if (message.starts_with("SIP/2.0 ") || message.starts_with("ACK ")) return;
    if (!message.starts_with("INVITE ")) return reply(agents_, message, "200 OK", {});
    std::uint64_t number = 0;
    const auto from = between(field(message, "\r\nFrom: "), "<sip:", "@");
    const auto digits = from.starts_with('+') ? from.substr(1) : from;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const auto found = calls_.find(number % 10'000'000'000 - 3'800'000'000);
    if (found != calls_.end()) {
      figures_[found->second.phase].agent_ms.push_back(std::chrono::duration<double, std::milli>(came - found->second.began).count());
    }
    reply(agents_, message, "200 OK", sdp());
  }

  Address server_;
  std::string number_;
  milliseconds hold_;
  UdpSocket callers_, agents_;
  UdpBatch batch_;
  std::vector<std::string> from_callers_, from_agents_;
  std::unordered_map<std::uint64_t, Call> calls_;
  std::deque<std::pair<Clock::time_point, std::uint64_t>> due_;
  std::vector<Figures> figures_;
  std::vector<std::uint64_t> unsent_;  // Calls whose INVITE goes out with the next flush.
  std::uint64_t last_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    fmt::print(stderr, "bench_storm SERVER NUMBER HOLD_MS RATExSECONDS...\n");
    return 2;
  }
  const auto server = Address::parse(argv[1]);
  if (!server || !server->text().starts_with("127.")) {
    fmt::print(stderr, "The server must be a loopback address with its port.\n");
    return 2;
  }
  Storm storm(*server, argv[2], milliseconds(std::atoi(argv[3])));
  for (int i = 4; i < argc; ++i) {
    const std::string phase = argv[i];
    const int rate = std::atoi(phase.c_str());
    const int seconds = std::atoi(phase.substr(phase.find('x') + 1).c_str());
    if (rate < 1 || rate > kRateMax || seconds < 1 || seconds > kSecondsMax) {
      fmt::print(stderr, "A phase is RATExSECONDS, at most {}x{}: {}\n", kRateMax, kSecondsMax, phase);
      return 2;
    }
    storm.run(static_cast<std::size_t>(i - 4), rate, std::chrono::seconds(seconds));
  }
  storm.drain();
  fmt::print("{:>12} {:>9} {:>9} {:>9} {:>9} {:>6} {:>6} {:>9}  {:>24}  {:>24}\n", "phase", "offered", "let in", "refused",
             "completed", "lost", "other", "repeated", "INVITE-200 p50/p95/p99", "INVITE-INVITE p50/p95/p99");
  for (std::size_t i = 0; i < storm.figures().size(); ++i) {
    auto& f = storm.figures()[i];
    fmt::print("{:>12} {:>9} {:>9} {:>9} {:>9} {:>6} {:>6} {:>9}  {:>24}  {:>24}\n", argv[i + 4], f.offered, f.let_in, f.refused,
               f.completed, f.lost, f.other, f.repeated,
               fmt::format("{:.1f}/{:.1f}/{:.1f} ms", percentile(f.answer_ms, 0.5), percentile(f.answer_ms, 0.95), percentile(f.answer_ms, 0.99)),
               fmt::format("{:.1f}/{:.1f}/{:.1f} ms", percentile(f.agent_ms, 0.5), percentile(f.agent_ms, 0.95), percentile(f.agent_ms, 0.99)));
  }
  return 0;
}
