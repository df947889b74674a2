#include "sip/user_agent/core.hpp"

#include <algorithm>

#include "sip/message/token.hpp"

namespace peal::sip {

using base::Time;

namespace {

std::string contact_of(std::string_view advertised, Transport transport) {
  std::string contact = "<sip:peal@";
  contact.append(advertised);
  if (transport != Transport::kUdp) {
    contact.append(";transport=");
    for (const char c : transport_name(transport)) contact.push_back(lower(c));
  }
  contact.push_back('>');
  return contact;
}

}  // namespace

UserAgent::Core::Core(UserAgentConfig config, Output& out, UserAgentEvents& events, Time now)
    : config_(std::move(config)),
      out_(out),
      events_(events),
      tokens_(config_.secret),
      transactions_(config_.timers, out, *this, now),
      registrar_(now),
      digest_(config_.secret, config_.realm),
      timers_(base::unix_millis(now)),
      subscriptions_({transactions_, tokens_, events, [this](const Flow& flow) { return advertised(flow); },
                      [this](const Dialog& dialog) { return std::string_view(contact(dialog.flow, dialog.secure)); }, config_.product}, now),
      names_([this](const LocateWish& wish) { events_.name_wanted(wish); }),
      now_(now) {
  write_contacts();
}

void UserAgent::Core::advertise(const Advertised& v4, const Advertised& v6) {
  config_.advertised = v4;
  config_.advertised_v6 = v6;
  write_contacts();
}

void UserAgent::Core::write_contacts() {
  Flow towards;
  for (const bool v6 : {false, true}) {
    towards.remote.v6 = v6;
    Contacts& own = contacts_[v6 ? 1 : 0];
    for (std::size_t i = 0; i < kTransportCount; ++i) {
      towards.transport = static_cast<Transport>(i);
      own.by_transport[i] = contact_of(advertised(towards), towards.transport);
    }
    towards.transport = Transport::kTls;
    own.secure.clear();
    if (!advertised(towards).empty()) own.secure.assign("<sips:peal@").append(advertised(towards)).append(">");
  }
}

void UserAgent::Core::flow_opened(const Flow& flow, FlowAttributes attributes) {
  attributes_.insert_or_assign(flow.connection, std::move(attributes));
}

const FlowAttributes& UserAgent::Core::attributes_of(const Flow& flow) const {
  const auto found = flow.connection == 0 ? attributes_.end() : attributes_.find(flow.connection);
  return found == attributes_.end() ? no_attributes_ : found->second;
}

void UserAgent::Core::flow_closed(std::uint64_t connection, Time now) {
  now_ = now;
  attributes_.erase(connection);
  registrar_.flow_closed(connection, [this](const Binding& b, BindingChange why) { events_.binding_changed(b, why); });
  const auto calls = calls_on_.any(connection) ? calls_.handles() : std::vector<std::uint64_t>{};
  for (const auto id : calls) {
    Call* call = call_of(id);
    const bool over_it = call != nullptr && call->state == CallState::kConfirmed && call->dialog.flow.connection == connection;
    if (over_it) leave_connection(id, *call, now);
  }
  transactions_.flow_closed(connection);
  subscriptions_.flow_closed(connection);
  for (const auto id : calls) {
    Call* call = call_of(id);
    if (call == nullptr || call->peer.connection != connection) continue;
    if (call->state == CallState::kIncoming) finish(id, false, {CallEnd::By::kTransport, 0, "Connection closed"});
    else if (call->state == CallState::kEnding) erase(id);
  }
  events_.flow_lost(connection);
}

void UserAgent::Core::heard_from(Call& call, const Flow& flow) {
  calls_on_.move(call.peer.connection, flow.connection);
  call.peer = flow;
}

void UserAgent::Core::unreachable(const Flow& flow, Time now) {
  now_ = now;
  transactions_.unreachable(flow, now);
}

void UserAgent::Core::advance(Time now) {
  now_ = now;
  transactions_.advance(now);
  timers_.advance(base::unix_millis(now), [&](const CallDue& due) { call_due(due, base::from_unix_millis(timers_.now())); });
  subscriptions_.advance(now);
  registrar_.advance(now, [this](const Binding& b, BindingChange why) { events_.binding_changed(b, why); });
  if (!held_.empty()) let_go(now, nullptr);
}

std::optional<Time> UserAgent::Core::next_due() const {
  std::optional<Time> first = transactions_.next_due();
  const auto sooner = [&](std::optional<Time> other) {
    if (other && (!first || *other < *first)) first = other;
  };
  if (const auto due = timers_.next_due()) sooner(base::from_unix_millis(*due));
  sooner(registrar_.next_due());
  sooner(subscriptions_.next_due());
  if (!held_.empty()) sooner(held_.front().until);
  return first;
}

void UserAgent::Core::arm(CallTimers::Handle& handle, Time now, base::Millis after, CallDue due) {
  timers_.cancel(handle);
  handle = timers_.arm(base::unix_millis(now + after), due);
}

void UserAgent::Core::call_due(const CallDue& due, Time now) {
  if (due.timer == CallTimer::kForget) departed_.erase(due.call);
  Call* call = call_of(due.call);
  if (call == nullptr) return;
  switch (due.timer) {
    case CallTimer::kRepeat: {
      auto& repeated = *call->unacknowledged;
      out_.send(repeated.flow, repeated.bytes);
      repeated.interval = std::min(repeated.interval * 2, config_.timers.t2);
      return arm(repeated.repeat, now, repeated.interval, due);
    }
    case CallTimer::kNoAck: return no_ack(due.call, now);
    case CallTimer::kRepeatReliable: {
      auto& repeated = *call->reliable;
      out_.send(repeated.flow, repeated.bytes);
      repeated.interval *= 2;  // RFC 3262 3: without the bound of T2.
      return arm(repeated.repeat, now, repeated.interval, due);
    }
    case CallTimer::kNoPrack: return no_prack(due.call, *call, now);
    case CallTimer::kStillRinging:
      if (call->state == CallState::kIncoming) (void)provisional(CallId{due.call}, call->waiting->told, {}, now);
      return;
    case CallTimer::kRetryOffer: return send_reoffer(due.call, *call, now);
    case CallTimer::kSession: return session_due(due.call, *call, now);
    case CallTimer::kNews:
      if (call->news) tell_news(due.call, *call, {call->news->told, {}, "timeout"}, now);
      return;
    case CallTimer::kForget: return;
  }
}

Call* UserAgent::Core::live(CallId id) {
  Call* call = call_of(id.value);
  return call != nullptr && call->state != CallState::kEnding ? call : nullptr;
}

std::uint64_t UserAgent::Core::dialog_call(const Message& message) const {
  const auto found = call_by_tag_.find(std::string(message.to()->tag()));
  return found == call_by_tag_.end() ? 0 : found->second;
}

void UserAgent::Core::client_failed(ClientRef client, std::uint64_t owner, Method method, TransactionFailure why) {
  if (outside_failed(owner, why) || subscriptions_.failed(owner)) return;
  owner = settled_owner(owner);
  Call* call = call_of(owner);
  if (call == nullptr) return;
  const bool timeout = why == TransactionFailure::kTimeout;
  const auto by = timeout ? CallEnd::By::kTimeout : CallEnd::By::kTransport;
  const std::uint16_t status = timeout ? 408 : 503;  // RFC 3261 8.1.3.1.
  if (method == Method::kInvite && call->invite == client && call->state == CallState::kCalling) {
    if (try_next_target(owner, *call, now_)) return;
    return finish(owner, false, {by, status, reason_phrase(status)});
  }
  // The INVITE decides what becomes of a call that is not answered yet.
  if (method == Method::kNotify) return;  // RFC 5057 5.1: only the news are lost.
  const bool up = call->state == CallState::kConfirmed || call->state == CallState::kEnding;
  if (up && (method == Method::kInvite || timeout)) return dialog_lost(owner, *call, {by, status, reason_phrase(status)}, now_);
  if (!call->our_offer || call->our_offer->client != client) return;
  // An UPDATE that found nobody: the next refresh, the end of the session or the INVITE decides.
  const bool told = !call->our_offer->refresh;
  reoffer_done(owner, *call, now_);
  if (told) events_.reoffer_refused(CallId{owner}, status);
}

namespace {
constexpr std::size_t kUsualHead = 600;  // Bytes of a response without its body.
}

std::string response_lines(const Message& request, const Flow& flow, std::string_view to_tag) {
  std::string head;
  head.reserve(kUsualHead);
  Writer writer(head);
  write_response_head(writer, request, flow, 180, {}, to_tag);
  return head.substr(head.find("\r\n") + 2);  // Just as large as it must be: it is kept.
}

ReasonField read_reason(const Message& message) {
  ReasonField reason;
  message.each_value(HeaderName::kReason, [&](std::string_view value) {
    const auto semicolon = value.find(';');
    const auto protocol = trimmed(value.substr(0, semicolon));
    if (semicolon == std::string_view::npos) return true;
    const auto params = value.substr(semicolon + 1);
    const auto cause = parse_number(find_parameter(params, "cause").value_or(""), 999);
    if (same_text(protocol, "Q.850")) reason.q850_cause = static_cast<std::uint8_t>(std::min<std::uint64_t>(cause.value_or(0), 127));
    if (same_text(protocol, "SIP")) reason.sip_cause = static_cast<std::uint16_t>(cause.value_or(0));
    if (reason.text.empty()) reason.text = unquoted(find_parameter(params, "text").value_or(""));
    return true;
  });
  return reason;
}

std::string write_reason(const HangUpReason& reason) {
  std::string lines;
  Writer writer(lines);
  const auto one = [&](std::string value) {
    if (!reason.text.empty()) {
      value.append(";text=\"");
      for (const char c : reason.text) {
        if (c == '"' || c == '\\') value.push_back('\\');
        value.push_back(c);
      }
      value.push_back('"');
    }
    writer.field(HeaderName::kReason, value);
  };
  if (reason.sip_cause != 0) one("SIP;cause=" + std::to_string(reason.sip_cause));
  if (reason.q850_cause != 0) one("Q.850;cause=" + std::to_string(reason.q850_cause));
  return lines;
}

CallEnd UserAgent::Core::end_of(CallEnd::By by, std::uint16_t status) const {
  CallEnd end;
  end.by = by;
  end.status = status;
  const auto reason = read_reason(message_);
  end.q850_cause = reason.q850_cause;
  end.answered_elsewhere = reason.sip_cause == 200;
  return end;
}

}  // namespace peal::sip
