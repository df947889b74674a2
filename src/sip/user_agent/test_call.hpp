#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "sip/user_agent/test_network.hpp"

namespace peal::sip::testing {

/// A call of `a` to `b` that is up; `b` may also send what no good peer would.
class TalkingTest : public ::testing::Test {
 protected:
  TalkingTest() {
    b.auto_answer();
    mine = a.agent->place(call_to(b), net.now()).value();
    net.run(50ms);
    theirs = b.calls.at(0);
    const auto answer_with = [this](Node& node) {
      return [this, &node](CallId call) { EXPECT_TRUE(node.agent->answer_offer(call, kAnswer, net.now())); };
    };
    a.on_offered = answer_with(a);
    b.on_offered = answer_with(b);
    a.log.clear();
    b.log.clear();
  }
  std::size_t sent(std::string_view start) const {
    return static_cast<std::size_t>(std::ranges::count_if(net.sent, [&](const auto& m) { return m.starts_with(start); }));
  }
  // A request of `b` within the dialog, written by hand.
  void from_b(const std::string& method, const std::string& fields, const std::string& body = {}) {
    const auto& invite = net.sent.front();
    const auto line = [&](std::string_view name) {
      const auto at = invite.find("\r\n" + std::string(name) + ": ") + name.size() + 4;
      return invite.substr(at, invite.find("\r\n", at) - at);
    };
    const auto& ok = *std::ranges::find_if(net.sent, [](const auto& m) { return m.starts_with("SIP/2.0 200"); });
    Message answer;
    ASSERT_FALSE(answer.parse(ok, Framing::kDatagram));
    ++cseq;
    const std::string text = method + " sip:peal@192.0.2.1:5060 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bKh" +
                             std::to_string(cseq) + "\r\nFrom: " + std::string(answer.header(HeaderName::kTo)) + "\r\nTo: " +
                             line("From") + "\r\nCall-ID: " + line("Call-ID") + "\r\nCSeq: " + std::to_string(cseq) + " " +
                             method + "\r\nMax-Forwards: 70\r\nContact: <sip:peal@192.0.2.2:5060>\r\n" + fields +
                             "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    a.agent->received(b.flow(), text, net.now());
  }
  Message last() const { return parsed(net.sent.back()); }
  static Message parsed(const std::string& text) {
    Message message;
    EXPECT_FALSE(message.parse(text, Framing::kDatagram));
    return message;
  }
  /// The newest message that starts so.
  Message newest(std::string_view start) const {
    const auto found = std::ranges::find_if(net.sent.rbegin(), net.sent.rend(), [&](const auto& m) { return m.starts_with(start); });
    EXPECT_NE(found, net.sent.rend()) << start;
    return found == net.sent.rend() ? Message{} : parsed(*found);
  }

  Network net;
  Node& a = net.add("192.0.2.1");
  Node& b = net.add("192.0.2.2");
  CallId mine, theirs;
  int cseq = 0;
};


/// A peer at an address of its own whose every message is written by hand.
class HandPeer {
  SocketAddress address_;

 public:
  HandPeer(Network& net, Node& other, const std::string& address) : address_(*parse_address(address, 5060)), net_(net), other_(other) {}

  [[nodiscard]] PlaceRequest call_here() const {
    PlaceRequest request;
    request.target = "sip:7000@" + address_.text();
    request.from_uri = "sip:551@192.0.2.1";
    request.sdp = kOffer;
    return request;
  }
  /// How many messages that start so have come; the same bytes again do not count.
  [[nodiscard]] std::size_t got(std::string_view start) const {
    std::set<std::string> seen;
    for (const auto& [to, text] : net_.outside) {
      if (to == address_ && text.starts_with(start)) seen.insert(text);
    }
    return seen.size();
  }
  /// The newest that starts so.
  [[nodiscard]] Message newest(std::string_view start) const {
    Message message;
    for (const auto& [to, text] : net_.outside) {
      if (to == address_ && text.starts_with(start)) (void)message.parse(text, Framing::kDatagram);
    }
    EXPECT_FALSE(message.bytes().empty()) << start << " has not come";
    return message;
  }
  void reply(const Message& request, const std::string& status, const std::string& fields = {}, std::string_view sdp = {},
             const std::string& to_tag = "hand") {
    std::string text = "SIP/2.0 " + status + "\r\n";
    for (const auto name : {HeaderName::kVia, HeaderName::kFrom, HeaderName::kTo, HeaderName::kCallId, HeaderName::kCSeq}) {
      text += std::string(header_name_text(name)) + ": " + std::string(request.header(name));
      if (name == HeaderName::kTo && request.to()->tag().empty() && !to_tag.empty()) text += ";tag=" + to_tag;
      text += "\r\n";
    }
    deliver(text + "Contact: <" + contact + ">\r\n" + fields + body_lines(sdp));
  }
  /// A request outside a dialog, or within the one that `party` and `call_id` name.
  void request(const std::string& method, int cseq, const std::string& fields = {}, std::string_view sdp = {},
               const std::string& branch = {}) {
    deliver(method + " sip:peal@" + other_.address.text() + " SIP/2.0\r\nVia: SIP/2.0/UDP " + address_.text() + ";branch=z9hG4bK" +
            (branch.empty() ? method + std::to_string(cseq) : branch) + "\r\nFrom: <sip:hand@" + address_.text() +
            ">;tag=hand\r\nTo: <sip:7000@192.0.2.1>" + (their_tag.empty() ? "" : ";tag=" + their_tag) + "\r\nCall-ID: " + call_id +
            "\r\nCSeq: " + std::to_string(cseq) + " " + method + "\r\nMax-Forwards: 70\r\nContact: <" + contact +
            ">\r\n" + fields + body_lines(sdp));
  }
  /// Our place in the dialog that `message` of theirs belongs to.
  void join(const Message& message) {
    call_id = message.call_id();
    their_tag = message.is_request() ? message.from()->tag() : message.to()->tag();
  }
  std::string call_id = "hand-1", their_tag;
  std::string contact = "sip:hand@" + address_.text();

 private:
  static std::string body_lines(std::string_view sdp) {
    return (sdp.empty() ? "" : "Content-Type: application/sdp\r\n") + ("Content-Length: " + std::to_string(sdp.size())) + "\r\n\r\n" +
           std::string(sdp);
  }
  void deliver(const std::string& text) { other_.agent->received({Transport::kUdp, 0, address_}, text, net_.now()); }

  Network& net_;
  Node& other_;
};

}  // namespace peal::sip::testing
