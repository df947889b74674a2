#include <algorithm>

#include "sip/message/token.hpp"
#include "sip/user_agent/core.hpp"

// Session timers: RFC 4028, on both sides of a request and of a refresh.
namespace peal::sip {

using base::Seconds;
using base::Time;

namespace {

struct SessionExpires {
  Seconds interval{0};
  std::string_view refresher;
};

// Also of Min-SE: seconds, then parameters.
SessionExpires read_seconds(const Message& message, HeaderName name) {
  const auto value = message.header(name);
  const auto semicolon = value.find(';');
  const auto seconds = parse_number(trimmed(value.substr(0, semicolon)), UINT32_MAX);
  const auto params = semicolon == std::string_view::npos ? std::string_view{} : value.substr(semicolon + 1);
  return {Seconds{seconds.value_or(0)}, find_parameter(params, "refresher").value_or(std::string_view{})};
}

Seconds least_asked(const Message& message) {
  const Seconds asked = read_seconds(message, HeaderName::kMinSe).interval;
  return std::clamp<Seconds>(asked, kSessionExpiresMin, kSessionExpiresMax);
}

}  // namespace

void write_session_lines(std::string& fields, Seconds interval, std::string_view refresher, Seconds least) {
  if (interval.count() == 0) return;
  fields.append("Session-Expires: ").append(std::to_string(interval.count()));
  if (!refresher.empty()) fields.append(";refresher=").append(refresher);
  fields.append("\r\n");
  // 7.4: whoever was told 422 says so in every further refresh.
  if (least > kSessionExpiresMin) fields.append("Min-SE: ").append(std::to_string(least.count())).append("\r\n");
}

// Section 9 and its table 2. A caller that does not know the extension can
// neither be refused for it nor asked to refresh; then we refresh alone.
std::optional<SessionTerms> UserAgent::Core::session_asked(ServerRef server, const Flow& flow, Time now) {
  const auto asked = read_seconds(message_, HeaderName::kSessionExpires);
  const bool known = message_.lists(HeaderName::kSupported, "timer");
  if (known && asked.interval.count() > 0 && asked.interval < kSessionExpiresMin) {
    respond(server, flow, 422, now, "Min-SE: " + std::to_string(kSessionExpiresMin.count()) + "\r\n");
    return std::nullopt;
  }
  Seconds interval = config_.session_expires;
  if (interval.count() > 0) interval = std::max(interval, least_asked(message_));
  if (asked.interval.count() == 0) return SessionTerms{interval, true, known};
  // We may shorten what they ask, down to Min-SE, and lengthen it only to the
  // least there is (section 4): a session of a second would be refreshed without a pause.
  interval = interval.count() == 0 ? std::min<Seconds>(asked.interval, kSessionExpiresMax) : std::min(asked.interval, interval);
  interval = std::max<Seconds>(interval, kSessionExpiresMin);
  return SessionTerms{interval, !known || same_text(asked.refresher, "uas"), known};
}

// 7.2. A peer that says nothing does not know the extension. What it grants is
// not above what was asked, and not below the least of section 4.
SessionTerms UserAgent::Core::session_granted(Seconds asked) const {
  const auto granted = read_seconds(message_, HeaderName::kSessionExpires);
  if (granted.interval.count() == 0) return {asked, asked.count() > 0, false};
  const Seconds most = asked.count() == 0 ? Seconds{kSessionExpiresMax} : std::max<Seconds>(asked, kSessionExpiresMin);
  return {std::clamp<Seconds>(granted.interval, kSessionExpiresMin, most), !same_text(granted.refresher, "uas"), true};
}

bool UserAgent::Core::lengthen_session(Call& call, Seconds& asked) const {
  const Seconds least = least_asked(message_);
  if (asked.count() == 0 || least <= asked) return false;  // It refuses what it said it would take.
  asked = call.session.least = least;
  return true;
}

void UserAgent::Core::watch_session(std::uint64_t id, Call& call, const SessionTerms& terms, Time now) {
  SessionTimer& session = call.session;
  session.terms = terms;
  timers_.cancel(session.due);
  if (terms.interval.count() == 0 || call.state == CallState::kEnding) return;
  // Section 10: BYE shortly before the session expires.
  session.end = now + terms.interval - std::min<Seconds>(Seconds{32}, terms.interval / 3);
  const Time next = terms.ours ? now + terms.interval / 2 : session.end;
  session.due = timers_.arm(base::unix_millis(next), {id, CallTimer::kSession});
}

void UserAgent::Core::session_due(std::uint64_t id, Call& call, Time now) {
  SessionTimer& session = call.session;
  if (now >= session.end) return dialog_lost(id, call, {CallEnd::By::kTimeout, 408, "Session timer expired"}, now);
  const Seconds pause = std::max<Seconds>(kRefreshRetryMin, session.terms.interval / 8);
  session.due = timers_.arm(base::unix_millis(std::min(now + pause, session.end)), {id, CallTimer::kSession});
  // Any re-INVITE or UPDATE refreshes (section 3): one on its way, theirs or ours, will do.
  if (call.our_offer || call.waiting || call.update || call.unacknowledged) return;
  OurOffer& ours = call.our_offer.emplace();
  ours.refresh = true;
  // 7.4: UPDATE without an offer is better; a re-INVITE carries the description that stands.
  ours.method = call.peer_updates ? Method::kUpdate : Method::kInvite;
  if (!call.peer_updates) ours.sdp = call.local_sdp;
  send_reoffer(id, call, now);
}

}  // namespace peal::sip
