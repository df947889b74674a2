#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "media/media_plane.hpp"
#include "sip/sdp/negotiation.hpp"
#include "sip/user_agent/user_agent.hpp"
#include "telephony/testing/wire.hpp"

namespace peal::telephony::testing {

/// A phone, a carrier or a browser: the project's own user agent at the far end.
class Phone : public sip::UserAgentEvents {
 public:
  Phone(Wire& wire, sip::SocketAddress at, std::function<base::Time()> now, std::uint8_t seed)
      : clock(std::move(now)), end(wire, at), agent(config(at, seed), end, *this, clock()) {
    end.take = [this](const sip::Flow& flow, std::string_view bytes) { agent.received(flow, bytes, clock()); };
  }

  static sip::UserAgentConfig config(const sip::SocketAddress& at, std::uint8_t seed) {
    sip::UserAgentConfig made;
    made.product = "Phone";
    made.advertised.fill(at.text());
    made.secret.fill(seed);
    return made;
  }

  [[nodiscard]] sip::sdp::Capabilities ours() const {
    sip::sdp::Capabilities made;
    made.address = address;
    made.port = port;
    made.codecs = codecs;
    // For offers that ask for DTLS and ICE; nothing ever connects to it.
    made.fingerprint = sip::sdp::Fingerprint{"sha-256", fingerprint_text()};
    made.crypto = crypto;
    made.ice_ufrag = "phon";
    made.ice_pwd = "0123456789abcdefghijkl";
    return made;
  }
  static std::string fingerprint_text() {
    std::string text = "AB";
    for (int i = 1; i < 32; ++i) text += ":AB";
    return text;
  }
  [[nodiscard]] std::string offer() { return sip::sdp::make_offer(session, ours()); }

  /// Calls `number` at the switch.
  sip::CallId call(const std::string& number, const sip::Flow& to, const std::string& from = "13810298208",
                   bool with_sdp = true) {
    sip::PlaceRequest request;
    request.target = "sip:" + number + "@" + to.remote.text();
    request.flow = to;
    request.from_uri = "sip:" + from + "@" + end.at().host();
    request.credentials = credentials;
    if (with_sdp) request.sdp = offer();
    const auto placed = agent.place(request, clock());
    if (!placed) return {};
    current = *placed;
    return current;
  }
  void answer_now() {
    std::string sdp;
    if (auto made = sip::sdp::answer_offer(session, ours(), offered_sdp)) {
      sdp = made->sdp;
      media = made->media;
    }
    (void)agent.answer(current, sdp, clock());
  }

  // What the far end sees.
  sip::Admission admit(const sip::RequestView&) override { return admits; }
  std::optional<sip::DigestSecret> digest_secret(std::string_view, std::string_view) override { return std::nullopt; }
  void incoming_call(sip::CallId call, const sip::IncomingCall& incoming) override {
    current = call;
    ++calls_in;
    offered_sdp = incoming.sdp;
    invite = incoming.request.message.bytes();
    if (rings) (void)agent.ring(call, clock());
    if (answers) answer_now();
  }
  void acknowledged(sip::CallId, std::string_view) override { ++acks; }
  void progressed(sip::CallId, const sip::CallProgress& progress) override {
    statuses.push_back(progress.status);
    if (progress.sdp.empty() || media) return;
    if (auto agreed = sip::sdp::accept_answer(session, ours(), progress.sdp)) media = *agreed;  // Early media.
  }
  void answered(sip::CallId, const sip::CallAnswered& answer) override {
    statuses.push_back(200);
    if (auto agreed = sip::sdp::accept_answer(session, ours(), answer.sdp)) media = *agreed;
  }
  void failed(sip::CallId, const sip::CallEnd& end_) override {
    statuses.push_back(end_.status);
    over = end_.by;
    answered_elsewhere = end_.answered_elsewhere;
  }
  void ended(sip::CallId, const sip::CallEnd& end_) override {
    ++byes;
    over = end_.by;
    q850 = end_.q850_cause;
  }
  void offered(sip::CallId, std::string_view) override {}
  void reoffer_answered(sip::CallId, std::string_view answer) override {
    if (auto agreed = sip::sdp::accept_answer(session, ours(), answer)) media = *agreed;
    ++reoffers_answered;
  }
  void reoffer_refused(sip::CallId, std::uint16_t status) override { statuses.push_back(status); }
  void digit(sip::CallId, char, base::Millis) override {}
  void info(sip::CallId, std::string_view, std::string_view) override {}
  void binding_changed(const sip::Binding&, sip::BindingChange) override {}

  std::function<base::Time()> clock;
  Wire::End end;
  std::string address = "127.0.0.1";
  std::uint16_t port = 40'000;
  std::vector<sip::sdp::Codec> codecs{sip::sdp::Codec::kPcmu};
  std::vector<sip::sdp::Crypto> crypto;
  std::optional<sip::Credentials> credentials;
  sip::Admission admits = sip::Admission::accept();
  bool rings = true;
  bool answers = false;

  sip::CallId current;
  sip::sdp::Session session{.id = 77};
  std::string offered_sdp, invite;
  std::optional<sip::sdp::Agreed> media;
  std::vector<std::uint16_t> statuses;
  std::optional<sip::CallEnd::By> over;
  int calls_in = 0, acks = 0, byes = 0, reoffers_answered = 0;
  bool answered_elsewhere = false;
  std::uint8_t q850 = 0;
  sip::UserAgent agent;  // Last: it calls back while it is made and unmade.
};

}  // namespace peal::telephony::testing
