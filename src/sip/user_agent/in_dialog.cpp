#include "sip/message/token.hpp"
#include "sip/user_agent/core.hpp"

// Requests within a dialog: RFC 3261 12.2.2, 15.1.2, RFC 6086.
namespace peal::sip {

using base::Millis;
using base::Time;

// What may come before the answer to our own INVITE: the callee can neither end
// an early dialog nor make an INVITE in it (RFC 3261 15, 14.1).
bool UserAgent::Core::early_method(Method method) {
  return method == Method::kUpdate || method == Method::kInfo || method == Method::kOptions;
}

void UserAgent::Core::in_dialog(std::uint64_t id, Call& call, ServerRef server, const Flow& flow, Time now) {
  if (call.state == CallState::kCalling && !early_method(message_.method())) return respond(server, flow, 481, now);
  if (!take_cseq(dialog_with(call, message_.from()->tag()), message_)) {
    return respond(server, flow, 500, now, {}, "CSeq out of order");
  }
  switch (message_.method()) {
    case Method::kBye:
      return bye(id, call, server, flow, now);
    case Method::kInvite:
    case Method::kUpdate:
      if (call.state == CallState::kEnding) return respond(server, flow, 481, now);
      return offer(id, call, server, flow, now);
    case Method::kRefer:
      return refer(id, call, server, flow, now);
    case Method::kSubscribe:
      return news_asked(id, call, server, flow, now);
    case Method::kPrack:
      return prack(id, call, server, flow, now);
    case Method::kInfo:
      if (call.state == CallState::kEnding) return respond(server, flow, 481, now);
      return info(id, server, flow, now);
    case Method::kOptions:
      return respond(server, flow, 200, now, "Allow: " + std::string(kAllowedMethods) + "\r\nAccept: application/sdp\r\n");
    default:
      return respond(server, flow, 403, now);
  }
}

void UserAgent::Core::bye(std::uint64_t id, Call& call, ServerRef server, const Flow& flow, Time now) {
  respond(server, flow, 200, now);
  send_owed_ack(call, {});
  const CallState state = call.state;
  refuse_waiting(call, now);
  if (state == CallState::kEnding) return erase(id);
  const auto reason = read_reason(message_);
  CallEnd end = end_of(CallEnd::By::kRemote, state == CallState::kConfirmed ? 0 : 487);
  end.reason = reason.text;
  finish(id, state == CallState::kConfirmed, end);
}

namespace {

struct Digit {
  char digit = 0;
  Millis duration{160};
};

// "Signal=5\r\nDuration=160" as gateways write it; application/dtmf is the bare
// digit, or the same lines.
std::optional<Digit> read_digit(std::string_view body) {
  Digit found;
  const auto symbol = [](std::string_view text) -> char {
    if (text == "10") return '*';
    if (text == "11") return '#';
    const char c = text.size() == 1 ? lower(text[0]) : '\0';
    if (is(c, kDigit) || c == '*' || c == '#') return c;
    return c >= 'a' && c <= 'd' ? static_cast<char>(c - 32) : '\0';
  };
  if (trimmed(body).find('=') == std::string_view::npos) found.digit = symbol(trimmed(body));
  while (!body.empty()) {
    const auto line = body.substr(0, body.find('\n'));
    body.remove_prefix(std::min(body.size(), line.size() + 1));
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const auto name = trimmed(line.substr(0, equals));
    const auto value = trimmed(line.substr(equals + 1));
    if (same_text(name, "Signal")) found.digit = symbol(value);
    if (same_text(name, "Duration")) found.duration = Millis{parse_number(value, 60'000).value_or(160)};
  }
  return found.digit == '\0' ? std::nullopt : std::optional(found);
}

}  // namespace

void UserAgent::Core::info(std::uint64_t id, ServerRef server, const Flow& flow, Time now) {
  // RFC 6086 4.2.2: packages must be known; we announce none.
  if (message_.has(HeaderName::kInfoPackage)) return respond(server, flow, 469, now, "Recv-Info:\r\n", "Bad Info Package");
  respond(server, flow, 200, now);
  const auto type = message_.header(HeaderName::kContentType);
  const auto bare = trimmed(type.substr(0, type.find(';')));
  if (same_text(bare, "application/dtmf-relay") || same_text(bare, "application/dtmf")) {
    if (const auto digit = read_digit(message_.body())) events_.digit(CallId{id}, digit->digit, digit->duration);
    return;
  }
  if (!message_.body().empty()) events_.info(CallId{id}, bare, message_.body());
}

// 12.2.1.2: a 481, a 408 or silence within the dialog ends it.
void UserAgent::Core::dialog_lost(std::uint64_t id, Call& call, const CallEnd& end, Time now) {
  // Q.850 102, recovery on timer expiry, where nobody answered.
  const HangUpReason why{static_cast<std::uint8_t>(end.status == 408 ? 102 : 0), end.status, std::string(end.reason)};
  if (end.status != 481) send_bye(call.dialog, call.state == CallState::kEnding ? call.reason : why, call.credentials, now);
  if (call.state == CallState::kEnding) return erase(id);
  finish(id, true, end);
}

base::Status UserAgent::Core::send_info(CallId id, std::string_view content_type, std::string_view body, Time now) {
  Call* call = live(id);
  if (call == nullptr || call->state != CallState::kConfirmed) {
    return base::fail(base::ErrorCode::kConflict, "The call is not answered.");
  }
  send_challengeable(call->dialog, {Method::kInfo, {}, content_type, body}, id.value, call->credentials, now);
  return {};
}

}  // namespace peal::sip
