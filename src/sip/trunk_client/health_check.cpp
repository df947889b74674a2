#include "sip/trunk_client/health_check.hpp"

#include <algorithm>

namespace peal::sip {

using base::Millis;
using base::Time;

HealthCheck::HealthCheck(HealthTarget target, Send send, std::uint64_t chance)
    : target_(std::move(target)), send_(std::move(send)), seed_(chance) {}

void HealthCheck::enter(State state, Time now) {
  if (state_ == state) return;
  state_ = state;
  since_ = now;
}

void HealthCheck::start(Time now) {
  since_ = now;
  ask(now);
}

void HealthCheck::ask(Time now) {
  OutsideRequest request;
  request.method = Method::kOptions;
  request.uri = target_.uri;
  request.flow = target_.flow;
  request.from_uri = target_.from_uri;
  request.to_uri = target_.uri;
  request.route = target_.route;
  request.headers = {{"Accept", "application/sdp"}};
  request.patience = kHealthPatience;
  due_.reset();
  const auto sent = send_(request);
  if (sent) request_ = *sent;
  else failed({Trouble::Kind::kRefused, 0, sent.error().message, now}, now);
}

bool HealthCheck::done(RequestId request, const RequestOutcome& outcome, Time now) {
  if (!request.valid() || request != request_) return false;
  request_ = {};
  // A stack of our own makes 408 of silence; from a proxy it means the same about whoever is behind it.
  const bool alive = outcome.response != nullptr && outcome.response->status() != 503 && outcome.response->status() != 408;
  if (!alive) {
    failed(trouble_of(outcome, now), now);
    return true;
  }
  failures_ = 0;
  trouble_ = {};
  enter(State::kUp, now);
  due_ = now + Millis{target_.every} * static_cast<std::int64_t>(90 + seed_.below(21)) / 100;
  return true;
}

void HealthCheck::failed(Trouble trouble, Time now) {
  trouble_ = std::move(trouble);
  if (++failures_ >= kHealthFailuresMax) enter(State::kDown, now);
  due_ = now + std::min<Millis>(kHealthRetry, target_.every);
}

void HealthCheck::advance(Time now) {
  if (due_ && *due_ <= now) ask(now);
}

}  // namespace peal::sip
