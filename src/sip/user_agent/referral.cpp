#include <algorithm>

#include "sip/dialog/replaces.hpp"
#include "sip/message/token.hpp"
#include "sip/user_agent/core.hpp"

// Transfers that peers ask for: REFER within a call (RFC 3515, 3892, 4488), and
// the calls that Replaces and Join mean (RFC 3891, 3911).
namespace peal::sip {

using base::ErrorCode;
using base::fail;
using base::Status;
using base::Time;

CallId UserAgent::Core::call_named(const DialogName& name) const {
  const auto found = call_by_tag_.find(name.to_tag);
  const Call* call = found == call_by_tag_.end() ? nullptr : calls_.find(found->second);
  if (call == nullptr || call->state == CallState::kEnding || call->dialog.call_id != name.call_id) return {};
  // While our INVITE rings, each fork is a dialog of its own (RFC 3891 3).
  const bool early = call->state == CallState::kCalling && std::ranges::find(call->early_tags, name.from_tag) != call->early_tags.end();
  const bool same = early || call->dialog.remote_tag == name.from_tag;
  return same ? CallId{found->second} : CallId{};
}

// RFC 3891 3 and RFC 3911 4.
bool UserAgent::Core::takes_over(ServerRef server, const Flow& flow, IncomingCall& incoming, Time now) {
  const auto refuse = [&](std::uint16_t status, std::string_view reason) {
    respond(server, flow, status, now, {}, reason);
    return false;
  };
  const auto replaces = message_.count(HeaderName::kReplaces);
  const auto join = message_.header("Join");
  if (replaces == 0 && join.empty()) return true;
  if (replaces > 1 || (replaces == 1 && !join.empty())) return refuse(400, "More Than One Call Meant");
  const auto name = parse_dialog_name(replaces == 1 ? message_.header(HeaderName::kReplaces) : join);
  if (!name) return refuse(400, "Bad Replaces Or Join");
  const CallId meant = call_named(*name);
  const Call* call = calls_.find(meant.value);
  // An early dialog can be taken over only where we placed the call.
  if (call == nullptr || call->state == CallState::kIncoming) return refuse(481, {});
  if (name->early_only && call->state == CallState::kConfirmed) return refuse(486, {});
  (replaces == 1 ? incoming.replaces : incoming.joins) = meant;
  return true;
}

void UserAgent::Core::refer(std::uint64_t id, Call& call, ServerRef server, const Flow& flow, Time now) {
  if (call.state != CallState::kConfirmed) return respond(server, flow, 481, now);
  // RFC 3515 2.4.2: exactly one Refer-To.
  const auto target = message_.count(HeaderName::kReferTo) == 1 ? parse_name_addr(message_.header(HeaderName::kReferTo)) : std::nullopt;
  if (!target) return respond(server, flow, 400, now, {}, "Bad Refer-To");
  if (call.news) return respond(server, flow, 491, now, {}, "One Transfer At A Time");
  Referral referral{CallId{}, {}, {}, {}, true, message_};
  const std::string bare(target->uri.without_headers());
  referral.target = bare;
  referral.referred_by = message_.header(HeaderName::kReferredBy);
  referral.replaces = replaces_of(target->uri);
  if (referral.replaces) referral.replaced_call = call_named(*referral.replaces);
  // RFC 4488 4: whoever wants no news gets none.
  const bool silent = same_text(trimmed(message_.header("Refer-Sub")), "false");
  referral.wants_news = !silent;
  const std::uint16_t status = events_.referred(CallId{id}, referral);
  if (status >= 300) return respond(server, flow, status, now);
  respond(server, flow, silent ? 200 : 202, now, silent ? "Refer-Sub: false\r\nSupported: norefersub\r\n" : "");
  Call* still = call_of(id);
  if (still == nullptr || silent) return;
  still->news = News{message_.cseq()->number, still->dialog.local_cseq + 1, 100, now + kReferralLife, {}};
  arm(still->news->due, now, kReferralLife, {id, CallTimer::kNews});
  tell_news(id, *still, {}, now);  // RFC 3515 2.4.4: a NOTIFY at once.
}

void UserAgent::Core::tell_news(std::uint64_t id, Call& call, Told told, Time now) {
  News& news = *call.news;
  if (told.status >= 200) told.over = "noresource";  // RFC 3515 2.4.7.
  const auto left = std::max(base::Seconds{0}, std::chrono::ceil<base::Seconds>(news.until - now));
  std::string fields = "Event: refer;id=" + std::to_string(news.referral) + "\r\nSubscription-State: ";
  if (told.over.empty()) fields.append("active;expires=" + std::to_string(left.count()));
  else fields.append("terminated;reason=").append(told.over);
  fields.append("\r\nContact: ").append(contact(call.dialog.flow, call.dialog.secure, call.dialog.keeps_flow)).append("\r\n");
  std::string fragment;
  Writer(fragment).response(told.status, told.reason);
  news.told = told.status;
  if (!told.over.empty()) {
    timers_.cancel(news.due);
    call.news.reset();
  }
  send_challengeable(call.dialog, {Method::kNotify, fields, "message/sipfrag;version=2.0", fragment}, id, call.credentials, now);
}

namespace {

// "refer", or "refer;id=5" where one call has seen several (RFC 3515 2.4.6).
bool means(std::string_view event, const News& news) {
  const auto semicolon = event.find(';');
  if (!same_text(trimmed(event.substr(0, semicolon)), "refer")) return false;
  return semicolon == std::string_view::npos || trimmed(event.substr(semicolon + 1)) == "id=" + std::to_string(news.referral);
}

}  // namespace

// RFC 6665 4.2.1.4: it may be asked for longer, within our bound, and ends when no time is asked for.
void UserAgent::Core::news_asked(std::uint64_t id, Call& call, ServerRef server, const Flow& flow, Time now) {
  if (!call.news || !means(message_.header(HeaderName::kEvent), *call.news)) return respond(server, flow, 481, now, {}, "Subscription Does Not Exist");
  const auto wanted = message_.number(HeaderName::kExpires);
  const auto granted = std::min(base::Seconds{wanted.value_or(kReferralLife.count())}, base::Seconds{kReferralLife});
  const std::string own = contact(flow, call.dialog.secure, call.dialog.keeps_flow);
  respond(server, flow, 200, now, "Expires: " + std::to_string(granted.count()) + "\r\nContact: " + own + "\r\n");
  call.news->until = now + granted;
  arm(call.news->due, now, granted, {id, CallTimer::kNews});
  tell_news(id, call, {call.news->told, {}, granted.count() == 0 ? std::string_view("timeout") : std::string_view{}}, now);
}

void UserAgent::Core::news_unwanted(Call& call) {
  if (!call.news || message_.status() != 481 || message_.cseq()->number < call.news->first_notify) return;
  timers_.cancel(call.news->due);
  call.news.reset();
}

Status UserAgent::Core::report_referral(CallId id, std::uint16_t status, std::string_view reason, Time now) {
  Call* call = live(id);
  if (call == nullptr || !call->news) return fail(ErrorCode::kConflict, "No transfer is under way, or nobody wants its news.");
  if (status < 100 || status > 699) return fail(ErrorCode::kBadInput, "A status is from 100 to 699.");
  tell_news(id.value, *call, {status, reason, {}}, now);
  return {};
}

}  // namespace peal::sip
