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
  if (call.referral) return respond(server, flow, 491, now, {}, "One Transfer At A Time");
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
  still->referral = message_.cseq()->number;
  notify_referral(id, *still, 100, {}, now);  // RFC 3515 2.4.4: a NOTIFY at once.
}

void UserAgent::Core::notify_referral(std::uint64_t id, Call& call, std::uint16_t status, std::string_view reason, Time now) {
  std::string fields = "Event: refer;id=" + std::to_string(*call.referral) + "\r\nSubscription-State: ";
  fields.append(status < 200 ? "active;expires=" + std::to_string(kReferralLife.count()) : "terminated;reason=noresource");
  fields.append("\r\nContact: ").append(contact(call.dialog.flow, call.dialog.secure)).append("\r\n");
  std::string fragment;
  Writer(fragment).response(status, reason);
  if (status >= 200) call.referral.reset();
  send_challengeable(call.dialog, {Method::kNotify, fields, "message/sipfrag;version=2.0", fragment}, id, call.credentials, now);
}

Status UserAgent::Core::report_referral(CallId id, std::uint16_t status, std::string_view reason, Time now) {
  Call* call = live(id);
  if (call == nullptr || !call->referral) return fail(ErrorCode::kConflict, "No transfer is under way, or nobody wants its news.");
  if (status < 100 || status > 699) return fail(ErrorCode::kBadInput, "A status is from 100 to 699.");
  notify_referral(id.value, *call, status, reason, now);
  return {};
}

}  // namespace peal::sip
