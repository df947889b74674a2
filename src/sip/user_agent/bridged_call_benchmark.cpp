#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "sip/message/message.hpp"
#include "sip/sdp/negotiation.hpp"
#include "sip/user_agent/user_agent.hpp"

// The share of SIP in one queued call of two legs and 13 datagrams (the wire of
// bench/: INVITE 100 200 ACK | INVITE 180 200 ACK | BYE 200 BYE 200), without
// sockets. The budget is 60 us.
namespace {

using namespace peal::sip;
using peal::base::Millis;
using peal::base::Time;

const std::string kSdp =
    "v=0\r\no=caller 1 1 IN IP4 127.0.0.2\r\ns=-\r\nc=IN IP4 127.0.0.2\r\nt=0 0\r\nm=audio 6000 RTP/AVP 0 101\r\n"
    "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n";

std::string number(std::uint64_t n) { return std::to_string(n); }

std::string caller_request(const std::string& method, std::uint64_t n, const std::string& to_tag, const std::string& body) {
  return method + " sip:7000@127.0.0.1:5060 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.2:5090;branch=z9hG4bK-1-" + number(n) + "-" +
         method + "\r\nFrom: <sip:55" + number(n) + "@127.0.0.2:5090>;tag=1c" + number(n) +
         "\r\nTo: <sip:7000@127.0.0.1:5060>" + to_tag + "\r\nCall-ID: " + number(n) + "-1@127.0.0.2\r\nCSeq: " +
         (method == "BYE" ? "2 " : "1 ") + method + "\r\nContact: <sip:55" + number(n) +
         "@127.0.0.2:5090>\r\nMax-Forwards: 70\r\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS\r\n" +
         (body.empty() ? "" : "Content-Type: application/sdp\r\n") + "Content-Length: " + number(body.size()) + "\r\n\r\n" + body;
}

// An agent's answer made from our INVITE, as sipp writes it.
std::string agent_response(const Message& request, const std::string& status, std::uint64_t n, const std::string& body) {
  const auto field = [&](HeaderName name) {
    return std::string(header_name_text(name)) + ": " + std::string(request.header(name));
  };
  return "SIP/2.0 " + status + "\r\n" + field(HeaderName::kVia) + "\r\n" + field(HeaderName::kFrom) + "\r\n" +
         field(HeaderName::kTo) + (request.method() == Method::kBye ? "" : ";tag=1a" + number(n)) + "\r\n" +
         field(HeaderName::kCallId) + "\r\n" + field(HeaderName::kCSeq) + "\r\nContact: <sip:agent@127.0.0.3:5070>\r\n" +
         (body.empty() ? "" : "Content-Type: application/sdp\r\n") + "Content-Length: " + number(body.size()) + "\r\n\r\n" + body;
}

struct Switch : Output, UserAgentEvents {
  void send(const Flow&, std::string_view bytes) override { last.assign(bytes); }
  Admission admit(const RequestView&) override { return Admission::accept(); }
  std::optional<DigestSecret> digest_secret(std::string_view, std::string_view) override { return std::nullopt; }
  void incoming_call(CallId call, const IncomingCall&) override { caller = call; }
  void acknowledged(CallId, std::string_view) override {}
  void progressed(CallId, const CallProgress&) override {}
  void answered(CallId, const CallAnswered&) override {}
  void failed(CallId, const CallEnd&) override { ++failures; }
  void ended(CallId, const CallEnd&) override {}
  void offered(CallId, std::string_view) override {}
  void reoffer_answered(CallId, std::string_view) override {}
  void reoffer_refused(CallId, std::uint16_t) override {}
  void digit(CallId, char, Millis) override {}
  void info(CallId, std::string_view, std::string_view) override {}
  void binding_changed(const Binding&, BindingChange) override {}

  static UserAgentConfig config() {
    UserAgentConfig made;
    made.advertised.fill("127.0.0.1:5060");
    return made;
  }
  std::string last;
  CallId caller, agent_leg;
  int failures = 0;
  Time now = peal::base::from_unix_millis(1'763'776'000'000);
  UserAgent agent{config(), *this, *this, now};
};

std::string to_tag(const std::string& response) {
  Message message;
  (void)message.parse(response, Framing::kDatagram);
  return ";tag=" + std::string(message.to()->tag());
}

// Time for the peers' texts is not ours: they are made while the clock rests.
void bridged_call(benchmark::State& state) {
  Switch s;
  const Flow caller{Transport::kUdp, 0, *parse_address("127.0.0.2", 5090)};
  const Flow desk{Transport::kUdp, 0, *parse_address("127.0.0.3", 5070)};
  Message ours;
  PlaceRequest place;
  place.from_uri = "sip:551@127.0.0.1";
  place.sdp = kSdp;
  std::uint64_t n = 0;
  for (auto _ : state) {
    state.PauseTiming();
    ++n;
    s.now += Millis{1};
    place.target = "sip:a" + number(n % 4000) + "@127.0.0.3:5070";
    const auto invite = caller_request("INVITE", n, {}, kSdp);
    state.ResumeTiming();
    s.agent.advance(s.now);
    s.agent.received(caller, invite, s.now);
    (void)s.agent.answer(s.caller, kSdp, s.now);
    state.PauseTiming();
    const auto tag = to_tag(s.last);
    const auto ack = caller_request("ACK", n, tag, {});
    const auto bye = caller_request("BYE", n, tag, {});
    state.ResumeTiming();
    s.agent.received(caller, ack, s.now);
    s.agent_leg = s.agent.place(place, s.now).value();
    state.PauseTiming();
    (void)ours.parse(s.last, Framing::kDatagram);
    const auto ringing = agent_response(ours, "180 Ringing", n, {});
    const auto ok = agent_response(ours, "200 OK", n, kSdp);
    state.ResumeTiming();
    s.agent.received(desk, ringing, s.now);
    s.agent.received(desk, ok, s.now);
    s.agent.received(caller, bye, s.now);
    (void)s.agent.hang_up(s.agent_leg, {}, s.now);
    state.PauseTiming();
    (void)ours.parse(s.last, Framing::kDatagram);
    const auto done = agent_response(ours, "200 OK", n, {});
    state.ResumeTiming();
    s.agent.received(desk, done, s.now);
  }
  if (s.failures != 0 || s.agent.call_count() != 0) state.SkipWithError("a call failed");
  state.counters["transactions_left"] = static_cast<double>(s.agent.transaction_count());
}
BENCHMARK(bridged_call)->Iterations(100'000)->Unit(benchmark::kMicrosecond);

void parse_invite(benchmark::State& state) {
  const auto invite = caller_request("INVITE", 1, {}, kSdp);
  Message message;
  for (auto _ : state) {
    benchmark::DoNotOptimize(message.parse(invite, Framing::kDatagram));
    benchmark::DoNotOptimize(message.check());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * invite.size()));
}
BENCHMARK(parse_invite);

void answer_sdp(benchmark::State& state) {
  sdp::Capabilities ours;
  ours.address = "127.0.0.1";
  ours.port = 20000;
  ours.codecs = {sdp::Codec::kPcmu, sdp::Codec::kPcma, sdp::Codec::kOpus};
  for (auto _ : state) {
    sdp::Session session;
    session.id = 1;
    benchmark::DoNotOptimize(sdp::answer_offer(session, ours, kSdp));
  }
}
BENCHMARK(answer_sdp);

}  // namespace
