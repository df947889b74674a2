#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sip/user_agent/test_network.hpp"

/// The rules of RFC 3261 that begin with MUST, one test each, named by clause.
/// Messages of the other side are written out by hand, so that nothing of ours
/// has made both what is sent and what is expected.
namespace peal::sip::rfc3261 {

using namespace testing;  // The network of user agents.

/// A message as its lines; a test changes what it is about.
struct Raw {
  std::string start;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;

  Raw& set(const std::string& name, const std::string& value) {
    for (auto& [known, old] : fields)
      if (known == name) return old = value, *this;
    return add(name, value);
  }
  Raw& add(const std::string& name, const std::string& value) {
    fields.emplace_back(name, value);
    return *this;
  }
  Raw& drop(const std::string& name) {
    std::erase_if(fields, [&](const auto& field) { return field.first == name; });
    return *this;
  }
  [[nodiscard]] std::string text() const {
    std::string out = start + "\r\n";
    for (const auto& [name, value] : fields) out += name + ": " + value + "\r\n";
    return out + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
};

class ByHand : public ::testing::Test {
 protected:
  static constexpr const char* kPeer = "192.0.2.9";

  /// A request of the peer outside any dialog; each has a branch, a Call-ID and a CSeq of its own.
  Raw request(const std::string& method, const std::string& body = {}) {
    ++count_;
    const auto n = std::to_string(count_);
    Raw made;
    made.start = method + " sip:7000@192.0.2.1 SIP/2.0";
    made.fields = {{"Via", std::string("SIP/2.0/UDP ") + kPeer + ":5060;branch=z9hG4bKhand" + n},
                   {"From", "<sip:551@192.0.2.9>;tag=from" + n},
                   {"To", "<sip:7000@192.0.2.1>"},
                   {"Call-ID", "call" + n + "@192.0.2.9"},
                   {"CSeq", n + " " + method},
                   {"Max-Forwards", "70"},
                   {"Contact", "<sip:551@192.0.2.9:5060>"}};
    made.body = body;
    if (!body.empty()) made.add("Content-Type", "application/sdp");
    return made;
  }
  Raw invite() { return request("INVITE", std::string(kOffer)); }
  /// The ACK or another request that belongs to `first`, as answered by `answer`.
  Raw within(const std::string& method, const Raw& first, const Message& answer, int cseq) {
    Raw made = request(method);
    for (auto& [name, value] : made.fields) {
      for (const auto& [known, old] : first.fields)
        if (name == known && (name == "From" || name == "Call-ID")) value = old;
      if (name == "To") value = std::string(answer.header(HeaderName::kTo));
      if (name == "CSeq") value = std::to_string(cseq) + " " + method;
    }
    return made;
  }
  static int cseq_of(const Raw& raw) {
    for (const auto& [name, value] : raw.fields)
      if (name == "CSeq") return std::stoi(value);
    return 0;
  }
  static std::string value_of(const Raw& raw, std::string_view name) {
    for (const auto& [known, value] : raw.fields)
      if (known == name) return value;
    return {};
  }

  void from_peer(const std::string& text, const std::string& host = kPeer, std::uint16_t port = 5060) {
    us.agent->received({Transport::kUdp, 0, *parse_address(host, port)}, text, net.now());
    net.run(base::Millis{5});
  }
  void from_peer(const Raw& raw) { from_peer(raw.text()); }

  /// Everything that has come to the peer, oldest first.
  [[nodiscard]] std::vector<std::string> came() const {
    std::vector<std::string> texts;
    for (const auto& [to, text] : net.outside)
      if (to.host() == kPeer) texts.push_back(text);
    return texts;
  }
  [[nodiscard]] std::size_t count(std::string_view start) const {
    const auto texts = came();
    return static_cast<std::size_t>(std::ranges::count_if(texts, [&](const auto& text) { return text.starts_with(start); }));
  }
  /// The newest that starts so; a failure when none has come.
  [[nodiscard]] Message newest(std::string_view start) const {
    Message found;
    for (const auto& text : came()) {
      if (text.starts_with(start)) { EXPECT_FALSE(found.parse(text, Framing::kDatagram)) << text; }
    }
    EXPECT_FALSE(found.bytes().empty()) << start << " has not come";
    return found;
  }
  [[nodiscard]] Message last() const { return came().empty() ? Message{} : newest(std::string_view(came().back()).substr(0, 11)); }
  /// The status of the newest response that has come; 0: none.
  [[nodiscard]] int status() const {
    int found = 0;
    for (const auto& text : came())
      if (text.starts_with("SIP/2.0 ")) found = std::stoi(text.substr(8, 3));
    return found;
  }
  /// Sends it and says how it was answered.
  int answer_to(const Raw& raw) {
    net.outside.clear();
    from_peer(raw);
    return status();
  }

  /// Our INVITE to the peer.
  Message place(const std::string& target = "sip:7000@192.0.2.9") {
    PlaceRequest call;
    call.target = target;
    call.from_uri = "sip:551@192.0.2.1";
    call.sdp = kOffer;
    call.route = route;
    const auto placed = us.agent->place(call, net.now());
    EXPECT_TRUE(placed);
    if (placed) mine = *placed;
    net.run(base::Millis{5});
    return newest("INVITE ");
  }
  /// The peer's response to a request of ours.
  Raw response(const Message& to, const std::string& line, const std::string& body = {}, const std::string& tag = "peer") {
    Raw made;
    made.start = "SIP/2.0 " + line;
    for (std::size_t i = 0; i < to.field_count(); ++i) {
      const auto name = to.field_name(i);
      const bool copied = name == HeaderName::kVia || name == HeaderName::kFrom || name == HeaderName::kTo ||
                          name == HeaderName::kCallId || name == HeaderName::kCSeq;
      if (!copied) continue;
      auto value = std::string(to.field_value(i));
      if (name == HeaderName::kTo && to.to()->tag().empty() && !tag.empty()) value += ";tag=" + tag;
      made.add(std::string(to.field_text(i)), value);
    }
    made.body = body;
    if (!body.empty()) made.add("Contact", "<sip:peer@192.0.2.9:5060>").add("Content-Type", "application/sdp");
    return made;
  }
  /// The call `mine`, answered by the peer; its 200.
  Raw answered(const std::string& target = "sip:7000@192.0.2.9") {
    const auto ok = response(place(target), "200 OK", std::string(kAnswer));
    from_peer(ok);
    return ok;
  }
  /// A call of the peer that we have answered and it has acknowledged; its INVITE.
  Raw talking() {
    us.on_incoming = [this](CallId call) {
      theirs = call;
      (void)us.agent->answer(call, kAnswer, net.now());
    };
    auto first = invite();
    from_peer(first);
    from_peer(within("ACK", first, newest("SIP/2.0 200"), cseq_of(first)));
    return first;
  }

  Network net;
  Node& us = net.add("192.0.2.1");
  CallId mine, theirs;
  std::vector<std::string> route;

 private:
  int count_ = 0;
};

}  // namespace peal::sip::rfc3261
