#include <algorithm>

#include "sip/message/token.hpp"
#include "sip/user_agent/core.hpp"

// Session timers as the side that is refreshed (RFC 4028 9 and 10). Refreshing
// by ourselves will stand here too; until then an offer to do it is not taken.
namespace peal::sip {

using base::Seconds;
using base::Time;

namespace {

struct SessionExpires {
  Seconds interval{0};
  std::string_view refresher;
};
SessionExpires read_session(const Message& message) {
  const auto value = message.header(HeaderName::kSessionExpires);
  const auto semicolon = value.find(';');
  const auto seconds = parse_number(trimmed(value.substr(0, semicolon)), UINT32_MAX);
  const auto params = semicolon == std::string_view::npos ? std::string_view{} : value.substr(semicolon + 1);
  return {Seconds{seconds.value_or(0)}, find_parameter(params, "refresher").value_or(std::string_view{})};
}

}  // namespace

std::optional<Seconds> UserAgent::Core::session_asked(ServerRef server, const Flow& flow, Time now) {
  const auto asked = read_session(message_);
  if (asked.interval.count() == 0 || !message_.lists(HeaderName::kSupported, "timer")) return Seconds{0};
  if (asked.interval < kSessionExpiresMin) {
    respond(server, flow, 422, now, "Min-SE: " + std::to_string(kSessionExpiresMin.count()) + "\r\n");
    return std::nullopt;
  }
  return asked.refresher.empty() || same_text(asked.refresher, "uac") ? asked.interval : Seconds{0};
}

Seconds UserAgent::Core::session_granted() const {
  const auto granted = read_session(message_);
  return same_text(granted.refresher, "uas") ? granted.interval : Seconds{0};
}

void UserAgent::Core::watch_session(std::uint64_t id, Call& call, Seconds interval, Time now) {
  if (interval < kSessionExpiresMin) return;
  call.session = interval;
  // RFC 4028 10: BYE shortly before the session expires.
  const Seconds early = std::min<Seconds>(Seconds{32}, interval / 3);
  arm(call.session_end, now, interval - early, {id, CallTimer::kSessionEnd});
}

}  // namespace peal::sip
