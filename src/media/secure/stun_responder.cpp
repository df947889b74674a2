#include "media/secure/stun_responder.hpp"

#include <array>

#include "media/secure/random.hpp"

namespace peal::media::secure {
namespace {

// ice-char of RFC 8839 5.4.
constexpr std::string_view kIceCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string random_text(std::size_t length) {
  std::string out(length, ' ');
  fill_random({reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  for (char& c : out) c = kIceCharacters[static_cast<unsigned char>(c) % kIceCharacters.size()];
  return out;
}

}  // namespace

IceCredentials make_ice_credentials() { return {random_text(8), random_text(24)}; }

bool StunResponder::name_matches(std::string_view username) const {
  // "our ufrag:their ufrag" (RFC 8445 7.2.2).
  const auto colon = username.find(':');
  if (colon == std::string_view::npos || username.substr(0, colon) != local_.ufrag) return false;
  return remote_ufrag_.empty() || username.substr(colon + 1) == remote_ufrag_;
}

StunResponder::Outcome StunResponder::receive(Bytes datagram, const Endpoint& source) const {
  const auto message = parse_stun(datagram);
  if (!message || message->type != kBindingRequest || !fingerprint_holds(*message)) return {};
  // A wrong password gets no error answer: nobody who lacks it has business
  // here, and an answer would tell a scanner that the port is alive.
  if (!name_matches(message->username) || !integrity_holds(*message, local_.password)) return {};
  if (!message->not_understood.empty()) {
    StunWriter writer(kBindingError, message->transaction);
    writer.error(420, "Unknown Attribute");
    writer.unknown_attributes(message->not_understood);
    return {.reply = writer.finish(local_.password)};
  }
  if (message->ice_controlled) {
    // A lite agent is never in control: the other side has to be (RFC 8445 7.3.1.1).
    StunWriter writer(kBindingError, message->transaction);
    writer.error(487, "Role Conflict");
    return {.reply = writer.finish(local_.password)};
  }
  StunWriter writer(kBindingSuccess, message->transaction);
  writer.xor_mapped_address(source);
  return {.reply = writer.finish(local_.password), .authentic = true, .nominated = message->use_candidate};
}

}  // namespace peal::media::secure
