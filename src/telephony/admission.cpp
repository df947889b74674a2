#include "telephony/admission.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/salted_hash.hpp"
#include "telephony/endings.hpp"
#include "telephony/numbers.hpp"

namespace peal::telephony {
namespace {

using core::LegSource;
using sip::Admission;
using sip::Method;

std::string user_of(const std::optional<sip::NameAddr>& address) {
  return address ? address->uri.user_text() : std::string{};
}

bool showed_credentials(const sip::Message& message) { return message.has(sip::HeaderName::kAuthorization); }

}  // namespace

Admission Admissions::admit(const sip::RequestView& seen) {
  if (guard_.scans(seen)) return Admission::ignore();
  // The right password of an account that is being guessed counts as a wrong one,
  // and is answered like one.
  const bool believed = guard_.believe(seen);
  const sip::RequestView request{seen.message, seen.flow, seen.attributes,
                                 believed ? seen.authenticated_user : std::string_view{}, seen.shown, seen.claimed_user};
  switch (request.message.method()) {
    case Method::kRegister: return admit_register(request);
    case Method::kInvite: return admit_invite(request);
    case Method::kSubscribe: return admit_subscribe(request);
    default: break;
  }
  // OPTIONS and the like tell nothing that Allow would not; yet not in floods.
  if (gate_.take(request.flow.remote, 1, board_.now())) return Admission::accept();
  board_.meters.refused_flood.add();
  return Admission::reject(503, "Service Unavailable", kRetryAfterFull);
}

void Admissions::waited(base::Micros wait, std::size_t messages) {
  if (messages > 0) board_.meters.wait.observe(std::chrono::duration<double>(wait).count());
  const bool before = overload_.shedding();
  overload_.observe(wait, messages, board_.now());
  board_.meters.overload_rate.set(overload_.shedding() ? overload_.rate() : 0);
  if (before == overload_.shedding()) return;
  if (before) {
    base::log(base::LogLevel::kInfo, "telephony", "overload_over", {{"calls_refused", shed_}});
    return;
  }
  shed_ = 0;
  base::log(base::LogLevel::kWarning, "telephony", "overload",
            {{"new_calls_waiting", static_cast<std::int64_t>(overload_.behind())}, {"calls_per_second_let_in", static_cast<std::int64_t>(overload_.rate())}});
}

// Known before any password: the connection says who it is. A phone on UDP
// counts as what its address is.
Importance Admissions::importance_of(const sip::RequestView& invite) const {
  if (devices_.user_of_connection(invite.flow.connection) || board_.directory.web_call(invite.attributes)) {
    return Importance::kStaff;
  }
  if (invite.queueing.pressing) return Importance::kPressing;  // Known sources never are.
  const bool trunk = board_.trunks.by_source(invite.flow.remote) != nullptr ||
                     board_.directory.trust(invite.flow.remote) == SourceTrust::kTrunk;
  return trunk ? Importance::kTrunk : Importance::kStranger;
}

// A carrier's caller, while the tenant has something to say and there is room.
std::optional<core::TenantId> Admissions::to_be_told(const sip::RequestView& invite) const {
  if (announcements_ == nullptr || invite.message.body().empty() || importance_of(invite) != Importance::kTrunk) return std::nullopt;
  std::optional<core::TenantId> tenant;
  if (const auto* trunk = board_.trunks.by_source(invite.flow.remote)) tenant = trunk->trunk.id.tenant;
  else if (const auto& uri = invite.message.uri()) {
    if (const auto dialled = dialled_number(*uri)) tenant = board_.directory.tenant_of(*dialled);
  }
  return tenant && announcements_->may_tell(*tenant) ? tenant : std::nullopt;
}

std::optional<base::Seconds> Admissions::shed(const sip::RequestView& invite) {
  shed_now_.reset();
  const auto& queueing = invite.queueing;
  board_.meters.new_call_wait.observe(std::chrono::duration<double>(queueing.waited).count());
  const auto importance = overload_.shedding() ? importance_of(invite) : Importance::kStaff;
  if (overload_.take(importance, queueing, board_.now())) return std::nullopt;
  board_.meters.refused_overload.add();
  // In a flood, a stranger who has not pressed is not told that we are full: by the time that its phone asks again
  // we know who presses, and it will be served before them.
  if (importance == Importance::kStranger && queueing.behind > kOverloadFlood * queueing.rivals) return base::Seconds{0};
  // Spread, so that those refused together do not come again together.
  constexpr auto kSpread = static_cast<std::uint64_t>((kOverloadRetryMost - kOverloadRetryLeast).count() + 1);
  const auto later = kOverloadRetryLeast + base::Seconds{static_cast<std::int64_t>(shed_++ * 7 % kSpread)};
  const auto told = to_be_told(invite);
  if (!told) return later;
  shed_now_ = Shed{*told, later};
  return std::nullopt;
}

Admission Admissions::challenge(const sip::RequestView& request) {
  // A first try without credentials is how digest works; shown and wrong ones cost.
  const auto cost = showed_credentials(request.message) ? kWrongPasswordCost : 1;
  if (request.shown == sip::DigestFinding::kNone) guard_.unproven(request.flow);
  if (gate_.take(request.flow.remote, cost, board_.now())) return Admission::challenge();
  board_.meters.refused_flood.add();
  base::log(base::LogLevel::kDebug, "telephony", "source_gate", {{"peer", request.flow.remote.host()}});
  return Admission::reject(503, "Service Unavailable", kRetryAfterFull);
}

Admission Admissions::admit_register(const sip::RequestView& request) {
  if (board_.directory.web_call(request.attributes)) {
    board_.meters.refused_source.add();
    return Admission::reject(403, "A Caller's Token Cannot Register");
  }
  const std::string user = user_of(request.message.to());
  if (request.authenticated_user.empty()) return challenge(request);
  if (!gate_.take(request.flow.remote, 1, board_.now())) {
    board_.meters.refused_flood.add();
    return Admission::reject(503, "Service Unavailable", kRetryAfterFull);
  }
  // RFC 3261 10.3 step 4: nobody registers for someone else.
  if (request.authenticated_user != user || !board_.directory.device_owner(user)) {
    board_.meters.refused_source.add();
    return Admission::reject(403, "Forbidden");
  }
  return Admission::accept();
}

// Busy lamps are for our own devices, which prove who they are each time.
Admission Admissions::admit_subscribe(const sip::RequestView& request) {
  if (board_.directory.web_call(request.attributes)) {
    board_.meters.refused_source.add();
    return Admission::reject(403, "A Caller's Token Cannot Subscribe");
  }
  if (request.authenticated_user.empty()) return challenge(request);
  if (!gate_.take(request.flow.remote, 1, board_.now())) {
    board_.meters.refused_flood.add();
    return Admission::reject(503, "Service Unavailable", kRetryAfterFull);
  }
  const bool own = request.authenticated_user == user_of(request.message.from()) && board_.directory.device_owner(request.authenticated_user);
  if (own) return Admission::accept();
  board_.meters.refused_source.add();
  return Admission::reject(403, "Forbidden");
}

Admission Admissions::admit_web_call(const sip::RequestView& request, const WebCall& web) const {
  const auto& uri = request.message.uri();
  const auto dialled = uri ? dialled_number(*uri) : base::fail(base::ErrorCode::kBadInput, "No number.");
  const bool allowed = dialled && *dialled == web.number && !web_used_.contains(request.flow.connection);
  if (allowed) return Admission::accept();
  board_.meters.refused_source.add();
  return Admission::reject(403, "Not The Number Of This Token");
}

// The owner of the calling device, once it has proved who it is: by the
// connection it registered on, or by its password in this request.
std::optional<DeviceOwner> Admissions::caller_device(const sip::RequestView& request) const {
  if (auto user = devices_.user_of_connection(request.flow.connection)) return board_.directory.device_owner(*user);
  if (request.authenticated_user.empty()) return std::nullopt;
  if (request.authenticated_user != user_of(request.message.from())) return std::nullopt;
  return board_.directory.device_owner(request.authenticated_user);
}

Admission Admissions::admit_trunk_call(const TrunkSetup& trunk) {
  const auto refusal = board_.trunks.admit(trunk.trunk.id, board_.now());
  if (!refusal) return Admission::accept();
  board_.meters.refused_trunk.add();
  base::log(base::LogLevel::kDebug, "telephony", "trunk_full", {{"trunk", trunk.trunk.key}, {"why", refusal->reason}});
  return Admission::reject(503, refusal->reason, refusal->retry_after);
}

// Whoever has trunks gets calls from them; anybody else at the door of their
// numbers is a stranger who found it open.
std::optional<core::TenantId> Admissions::open_to_strangers(const sip::RequestView& request) const {
  const auto& uri = request.message.uri();
  const auto dialled = uri ? dialled_number(*uri) : base::fail(base::ErrorCode::kBadInput, "No number.");
  const auto tenant = dialled ? board_.directory.tenant_of(*dialled) : std::nullopt;
  return tenant && !board_.trunks.any(*tenant) ? tenant : std::nullopt;
}

// A device of that name is registered at the very address that the request comes from.
bool Admissions::rings_there(std::string_view user, const sip::Flow& flow) const {
  const auto source = SourceKey::of(flow.remote);
  return std::ranges::any_of(board_.sip.registrar().bindings(user),
                             [&](const sip::Binding& binding) { return SourceKey::of(binding.flow.remote) == source; });
}

// What a stranger is told depends on the number alone, and a number that is not
// for strangers looks like one that there is not. Whom From names changes
// nothing, or it would tell which names there are; it counts only where that
// name's own device is registered.
Admission Admissions::admit_stranger(const sip::RequestView& request) {
  if (request.shown != sip::DigestFinding::kNone || sip::web_socket(request.flow.transport) ||
      rings_there(user_of(request.message.from()), request.flow)) {
    return challenge(request);
  }
  if (const auto tenant = open_to_strangers(request)) {
    // Whoever is never shut out may stand for many callers.
    const bool many = guard_.exempt(request.flow.remote);
    const auto later = many ? std::nullopt : strangers_.refuse(*tenant, request.flow.remote, board_.now());
    if (later) {
      board_.meters.refused_stranger.add();
      return Admission::reject(503, "Too Many Calls From There", *later);
    }
    // Its phone asks again by itself after half a second; a refusal would be the end of the call.
    return many || make_room(request) ? Admission::accept() : Admission::ignore();
  }
  board_.meters.refused_number.add();
  guard_.unknown_number(request.flow);
  base::log(base::LogLevel::kDebug, "telephony", "stranger_refused", {{"peer", request.flow.remote.host()}});
  return Admission::reject(404, "No Such Number, Or Not For Strangers");
}

bool Admissions::make_room(const sip::RequestView& invite) {
  const HalfOpenCalls::Asked asked{SourceKey::of(invite.flow.remote), base::salted_hash(invite.message.call_id()),
                                   board_.media.open_streams() + board_.media.free_ports()};
  const auto verdict = board_.half_open.ask(asked, board_.now());
  if (!verdict.welcome) {
    board_.meters.ignored_half_open.add();
    return false;
  }
  if (Leg* leg = board_.legs.find(verdict.ends)) {
    board_.meters.half_open_ended.add();
    lose(board_, *leg);
  }
  return true;
}

Admission Admissions::admit_invite(const sip::RequestView& request) {
  if (const auto web = board_.directory.web_call(request.attributes)) return admit_web_call(request, *web);
  if (caller_device(request)) return Admission::accept();
  if (const auto* trunk = board_.trunks.by_source(request.flow.remote)) return admit_trunk_call(*trunk);
  const auto trust = board_.directory.trust(request.flow.remote);
  // A carrier may show any number, also one that looks like our agents' names.
  if (trust == SourceTrust::kTrunk) return Admission::accept();
  if (trust == SourceTrust::kCaller) return admit_stranger(request);
  board_.meters.refused_source.add();
  return Admission::reject(403, "Forbidden");
}

Admissions::Caller Admissions::identify(const sip::RequestView& request) const {
  Caller caller;
  if (auto web = board_.directory.web_call(request.attributes)) {
    caller.source = LegSource::kWeb;
    caller.web = std::move(web);
  } else if (const auto owner = caller_device(request)) {
    caller.source = LegSource::kDevice;
    caller.agent = owner->agent;
  } else if (const auto* trunk = board_.trunks.by_source(request.flow.remote)) {
    caller.trunk = trunk;
    caller.asserts_identity = trunk->trunk.trusted;
  } else {
    caller.asserts_identity = board_.directory.trust(request.flow.remote) == SourceTrust::kTrunk;
    caller.stranger = !guard_.exempt(request.flow.remote);
  }
  return caller;
}

void Admissions::web_call_made(const sip::RequestView& request) {
  web_used_.insert(request.flow.connection);
  board_.directory.web_call_used(request.attributes);
}

}  // namespace peal::telephony
