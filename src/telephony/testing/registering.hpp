#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "sip/digest/digest.hpp"
#include "sip/message/message.hpp"
#include "telephony/testing/world.hpp"

namespace peal::telephony::testing {

/// Sends REGISTERs from a phone's address and answers the challenge.
class Registering {
 public:
  Registering(World& world, Phone& phone, sip::Flow flow) : world_(world), phone_(phone), flow_(flow) {}

  /// The final status; `expires` 0 signs off.
  std::uint16_t send(std::string_view user, std::string_view password, unsigned expires = 300) {
    const auto first = exchange(request(user, expires, {}));
    if (first.status() != 401) return first.status();
    const sip::Credentials credentials{std::string(user), std::string(password), {}};
    const auto proof = sip::answer_challenge(first, credentials, "REGISTER", uri(), "cnonce", false);
    if (!proof) return 401;
    return exchange(request(user, expires, *proof)).status();
  }
  /// Without credentials, whatever comes back.
  std::uint16_t bare(std::string_view user) { return exchange(request(user, 300, {})).status(); }

 private:
  [[nodiscard]] std::string uri() const { return "sip:" + world_.end.at().host(); }
  std::string request(std::string_view user, unsigned expires, std::string_view proof) {
    ++cseq_;
    // A nonce carries its millisecond, and one that was used already is stale.
    world_.now += base::Millis{1};
    return fmt::format("REGISTER {} SIP/2.0\r\nVia: SIP/2.0/{} {};branch=z9hG4bKr{}{}\r\nMax-Forwards: 70\r\n"
                       "From: <sip:{}@{}>;tag=r\r\nTo: <sip:{}@{}>\r\nCall-ID: reg-{}-{}\r\nCSeq: {} REGISTER\r\n"
                       "Contact: <sip:{}@{}>\r\nExpires: {}\r\n{}Content-Length: 0\r\n\r\n",
                       uri(), sip::transport_name(flow_.transport), phone_.end.at().text(), cseq_, phone_.end.at().port, user,
                       uri().substr(4), user, uri().substr(4), phone_.end.at().text(), flow_.connection, cseq_, user,
                       phone_.end.at().text(), expires, proof);
  }
  sip::Message exchange(const std::string& text) {
    std::string answer;
    auto usual = std::exchange(phone_.end.take, [&](const sip::Flow&, std::string_view bytes) { answer = bytes; });
    phone_.end.send(flow_, text);
    world_.wire.deliver();
    phone_.end.take = std::move(usual);
    sip::Message message;
    EXPECT_FALSE(message.parse(answer, sip::Framing::kDatagram)) << answer;
    return message;
  }

  World& world_;
  Phone& phone_;
  sip::Flow flow_;
  unsigned cseq_ = 0;
};

}  // namespace peal::telephony::testing
