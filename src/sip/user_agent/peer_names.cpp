#include <algorithm>

#include "sip/user_agent/core.hpp"

// Peers whose Contact or Record-Route is a name: RFC 3263. A name never blocks:
// requests of a dialog go to where the peer was heard from until it is known. Only
// the answer to our INVITE waits a moment, as its ACK is needed at once.
namespace peal::sip {

using base::Time;

PeerNames::State UserAgent::Core::aim_by_name(Dialog& dialog, const Flow& source, Time now) {
  const auto wish = name_of_hop(dialog, source);
  if (!wish) return PeerNames::State::kNothing;
  const auto known = names_.look(*wish, source.remote, now);
  if (known.state != PeerNames::State::kKnown || known.located->transport == Transport::kTls) return known.state;
  base::Seed chance(tokens_.number());
  aim(dialog, source, known.located->transport, in_order(known.located->places, chance));
  return known.state;
}

void UserAgent::Core::aim_call(std::uint64_t id, Call& call, Dialog& dialog, const Flow& source, Time now) {
  if (aim_by_name(dialog, source, now) != PeerNames::State::kSearching) return;
  auto& calls = calls_of_names_[*name_of_hop(dialog, source)];
  call.source = source;
  if (calls.size() < kCallsPerNameMax) calls.push_back(id);
}

bool UserAgent::Core::waits_for_name(const Flow& flow, Time now) {
  const std::uint16_t status = message_.status();
  const bool makes_dialog = status / 100 == 2 || (status > 100 && status < 200 && message_.lists(HeaderName::kRequire, "100rel"));
  if (!makes_dialog || letting_go_ || message_.method() != Method::kInvite) return false;
  const auto own = call_by_tag_.find(std::string(message_.from()->tag()));
  const Call* call = own == call_by_tag_.end() ? nullptr : calls_.find(own->second);
  if (call != nullptr && call->dialog.keeps_flow) return false;
  const auto wish = name_of_hop(message_, flow);
  if (!wish || !transactions_.expects(message_)) return false;
  if (names_.look(*wish, flow.remote, now).state != PeerNames::State::kSearching) return false;
  const bool again = std::ranges::any_of(held_, [&](const HeldAnswer& held) { return held.bytes == message_.bytes(); });
  if (!again && held_.size() >= kAnswersHeldMax) return false;
  if (!again) held_.push_back({*wish, flow, message_.bytes(), now + kNamePatience});
  return true;
}

void UserAgent::Core::let_go(Time now, const LocateWish* found) {
  std::vector<HeldAnswer> free;
  std::erase_if(held_, [&](HeldAnswer& held) {
    const bool goes = held.until <= now || (found != nullptr && held.wish == *found);
    if (goes) free.push_back(std::move(held));
    return goes;
  });
  for (const auto& held : free) {
    letting_go_ = true;
    received(held.flow, held.bytes, now, {});
    letting_go_ = false;
  }
}

void UserAgent::Core::name_found(const LocateWish& wish, Located located, std::optional<base::Seconds> life, Time now) {
  now_ = now;
  names_.found(wish, std::move(located), life, now);
  auto waiting = calls_of_names_.extract(wish);
  if (!waiting.empty()) {
    for (const auto id : waiting.mapped()) {
      Call* call = call_of(id);
      if (call == nullptr) continue;
      aim_by_name(call->dialog, call->source, now);
      for (EarlyDialog& early : call->early) aim_by_name(early.dialog, call->source, now);
    }
  }
  let_go(now, &wish);
}

// A dialog on a connection that is gone: over TCP the peer's own address is the
// way now (RFC 3261 18.1.1), and where it was comes after that.
void UserAgent::Core::leave_connection(std::uint64_t id, Call& call, Time now) {
  call.dialog.keeps_flow = false;
  const Flow gone{call.dialog.flow.transport, 0, call.dialog.flow.remote};
  if (gone.transport != Transport::kTcp) return;
  aim(call.dialog, gone);
  if (call.dialog.flow.transport == gone.transport && call.dialog.flow.remote != gone.remote &&
      call.dialog.flow.remote.v6 == gone.remote.v6) {
    call.dialog.others = {gone.remote};
  }
  aim_call(id, call, call.dialog, gone, now);
}

void UserAgent::Core::client_moved(std::uint64_t owner, const SocketAddress& from, const SocketAddress& to) {
  Call* call = call_of(call_behind(owner));
  if (call == nullptr || call->dialog.flow.remote != from) return;
  call->dialog.flow.remote = to;
  std::erase(call->dialog.others, to);
}

}  // namespace peal::sip
