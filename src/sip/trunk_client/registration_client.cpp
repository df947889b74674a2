#include "sip/trunk_client/registration_client.hpp"

#include <algorithm>

#include "sip/message/token.hpp"

namespace peal::sip {

using base::Millis;
using base::Seconds;
using base::Time;

RegistrationClient::RegistrationClient(RegistrationAccount account, Send send, std::uint64_t chance)
    : account_(std::move(account)), send_(std::move(send)), seed_(chance) {
  // RFC 3261 10.2: all registrations of one client at one registrar share a Call-ID.
  for (int i = 0; i < 2; ++i) call_id_ += std::to_string(seed_.next());
  outbound_ = !account_.instance.empty();
}

void RegistrationClient::enter(State state, Time now) {
  if (state_ == state) return;
  state_ = state;
  since_ = now;
}

void RegistrationClient::start(Time now) {
  if (state_ != State::kOff) return;
  enter(State::kTrying, now);
  lengthened_ = false;
  send(account_.expires, now);
}

void RegistrationClient::stop(Time now) {
  if (state_ == State::kOff) return;
  const bool known_there = registered_until_ > now || request_.valid();
  enter(State::kOff, now);
  due_.reset();
  registered_until_ = {};
  if (known_there) send(Seconds{0}, now);
  request_ = {};
}

void RegistrationClient::send(Seconds expires, Time now) {
  OutsideRequest request;
  request.method = Method::kRegister;
  request.uri = account_.registrar;
  const auto& way = account_.ways[way_];
  request.flow = way.flow;
  request.from_uri = account_.address_of_record;
  request.to_uri = account_.address_of_record;
  request.call_id = call_id_;
  request.cseq = ++cseq_;
  request.route = account_.route;
  request.credentials = account_.credentials;
  request.headers = {{"Contact", contact()}, {"Expires", std::to_string(expires.count())}};
  if (outbound_) request.headers.emplace_back("Supported", "path, outbound");
  if (account_.ways.size() > 1) request.patience = kTargetPatience;
  due_.reset();
  const auto sent = send_(request);
  if (sent) request_ = *sent;
  else failed({Trouble::Kind::kRefused, 0, sent.error().message, now}, Seconds{0}, now);
}

// RFC 5626 4.2: one flow, under the same number for ever.
std::string RegistrationClient::contact() const {
  const auto& uri = account_.ways[way_].contact;
  return outbound_ ? "<" + uri + ";ob>;+sip.instance=\"<" + account_.instance + ">\";reg-id=1" : "<" + uri + ">";
}

bool RegistrationClient::done(RequestId request, const RequestOutcome& outcome, Time now) {
  if (!request.valid() || request != request_) return false;
  request_ = {};
  cseq_ = std::max(cseq_, outcome.cseq);
  const Message* response = outcome.response;
  if (response != nullptr && response->status() / 100 == 2) {
    accepted(*response, outcome.flow, now);
  } else if (!next_way(outcome, now) && (response == nullptr || (!longer(*response, now) && !plainer(*response, now)))) {
    const auto after = response == nullptr ? std::nullopt : response->number(HeaderName::kRetryAfter);
    failed(trouble_of(outcome, now), Seconds{after.value_or(0)}, now);
  }
  return true;
}

// RFC 3263 4.3.
bool RegistrationClient::next_way(const RequestOutcome& outcome, Time now) {
  if (outcome.response != nullptr && outcome.response->status() != 503) return false;
  if (++ways_failed_ >= account_.ways.size()) return false;
  way_ = (way_ + 1) % account_.ways.size();
  trouble_ = trouble_of(outcome, now);
  send(account_.expires, now);
  return true;
}

void RegistrationClient::use(std::vector<RegistrationWay> ways, Time now) {
  if (ways == account_.ways) return;
  const auto same = std::ranges::find(ways, account_.ways[way_]);
  const bool stays = same != ways.end();
  way_ = stays ? static_cast<std::size_t>(same - ways.begin()) : 0;
  account_.ways = std::move(ways);
  ways_failed_ = 0;
  if (stays || state_ == State::kOff) return;
  request_ = {};  // Its answer is of no use any more.
  send(account_.expires, now);
}

// RFC 3261 10.2.8: 423 says how long a registration must last at least.
bool RegistrationClient::longer(const Message& response, Time now) {
  if (response.status() != 423 || lengthened_) return false;
  const Seconds least{response.number(HeaderName::kMinExpires).value_or(0)};
  if (least <= account_.expires || least > kRegisterExpiresMax) return false;
  lengthened_ = true;
  account_.expires = least;
  send(least, now);
  return true;
}

// RFC 5626 4.2.1: 439 asks to come without. Registrars that stumble over what they
// do not know get the plain form, too.
bool RegistrationClient::plainer(const Message& response, Time now) {
  const auto status = response.status();
  if (!outbound_ || flows_known_ || (status != 400 && status != 420 && status != 439)) return false;
  outbound_ = false;
  send(account_.expires, now);
  return true;
}

// RFC 5626 4.2.1: only a registrar that says `Require: outbound` keeps the flow.
void RegistrationClient::note_flow(const Message& response, const Flow& flow) {
  kept_.reset();
  if (!outbound_ || !response.lists(HeaderName::kRequire, "outbound")) return;
  flows_known_ = true;
  const Seconds asked{std::min<std::uint64_t>(response.number(HeaderName::kFlowTimer).value_or(0), 3'600)};
  // 4.4.1: before the Flow-Timer ends, and by chance between 80 and 100 percent of that.
  const auto most = asked.count() == 0 ? Seconds{kPingUsual} : std::max<Seconds>(asked - Seconds{5}, kPingLeast);
  kept_ = KeptFlow{flow, std::chrono::duration_cast<Seconds>(most * static_cast<std::int64_t>(80 + seed_.below(21)) / 100)};
}

void RegistrationClient::flow_failed(Time now) {
  if (!kept_) return;
  kept_.reset();
  registered_until_ = {};
  request_ = {};
  trouble_ = {Trouble::Kind::kUnreachable, 0, {}, now};
  enter(State::kFailed, now);
  due_ = now + retry_wait() * static_cast<std::int64_t>(50 + seed_.below(51)) / 100;
}

// RFC 5626 4.5 for flows; sooner where there are none to be lost.
Millis RegistrationClient::retry_wait() const {
  const Millis first = flows_known_ ? Millis{kFlowRetryFirst} : Millis{kRegisterRetryFirst};
  const Millis most = flows_known_ ? Millis{kFlowRetryMax} : Millis{kRegisterRetryMax};
  return std::min(first * (std::int64_t{1} << std::min(failures_, 10U)), most);
}

// RFC 3261 10.2.4: the `expires` of our own contact counts. Some registrars
// write the contact as they see it, behind a NAT, so one that is alone counts too.
Seconds RegistrationClient::granted(const Message& response) const {
  const auto ours = parse_uri(account_.ways[way_].contact);
  std::optional<std::uint64_t> exact, other;
  std::size_t contacts = 0;
  response.each_value(HeaderName::kContact, [&](std::string_view value) {
    const auto contact = parse_name_addr(value);
    if (!contact) return true;
    ++contacts;
    const auto expires = contact->param("expires");
    const auto seconds = expires ? parse_number(*expires, 0xffffffffU) : std::nullopt;
    if (ours && equivalent(contact->uri, *ours)) exact = seconds;
    else other = seconds;
    return true;
  });
  const auto field = response.number(HeaderName::kExpires);
  if (exact) return Seconds{*exact};
  if (contacts == 1 && other) return Seconds{*other};
  return field ? Seconds{*field} : account_.expires;
}

void RegistrationClient::accepted(const Message& response, const Flow& flow, Time now) {
  const auto life = std::min<Seconds>(granted(response), kRegisterExpiresMax);
  if (life.count() <= 0) return failed({Trouble::Kind::kExpiry, response.status(), {}, now}, Seconds{0}, now);
  note_flow(response, flow);
  failures_ = 0;
  ways_failed_ = 0;
  lengthened_ = false;
  trouble_ = {};
  registered_until_ = now + life;
  enter(State::kRegistered, now);
  // Between 75 and 90 percent of its life, so that a lost answer leaves time for another try.
  due_ = now + Millis{life} * static_cast<std::int64_t>(75 + seed_.below(16)) / 100;
}

void RegistrationClient::failed(Trouble trouble, Seconds retry_after, Time now) {
  trouble_ = std::move(trouble);
  lengthened_ = false;
  ways_failed_ = 0;
  enter(State::kFailed, now);
  if (flows_known_) ++failures_;  // 4.5: the wait after the first failure is twice the base.
  // A password that is wrong stays wrong; asking often looks like guessing and gets us banned.
  Millis wait = trouble_.kind == Trouble::Kind::kPassword || trouble_.kind == Trouble::Kind::kForeign
                    ? Millis{kRegisterRetryMax}
                    : retry_wait();
  if (!flows_known_) ++failures_;
  // RFC 5626 4.5: a random part, so that a thousand clients do not come back at once.
  wait = wait * static_cast<std::int64_t>(50 + seed_.below(51)) / 100;
  wait = std::max<Millis>(wait, std::min<Seconds>(retry_after, kRegisterRetryAfterMax));
  due_ = now + wait;
}

void RegistrationClient::advance(Time now) {
  if (!due_ || *due_ > now || state_ == State::kOff) return;
  if (state_ == State::kFailed && registered_until_ <= now) enter(State::kTrying, now);
  send(account_.expires, now);
}

}  // namespace peal::sip
