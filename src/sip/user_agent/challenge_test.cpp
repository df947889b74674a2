#include <algorithm>
#include <chrono>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "net/udp_socket.hpp"
#include "sip/digest/digest.hpp"
#include "sip/digest/parse.hpp"
#include "sip/message/writer.hpp"
#include "sip/transport/addresses.hpp"
#include "sip/user_agent/user_agent.hpp"

/// A trunk on a real socket that asks for a password before anything but ACK and CANCEL.
namespace peal::sip {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kSdp =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";

net::UdpSocket loopback_socket() { return std::move(*net::UdpSocket::bind(net::Address::ipv4(127, 0, 0, 1, 0))); }

class Trunk {
 public:
  // What it asks for; each may be changed between requests.
  std::vector<DigestAlgorithm> algorithms{DigestAlgorithm::kSha256, DigestAlgorithm::kMd5};
  bool asks_as_server = true, asks_as_proxy = false;
  int stale_rounds = 0;  ///< Nonces found too old before one is taken.

  std::vector<std::string> taken;       ///< Methods that were authorized, in order.
  std::vector<std::string> refused;     ///< Methods with a wrong answer.
  std::set<std::string> algorithms_used;
  std::size_t challenges = 0, acks_with_proof = 0;
  std::string info_body;

  [[nodiscard]] std::string uri() const { return "sip:7000@" + socket_.local().text(); }
  void work() {
    std::vector<char> room(16'384);
    while (const auto datagram = socket_.receive_one(room)) {
      Message request;
      if (request.parse(datagram->bytes, Framing::kDatagram) || !request.is_request()) continue;
      serve(request, datagram->peer);
    }
  }

 private:
  void serve(const Message& request, const net::Address& peer) {
    const std::string method(request.method_text());
    if (method == "ACK") {
      acks_with_proof += request.has(HeaderName::kAuthorization) || request.has(HeaderName::kProxyAuthorization) ? 1 : 0;
      return;
    }
    if (asks_as_proxy && !proven(request, peer, 407, HeaderName::kProxyAuthorization)) return;
    if (asks_as_server && !proven(request, peer, 401, HeaderName::kAuthorization)) return;
    taken.push_back(method);
    if (method == "INFO") info_body = request.body();
    answer(request, peer, "200 OK", "", method == "INVITE" ? kSdp : std::string_view{});
  }

  /// Answers the challenge or the refusal itself and says false.
  bool proven(const Message& request, const net::Address& peer, int status, HeaderName name) {
    const auto shown = parse_digest(request.header(name));
    if (!shown || !nonces_.contains(shown->nonce)) return challenge(request, peer, status, false), false;
    const auto algorithm = *shown->known_algorithm();
    const auto secret = digest_secret("us", "trunk", "pw");
    const auto& ha1 = algorithm == DigestAlgorithm::kMd5 ? secret.ha1_md5 : secret.ha1_sha256;
    const bool right = shown->response == digest_response(algorithm, {ha1, shown->nonce, shown->nc, shown->cnonce, "auth",
                                                                      request.method_text(), request.request_uri()});
    if (!right || shown->uri != request.request_uri()) {
      refused.emplace_back(request.method_text());
      return challenge(request, peer, status, false), false;
    }
    if (stale_rounds > 0) {
      --stale_rounds;
      nonces_.erase(shown->nonce);
      return challenge(request, peer, status, true), false;
    }
    algorithms_used.emplace(digest_algorithm_name(algorithm));
    return true;
  }

  void challenge(const Message& request, const net::Address& peer, int status, bool stale) {
    ++challenges;
    const std::string nonce = "n" + std::to_string(challenges);
    nonces_.insert(nonce);
    std::string fields;
    for (const auto algorithm : algorithms) {
      fields += status == 407 ? "Proxy-Authenticate" : "WWW-Authenticate";
      fields += ": Digest realm=\"trunk\", nonce=\"" + nonce + "\", qop=\"auth\", algorithm=" +
                std::string(digest_algorithm_name(algorithm)) + (stale ? ", stale=true" : "") + "\r\n";
    }
    answer(request, peer, std::to_string(status) + " Who are you", fields, {});
  }

  void answer(const Message& request, const net::Address& peer, const std::string& status, const std::string& fields,
              std::string_view body) {
    std::string text = "SIP/2.0 " + status + "\r\n";
    for (const auto name : {HeaderName::kVia, HeaderName::kFrom, HeaderName::kTo, HeaderName::kCallId, HeaderName::kCSeq}) {
      text += std::string(header_name_text(name)) + ": " + std::string(request.header(name));
      if (name == HeaderName::kTo && request.to()->tag().empty()) text += ";tag=trunk";
      text += "\r\n";
    }
    text += "Contact: <" + uri() + ">\r\n" + fields + (body.empty() ? "" : "Content-Type: application/sdp\r\n") +
            "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
    EXPECT_TRUE(socket_.send_one({peer, text}));
  }

  net::UdpSocket socket_ = loopback_socket();
  std::set<std::string> nonces_;
};

/// Our side: the user agent on a socket and on the real clock.
class Ours final : public Output, public UserAgentEvents {
 public:
  explicit Ours(Trunk& trunk) : trunk_(trunk) {}
  void send(const Flow& flow, std::string_view bytes) override {
    EXPECT_TRUE(socket_.send_one({to_net(flow.remote), bytes}));
  }
  CallId call(const std::string& password = "pw") {
    PlaceRequest request;
    request.target = trunk_.uri();
    request.from_uri = "sip:551@127.0.0.1";
    request.sdp = kSdp;
    request.credentials = Credentials{"us", password, {}};
    return agent.place(request, base::live_now()).value();
  }
  template <class Done>
  bool until(Done done) {
    std::vector<char> room(16'384);
    for (const auto give_up = std::chrono::steady_clock::now() + 20s; std::chrono::steady_clock::now() < give_up;) {
      trunk_.work();
      while (const auto datagram = socket_.receive_one(room)) {
        agent.received({Transport::kUdp, 0, to_sip(datagram->peer)}, datagram->bytes, base::live_now());
      }
      agent.advance(base::live_now());
      if (done()) return true;
      std::this_thread::sleep_for(1ms);
    }
    return false;
  }

  Admission admit(const RequestView&) override { return Admission::accept(); }
  std::optional<DigestSecret> digest_secret(std::string_view, std::string_view) override { return std::nullopt; }
  void incoming_call(CallId, const IncomingCall&) override {}
  void acknowledged(CallId, std::string_view) override {}
  void progressed(CallId, const CallProgress&) override {}
  void answered(CallId, const CallAnswered&) override { ++answers; }
  void failed(CallId, const CallEnd& end) override { failure = end.status; }
  void ended(CallId, const CallEnd&) override { ++ends; }
  void offered(CallId, std::string_view) override {}
  void reoffer_answered(CallId, std::string_view) override { ++offers_answered; }
  void reoffer_refused(CallId, std::uint16_t) override {}
  void digit(CallId, char, base::Millis) override {}
  void info(CallId, std::string_view, std::string_view) override {}
  void binding_changed(const Binding&, BindingChange) override {}

  int answers = 0, ends = 0, offers_answered = 0;
  std::uint16_t failure = 0;

 private:
  UserAgentConfig config() {
    UserAgentConfig made;
    made.advertised.fill(socket_.local().text());
    made.secret.fill(9);
    return made;
  }
  Trunk& trunk_;
  net::UdpSocket socket_ = loopback_socket();

 public:
  UserAgent agent{config(), *this, *this, base::live_now()};
};

struct ChallengeTest : ::testing::Test {
  Trunk trunk;
  Ours ours{trunk};

  [[nodiscard]] bool took(const std::string& method) const { return std::ranges::find(trunk.taken, method) != trunk.taken.end(); }
  /// A call with digits by INFO, a hold and a hang-up; every request of it is asked for.
  void whole_call() {
    const auto call = ours.call();
    ASSERT_TRUE(ours.until([&] { return ours.answers == 1; }));
    ASSERT_TRUE(ours.agent.send_info(call, "application/dtmf-relay", "Signal=5\r\n", base::live_now()));
    ASSERT_TRUE(ours.until([&] { return took("INFO"); }));
    EXPECT_EQ(trunk.info_body, "Signal=5\r\n");
    ASSERT_TRUE(ours.agent.reoffer(call, kSdp, base::live_now()));
    ASSERT_TRUE(ours.until([&] { return ours.offers_answered == 1; }));
    ASSERT_TRUE(ours.agent.hang_up(call, {16, 0, "bye"}, base::live_now()));
    EXPECT_EQ(ours.agent.call_count(), 0U);
    ASSERT_TRUE(ours.until([&] { return took("BYE"); }));
    EXPECT_EQ(trunk.taken, (std::vector<std::string>{"INVITE", "INFO", "INVITE", "BYE"}));
    EXPECT_TRUE(trunk.refused.empty());
    EXPECT_EQ(trunk.acks_with_proof, 2U) << "an ACK shows what its INVITE showed (RFC 3261 22.1)";
    EXPECT_EQ(ours.ends, 0) << "nobody is told of the end that it ordered";
  }
};

TEST_F(ChallengeTest, EveryRequestOfACallIsSignedWithTheBestAlgorithm) {
  whole_call();
  EXPECT_EQ(trunk.algorithms_used, (std::set<std::string>{"SHA-256"})) << "the topmost (RFC 8760 2.4)";
}

TEST_F(ChallengeTest, ATrunkThatKnowsOnlyMd5IsServed) {
  trunk.algorithms = {DigestAlgorithm::kMd5};
  whole_call();
  EXPECT_EQ(trunk.algorithms_used, (std::set<std::string>{"MD5"}));
}

TEST_F(ChallengeTest, AProxyAndAServerMayBothAsk) {
  trunk.asks_as_proxy = true;
  whole_call();
}

TEST_F(ChallengeTest, AStaleNonceIsAnsweredAnew) {
  const auto call = ours.call();
  ASSERT_TRUE(ours.until([&] { return ours.answers == 1; }));
  trunk.stale_rounds = 1;
  ASSERT_TRUE(ours.agent.hang_up(call, {}, base::live_now()));
  ASSERT_TRUE(ours.until([&] { return took("BYE"); }));
  EXPECT_EQ(trunk.stale_rounds, 0);
  EXPECT_EQ(trunk.challenges, 3U) << "one for the INVITE, two for the BYE";
}

TEST_F(ChallengeTest, AWrongPasswordIsShownOnce) {
  ours.call("guess");
  ASSERT_TRUE(ours.until([&] { return ours.failure == 401; }));
  EXPECT_EQ(trunk.refused, (std::vector<std::string>{"INVITE"}));
}

TEST_F(ChallengeTest, ATrunkThatNeverIsContentDoesNotHoldTheCall) {
  const auto call = ours.call();
  ASSERT_TRUE(ours.until([&] { return ours.answers == 1; }));
  trunk.stale_rounds = 1'000;
  const auto before = trunk.challenges;
  ASSERT_TRUE(ours.agent.hang_up(call, {}, base::live_now()));
  // Each answered challenge comes back stale until our patience ends; then nothing is sent any more.
  ASSERT_TRUE(ours.until([&] { return trunk.challenges == before + kChallengesMax + 1; }));
  ours.agent.advance(base::live_now() + 100s);
  trunk.work();
  EXPECT_EQ(trunk.challenges, before + kChallengesMax + 1);
  EXPECT_EQ(ours.agent.transaction_count(), 0U);
}

}  // namespace
}  // namespace peal::sip
