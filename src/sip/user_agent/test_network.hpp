#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/seed.hpp"
#include "sip/message/message.hpp"
#include "sip/user_agent/user_agent.hpp"

/// A network of user agents under a simulated clock, for tests: datagrams may be
/// lost, doubled and reordered by seed; connections are in order.
namespace peal::sip::testing {

inline constexpr std::string_view kOffer =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
inline constexpr std::string_view kAnswer =
    "v=0\r\no=- 2 2 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\n";

struct Faults {
  std::uint64_t lost_percent = 0;
  std::uint64_t doubled_percent = 0;
  std::uint64_t delay_max_ms = 0;
};

class Network;

/// One element: a user agent, and everything that was told about its calls.
class Node : public Output, public UserAgentEvents {
 public:
  Node(Network& network, std::string address, std::uint8_t secret);

  void send(const Flow& flow, std::string_view bytes) override;

  std::optional<base::Seconds> shed(const RequestView& invite) override { return on_shed ? on_shed(invite) : std::nullopt; }
  Admission admit(const RequestView& request) override { return on_admit ? on_admit(request) : Admission::accept(); }
  std::optional<DigestSecret> digest_secret(std::string_view realm, std::string_view user) override {
    const auto found = passwords.find(std::string(user));
    if (found == passwords.end()) return std::nullopt;
    return sip::digest_secret(std::string(user), std::string(realm), found->second);
  }
  void incoming_call(CallId call, const IncomingCall& incoming) override {
    note("incoming", call);
    last_from = incoming.from.display_text() + "/" + std::string(incoming.from.uri.user);
    last_offer = incoming.sdp;
    last_replaces = incoming.replaces;
    last_joins = incoming.joins;
    if (on_incoming) on_incoming(call);
  }
  std::uint16_t subscription_asked(const SubscriptionAsked& asked) override { return on_subscription ? on_subscription(asked) : 200; }
  std::vector<WatchedDialog> dialogs_of(std::string_view /*user*/, std::string_view /*watcher*/) override { return watched_dialogs; }
  WaitingMessages waiting_messages(std::string_view /*user*/) override { return messages; }
  void acknowledged(CallId call, std::string_view sdp) override {
    note("acknowledged", call);
    if (!sdp.empty()) last_answer = sdp;
  }
  void progressed(CallId call, const CallProgress& p) override {
    note("progressed " + std::to_string(p.status), call);
    if (!p.sdp.empty()) last_early = p.sdp;
    if (p.offer && on_offered) on_offered(call);
  }
  void progress_acknowledged(CallId call, std::string_view sdp) override {
    note("progress_acknowledged", call);
    last_answer = sdp;
  }
  void answered(CallId call, const CallAnswered& answer) override {
    note("answered", call);
    last_answer = answer.sdp;
    if (answer.offer && on_offered) on_offered(call);
    if (on_answered) on_answered(call);
  }
  void failed(CallId call, const CallEnd& end) override { over("failed", call, end); }
  void ended(CallId call, const CallEnd& end) override { over("ended", call, end); }
  void offered(CallId call, std::string_view offer) override {
    note("offered", call);
    last_offer = offer;
    if (on_offered) on_offered(call);
  }
  void reoffer_answered(CallId call, std::string_view answer) override {
    note("reoffer_answered", call);
    last_answer = answer;
  }
  void reoffer_refused(CallId call, std::uint16_t status) override { note("reoffer_refused " + std::to_string(status), call); }
  std::uint16_t referred(CallId call, const Referral& referral) override {
    note("referred", call);
    return on_referred ? on_referred(referral) : std::uint16_t{603};
  }
  void digit(CallId call, char digit, base::Millis duration) override {
    note(std::string("digit ") + digit + " " + std::to_string(duration.count()), call);
  }
  void info(CallId call, std::string_view type, std::string_view body) override {
    note("info " + std::string(type) + " " + std::string(body), call);
  }
  void request_done(RequestId request, const RequestOutcome& outcome) override {
    if (on_done) on_done(request, outcome);
  }
  void name_wanted(const LocateWish& wish) override { names_wanted.push_back(wish); }
  void binding_changed(const Binding& binding, BindingChange why) override {
    log.push_back("binding " + binding.aor + " " + std::to_string(static_cast<int>(why)));
  }

  [[nodiscard]] Flow flow(Transport transport = Transport::kUdp) const { return {transport, 0, address}; }
  [[nodiscard]] std::string uri(std::string_view user) const { return "sip:" + std::string(user) + "@" + address.text(); }
  /// Answers every call at once.
  void auto_answer() {
    on_incoming = [this](CallId call) { (void)agent->answer(call, kAnswer, now()); };
  }
  [[nodiscard]] base::Time now() const;
  [[nodiscard]] bool heard(const std::string& event) const { return std::ranges::find(log, event) != log.end(); }

  SocketAddress address;
  std::unique_ptr<UserAgent> agent;
  std::vector<std::string> log;
  std::vector<CallId> calls;   ///< In the order they were first heard of.
  std::map<std::uint64_t, int> ends;
  CallEnd last_end;
  std::string last_reason, last_from, last_offer, last_answer, last_early;
  std::map<std::string, std::string> passwords;
  std::vector<LocateWish> names_wanted;
  std::function<Admission(const RequestView&)> on_admit;
  std::function<std::uint16_t(const SubscriptionAsked&)> on_subscription;
  std::vector<WatchedDialog> watched_dialogs;
  WaitingMessages messages;
  std::function<void(RequestId, const RequestOutcome&)> on_done;
  std::function<std::optional<base::Seconds>(const RequestView&)> on_shed;
  std::function<std::uint16_t(const Referral&)> on_referred;
  CallId last_replaces, last_joins;
  std::function<void(CallId)> on_incoming, on_answered, on_offered;

 private:
  void note(const std::string& event, CallId call) {
    log.push_back(event);
    if (std::ranges::find(calls, call) == calls.end()) calls.push_back(call);
  }
  void over(const std::string& how, CallId call, const CallEnd& end) {
    note(how + " " + std::to_string(end.status), call);
    last_end = end;
    last_reason = end.reason;
    ++ends[call.value];
  }
  Network& network_;
};

class Network {
 public:
  explicit Network(std::uint64_t seed = 1, Faults faults = {}) : faults_(faults), seed_(seed) {}

  Node& add(const std::string& address) {
    nodes_.push_back(std::make_unique<Node>(*this, address, static_cast<std::uint8_t>(nodes_.size() + 1)));
    return *nodes_.back();
  }
  void carry(const Node& from, const Flow& flow, std::string_view bytes) {
    sent.emplace_back(bytes);
    if (drop && drop(bytes)) return;
    std::uint64_t copies = 1;
    if (flow.transport == Transport::kUdp) {
      if (seed_.below(100) < faults_.lost_percent) copies = 0;
      else if (seed_.below(100) < faults_.doubled_percent) copies = 2;
    }
    for (; copies > 0; --copies) {
      const auto delay = faults_.delay_max_ms == 0 ? 1 : 1 + seed_.below(faults_.delay_max_ms);
      Packet packet{{flow.transport, flow.connection, from.address}, flow.remote, std::string(bytes)};
      under_way_.emplace(now_ + base::Millis{delay}, std::move(packet));
    }
  }
  /// Messages to an address without a node land here.
  std::vector<std::pair<SocketAddress, std::string>> outside;
  std::vector<std::string> sent;
  std::function<bool(std::string_view)> drop;

  void run(base::Millis duration) {
    const base::Time end = now_ + duration;
    while (now_ < end) {
      now_ += base::Millis{1};
      while (!under_way_.empty() && under_way_.begin()->first <= now_) {
        auto packet = std::move(under_way_.extract(under_way_.begin()).mapped());
        deliver(packet);
      }
      for (const auto& node : nodes_) node->agent->advance(now_);
    }
  }
  [[nodiscard]] base::Time now() const { return now_; }
  base::Seed& seed() { return seed_; }
  void set_faults(Faults faults) { faults_ = faults; }

 private:
  struct Packet {
    Flow flow;
    SocketAddress to;
    std::string bytes;
  };
  void deliver(const Packet& packet) {
    for (const auto& node : nodes_) {
      if (node->address == packet.to) return node->agent->received(packet.flow, packet.bytes, now_);
    }
    outside.emplace_back(packet.to, packet.bytes);
  }
  Faults faults_;
  base::Seed seed_;
  base::Time now_ = base::from_unix_millis(1'763'776'000'000);
  std::vector<std::unique_ptr<Node>> nodes_;
  std::multimap<base::Time, Packet> under_way_;
};

inline Node::Node(Network& network, std::string at, std::uint8_t secret) : network_(network) {
  address = *parse_address(at, 5060);
  UserAgentConfig config;
  config.advertised.fill(address.text());
  config.secret.fill(secret);
  agent = std::make_unique<UserAgent>(config, *this, *this, network.now());
}
inline void Node::send(const Flow& flow, std::string_view bytes) { network_.carry(*this, flow, bytes); }
inline base::Time Node::now() const { return network_.now(); }

inline PlaceRequest call_to(const Node& peer) {
  PlaceRequest request;
  request.target = peer.uri("7000");
  request.from_uri = "sip:551@192.0.2.1";
  request.from_display = "Zo\xc3\xab";
  request.sdp = kOffer;
  return request;
}

}  // namespace peal::sip::testing
