#include <benchmark/benchmark.h>

#include <cstdlib>
#include <new>
#include <string>

#include "sip/dialog/dialog.hpp"
#include "sip/message/message.hpp"
#include "sip/message/writer.hpp"

// Reading and writing of single messages, and how often each asks for memory:
// the promise is none for a header (a message's buffer is kept and reused).
namespace {

std::size_t allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  void* const place = std::malloc(size);
  if (place == nullptr) throw std::bad_alloc();
  return place;
}
void operator delete(void* place) noexcept { std::free(place); }
void operator delete(void* place, std::size_t) noexcept { std::free(place); }

namespace {

using namespace peal::sip;

const std::string kSdp =
    "v=0\r\no=caller 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\nm=audio 6000 RTP/AVP 0 8 101\r\n"
    "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
    "a=ptime:20\r\na=sendrecv\r\n";

// What a carrier's border element sends: two Vias, a Record-Route, an identity.
const std::string kInvite =
    "INVITE sip:4000@198.51.100.1:5060;user=phone SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK74b43;rport\r\n"
    "Via: SIP/2.0/UDP 192.0.2.10:5061;branch=z9hG4bK776asdhds;received=192.0.2.10\r\n"
    "Record-Route: <sip:192.0.2.1;lr;ftag=9fxced76sl>\r\nMax-Forwards: 69\r\n"
    "From: \"Zhang San\" <sip:+8613810298208@carrier.example.com;user=phone>;tag=9fxced76sl\r\n"
    "To: <sip:4000@198.51.100.1>\r\nCall-ID: 3848276298220188511@carrier.example.com\r\nCSeq: 1 INVITE\r\n"
    "Contact: <sip:+8613810298208@192.0.2.10:5061;transport=udp>\r\n"
    "P-Asserted-Identity: <sip:+8613810298208@carrier.example.com>\r\nUser-Agent: Border 7.1\r\n"
    "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE\r\nSupported: timer, 100rel\r\nSession-Expires: 1800\r\n"
    "Content-Type: application/sdp\r\nContent-Length: " +
    std::to_string(kSdp.size()) + "\r\n\r\n" + kSdp;

const std::string kOk =
    "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;branch=z9hG4bK4b43c2ff8;rport=5060;received=198.51.100.1\r\n"
    "From: <sip:13810298208@198.51.100.1>;tag=a7x2k4\r\nTo: <sip:a1@203.0.113.7:5070>;tag=314159\r\n"
    "Call-ID: k4jf7s2ldk3jf\r\nCSeq: 1 INVITE\r\nContact: <sip:a1@203.0.113.7:5070>\r\n"
    "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO\r\nServer: Phone 2\r\nContent-Type: application/sdp\r\nContent-Length: " +
    std::to_string(kSdp.size()) + "\r\n\r\n" + kSdp;

/// `work` is warmed up once: what is kept from message to message does not count.
template <class Work>
void measure(benchmark::State& state, std::size_t bytes, Work work) {
  work();
  const std::size_t before = allocations;
  for (auto _ : state) work();
  state.counters["allocations"] = static_cast<double>(allocations - before) / static_cast<double>(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes));
}

void parse(benchmark::State& state, const std::string& text) {
  Message message;
  measure(state, text.size(), [&] {
    benchmark::DoNotOptimize(message.parse(text, Framing::kDatagram));
    benchmark::DoNotOptimize(message.check());
  });
}
BENCHMARK_CAPTURE(parse, invite, kInvite);
BENCHMARK_CAPTURE(parse, ok_with_sdp, kOk);

void write_invite(benchmark::State& state) {
  Dialog dialog;
  dialog.call_id = "k4jf7s2ldk3jfk4jf7s2ldk3jf";
  dialog.local_tag = "a7x2k4p9q1w3e";
  dialog.local_party = "\"Zhang San\" <sip:13810298208@198.51.100.1>";
  dialog.remote_party = "<sip:a1@203.0.113.7:5070>";
  dialog.remote_target = "sip:a1@203.0.113.7:5070";
  std::string out;
  const auto write = [&] {
    out.clear();
    Writer writer(out);
    write_in_dialog(writer, dialog, Method::kInvite, 1, "198.51.100.1:5060", "z9hG4bK4b43c2ff8aaaa");
    writer.field(HeaderName::kContact, "<sip:peal@198.51.100.1:5060>").field(HeaderName::kUserAgent, "Peal");
    writer.body("application/sdp", kSdp);
    benchmark::DoNotOptimize(out.data());
  };
  write();
  measure(state, out.size(), write);
}
BENCHMARK(write_invite);

void write_ok_with_sdp(benchmark::State& state) {
  Message invite;
  if (invite.parse(kInvite, Framing::kDatagram)) state.SkipWithError("the INVITE does not parse");
  const Flow flow{Transport::kUdp, 0, *parse_address("192.0.2.1", 5060)};
  std::string out;
  const auto write = [&] {
    out.clear();
    Writer writer(out);
    write_response_head(writer, invite, flow, 200, {}, "314159");
    writer.field(HeaderName::kContact, "<sip:peal@198.51.100.1:5060>").field(HeaderName::kServer, "Peal");
    writer.body("application/sdp", kSdp);
    benchmark::DoNotOptimize(out.data());
  };
  write();
  measure(state, out.size(), write);
}
BENCHMARK(write_ok_with_sdp);

}  // namespace
