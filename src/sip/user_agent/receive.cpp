#include "sip/message/token.hpp"
#include "sip/message/warning.hpp"
#include "sip/user_agent/core.hpp"

// What a message is, and whose it is: RFC 3261 8.2, 12.2.2, 18.
namespace peal::sip {

using base::Time;

namespace {

// An address, or the /64 that one customer owns whole: privacy addresses
// (RFC 8981) change while a phone is signing in.
std::string_view nonce_source(const SocketAddress& peer) {
  return {reinterpret_cast<const char*>(peer.ip.data()), peer.v6 ? std::size_t{8} : std::size_t{4}};
}

}  // namespace

void UserAgent::Core::received(const Flow& flow, std::string_view bytes, Time now, const Queueing& queueing) {
  now_ = now;
  queueing_ = queueing;
  from_ = flow.remote;
  foreign_.clear();
  const Framing framing = flow.transport == Transport::kUdp ? Framing::kDatagram
                          : web_socket(flow.transport)      ? Framing::kWhole
                                                            : Framing::kStream;
  auto fault = message_.parse(bytes, framing);
  if (!fault) fault = message_.check();
  if (fault) {
    events_.malformed(flow);
    const bool answerable = fault->status != 0 && message_.is_request() && message_.method() != Method::kAck;
    if (answerable) refuse_statelessly(flow, fault->status, fault->reason);
    return;
  }
  if (message_.is_request()) request(flow, now);
  else response(flow, now);
}

void UserAgent::Core::request(const Flow& flow, Time now) {
  const auto via = message_.top_via();
  if (message_.method() == Method::kInvite && message_.to()->tag().empty() && shed(*via, flow)) return;
  const auto arrived = transactions_.request(message_, *via, flow, now);
  switch (arrived.arrival) {
    case Transactions::Arrival::kNew: return new_request(arrived.server, flow, now);
    case Transactions::Arrival::kKnown: return;
    case Transactions::Arrival::kAck: return acknowledged(flow, now);
    case Transactions::Arrival::kMerged: return refuse_statelessly(flow, 482, {});
    case Transactions::Arrival::kOverloaded: return refuse_statelessly(flow, 503, {});
  }
}

// A new call that may not even begin. What was shed once stays so when it is
// sent again: its caller has read the 503 by then.
bool UserAgent::Core::shed(const Via& via, const Flow& flow) {
  const auto transaction = transactions_.unknown(message_, via);
  if (!transaction) return false;
  if (shed_.empty()) shed_.resize(kShedRemembered);
  std::uint64_t& place = shed_[*transaction % kShedRemembered];
  const auto later = place == *transaction ? std::optional<base::Seconds>(kRetryAfterOverload)
                                             : events_.shed({message_, flow, attributes_of(flow), {}, DigestFinding::kNone, {}, queueing_});
  if (!later) return false;
  if (later->count() == 0) return true;
  place = *transaction;
  refuse_statelessly(flow, 503, "Too Many Calls At The Moment", *later);
  return true;
}

void UserAgent::Core::new_request(ServerRef server, const Flow& flow, Time now) {
  const Method method = message_.method();
  if (method == Method::kCancel) return cancel(server, flow, now);
  if (method == Method::kUnknown) return respond(server, flow, 501, now, "Allow: " + std::string(kAllowedMethods) + "\r\n");
  const bool taken = method == Method::kInvite || method == Method::kBye || method == Method::kOptions ||
                     method == Method::kRegister || method == Method::kInfo || method == Method::kUpdate || method == Method::kPrack ||
                     method == Method::kRefer || method == Method::kSubscribe;
  if (!taken) return respond(server, flow, 405, now, "Allow: " + std::string(kAllowedMethods) + "\r\n");
  if (!message_.uri()->sip()) return respond(server, flow, 416, now);
  if (!headers_suit(server, flow, now)) return;
  const std::uint64_t id = message_.to()->tag().empty() ? 0 : dialog_call(message_);
  // Within a call it is about the news of a transfer.
  if (method == Method::kSubscribe && id == 0) return subscribe(server, flow, now);
  if (message_.to()->tag().empty()) return outside_dialog(server, flow, now);
  Call* call = call_of(id);
  if (call == nullptr || !belongs(dialog_with(*call, message_.from()->tag()), message_)) return respond(server, flow, 481, now);
  heard_from(*call, flow);
  in_dialog(id, *call, server, flow, now);
}

// 8.2.2.3 and 8.2.3. What Require names must be ours; bodies must be readable.
bool UserAgent::Core::headers_suit(ServerRef server, const Flow& flow, Time now) {
  std::string unknown;
  message_.each_value(HeaderName::kRequire, [&](std::string_view tag) {
    if (!supported_extension(tag)) unknown.append(unknown.empty() ? "Unsupported: " : ", ").append(tag);
    return true;
  });
  if (!unknown.empty()) {
    respond(server, flow, 420, now, unknown + "\r\n");
    return false;
  }
  const bool session = message_.method() == Method::kInvite || message_.method() == Method::kUpdate;
  return !session || body_suits(server, flow, now);
}

bool UserAgent::Core::body_suits(ServerRef server, const Flow& flow, Time now) {
  const auto encoding = message_.header(HeaderName::kContentEncoding);
  const bool optional = message_.header(HeaderName::kContentDisposition).find("handling=optional") != std::string_view::npos;
  const auto type = message_.header(HeaderName::kContentType);
  const auto bare = trimmed(type.substr(0, type.find(';')));
  const bool known = message_.body().empty() || same_text(bare, "application/sdp") ||
                     (bare.size() > 10 && same_text(bare.substr(0, 10), "multipart/"));
  if ((!known || (!encoding.empty() && !same_text(encoding, "identity"))) && !optional) {
    respond(server, flow, 415, now, "Accept: application/sdp\r\nAccept-Encoding: identity\r\n");
    return false;
  }
  bool acceptable = !message_.has(HeaderName::kAccept);
  message_.each_value(HeaderName::kAccept, [&](std::string_view value) {
    const auto kind = trimmed(value.substr(0, value.find(';')));
    acceptable = same_text(kind, "application/sdp") || same_text(kind, "application/*") || kind == "*/*";
    return !acceptable;
  });
  if (!acceptable) respond(server, flow, 406, now);
  return acceptable;
}

void UserAgent::Core::outside_dialog(ServerRef server, const Flow& flow, Time now) {
  switch (message_.method()) {
    case Method::kInvite:
      return invite(server, flow, now);
    case Method::kRegister:
      return registration(server, flow, now);
    case Method::kOptions: {
      // 11.2. Asked by trunks and phones to see whether we live, so nobody signs in for it.
      if (!admitted(server, flow, now)) return;
      std::string fields = "Allow: " + std::string(kAllowedMethods) + "\r\nAccept: application/sdp\r\nSupported: " + std::string(kSupportedOptions) +
                           "\r\nAllow-Events: " + std::string(kEventPackages) + "\r\n";
      return respond_unkept(server, flow, 200, fields);
    }
    case Method::kRefer:
      return respond(server, flow, 403, now, {}, "Transfers Belong In A Call");
    default:
      return respond(server, flow, 481, now);  // BYE, INFO, PRACK and UPDATE live in dialogs only.
  }
}

// RFC 6665 4.2.1; whoever subscribes proves who it is, also when it comes again.
void UserAgent::Core::subscribe(ServerRef server, const Flow& flow, Time now) {
  if (!admitted(server, flow, now)) return;
  if (user_.empty()) return respond(server, flow, 403, now, {}, "Sign In To Subscribe");
  const auto outcome = subscriptions_.asked(message_, server, flow, user_, now);
  if (outcome.refusal != 0) respond(server, flow, outcome.refusal, now, outcome.fields, outcome.reason);
}

bool UserAgent::Core::admitted(ServerRef server, const Flow& flow, Time now) {
  const auto lookup = [this](std::string_view realm, std::string_view user) { return events_.digest_secret(realm, user); };
  const auto source = nonce_source(flow.remote);
  const auto shown = digest_.check(message_, source, lookup, now);
  user_ = shown.finding == DigestFinding::kRight ? shown.user : std::string_view{};
  const RequestView view{message_, flow, attributes_of(flow), user_, shown.finding, shown.user};
  const Admission admission = events_.admit(view);
  if (admission.kind == Admission::Kind::kAccept) return true;
  if (admission.kind == Admission::Kind::kIgnore) {
    transactions_.forget(server);
    return false;
  }
  if (admission.kind == Admission::Kind::kReject) {
    std::string fields;
    if (admission.retry_after.count() > 0) fields = "Retry-After: " + std::to_string(admission.retry_after.count()) + "\r\n";
    respond_unkept(server, flow, admission.status, fields, admission.reason);
    return false;
  }
  std::string fields;
  digest_.write_challenges(message_, source, now, shown.finding == DigestFinding::kStale, fields);
  respond_unkept(server, flow, 401, fields);
  return false;
}

// RFC 3261 8.2.7 and 26.3.2.4: whoever has shown nothing yet costs no memory. Its
// repetition is answered anew, and its ACK belongs to nothing.
void UserAgent::Core::respond_unkept(ServerRef server, const Flow& flow, std::uint16_t status, std::string_view fields,
                                     std::string_view reason) {
  transactions_.forget(server);
  scratch_.clear();
  Writer writer(scratch_);
  write_response_head(writer, message_, flow, status, reason, tokens_.of(message_.call_id()));
  scratch_.append(fields);
  add_warning(scratch_, status, reason);
  writer.field(HeaderName::kServer, config_.product).no_body();
  out_.send(response_flow(*message_.top_via(), flow), scratch_);
}

void UserAgent::Core::response(const Flow& flow, Time now) {
  if (waits_for_name(flow, now)) return;
  const auto answer = transactions_.response(message_, now);
  if (!answer.pass || outside_answered(answer.owner, flow, now) || subscriptions_.answered(answer.owner, message_.status(), now) || asked_again(answer.owner, now)) return;
  const std::uint64_t owner = settled_owner(answer.owner);
  Call* call = call_of(owner);
  const Method method = message_.method();
  if (call == nullptr) {
    if (method == Method::kInvite && message_.status() / 100 == 2) refuse_answer(answer.client, owner, flow, now);
    return;
  }
  if (method == Method::kInvite && call->invite == answer.client) {
    return invite_response(owner, *call, answer.client, flow, now);
  }
  const bool ours = call->our_offer && call->our_offer->client == answer.client;
  if (method == Method::kInvite || ours) return reoffer_response(owner, *call, answer.client, flow, now);
  // 12.2.1.2: the peer does not know our dialog any more. One that is early ends with its INVITE.
  const bool up = call->state == CallState::kConfirmed || call->state == CallState::kEnding;
  if (method == Method::kNotify) return news_unwanted(*call);  // RFC 5057 5.1: the call goes on.
  if (!up || method == Method::kPrack) return;
  if (message_.status() == 481 || message_.status() == 408) {
    dialog_lost(owner, *call, {CallEnd::By::kProtocol, message_.status(), reason_phrase(message_.status())}, now);
  }
}

void UserAgent::Core::respond(ServerRef server, const Flow& flow, std::uint16_t status, Time now, std::string_view fields,
                             std::string_view reason, std::string_view to_tag) {
  std::string own;
  if (to_tag.empty() && message_.to()->tag().empty()) to_tag = own = tokens_.text();
  scratch_.clear();
  Writer writer(scratch_);
  write_response_head(writer, message_, flow, status, reason, to_tag);
  scratch_.append(fields);
  add_warning(scratch_, status, reason);
  writer.field(HeaderName::kServer, config_.product).no_body();
  transactions_.respond(server, status, scratch_, now);
}

void UserAgent::Core::refuse_statelessly(const Flow& flow, std::uint16_t status, std::string_view reason,
                                         base::Seconds retry_after) {
  scratch_.clear();
  Writer writer(scratch_);
  write_response_head(writer, message_, flow, status, reason, tokens_.of(message_.call_id()));
  if (status == 503) writer.field(HeaderName::kRetryAfter, static_cast<std::uint64_t>(retry_after.count()));
  add_warning(scratch_, status, reason);
  writer.field(HeaderName::kServer, config_.product).no_body();
  const auto via = message_.top_via();
  out_.send(via ? response_flow(*via, flow) : flow, scratch_);
}

}  // namespace peal::sip
