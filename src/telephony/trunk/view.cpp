#include <algorithm>

#include "telephony/trunk/trunks.hpp"

/// What pages read of trunks.
namespace peal::telephony {
namespace {

core::TrunkProblem problem_of(const sip::Trouble& trouble) {
  using Kind = sip::Trouble::Kind;
  core::TrunkProblem problem;
  switch (trouble.kind) {
    case Kind::kNone: problem.kind = core::TrunkTrouble::kNone; break;
    case Kind::kSilent: problem.kind = core::TrunkTrouble::kSilent; break;
    case Kind::kUnreachable: problem.kind = core::TrunkTrouble::kUnreachable; break;
    case Kind::kPassword: problem.kind = core::TrunkTrouble::kPassword; break;
    case Kind::kRefused: problem.kind = core::TrunkTrouble::kRefused; break;
    case Kind::kForeign: problem.kind = core::TrunkTrouble::kForeignChallenge; break;
    case Kind::kExpiry: problem.kind = core::TrunkTrouble::kExpiry; break;
  }
  problem.status = trouble.status;
  problem.text = trouble.reason;
  problem.at = trouble.at;
  return problem;
}

core::TrunkTransport told_transport(const TrunkSetup& setup) {
  if (!setup.reachable()) return setup.trunk.transport;
  switch (setup.hops.located.transport) {
    case sip::Transport::kTcp: return core::TrunkTransport::kTcp;
    case sip::Transport::kTls: return core::TrunkTransport::kTls;
    default: return core::TrunkTransport::kUdp;
  }
}

}  // namespace

// The health of the addresses as one: up with any of them, down without all.
// Nothing while it is not asked.
std::optional<sip::HealthCheck::State> Trunks::health_of(const Trunk& trunk) {
  using State = sip::HealthCheck::State;
  std::optional<State> best;
  for (const auto& [address, target] : trunk.targets) {
    if (!target.health) continue;
    const auto state = target.health->state();
    if (!best || state == State::kUp || (state == State::kUnknown && *best == State::kDown)) best = state;
    if (*best == State::kUp) break;
  }
  return best;
}

core::TrunkState Trunks::state_of(const Trunk& trunk, base::Time now) {
  const auto& setup = trunk.setup;
  if (!setup.reachable()) {
    return setup.hops.state == sip::KnownName::State::kSearching ? core::TrunkState::kStarting : core::TrunkState::kDown;
  }
  const auto health = health_of(trunk);
  if (health == sip::HealthCheck::State::kDown) return core::TrunkState::kDown;
  if (setup.trunk.registers) {
    if (!trunk.registration) return core::TrunkState::kUnregistered;  // There is no password yet.
    if (trunk.registration->registered(now)) return core::TrunkState::kUp;
    const bool waiting = trunk.registration->state() == sip::RegistrationClient::State::kTrying;
    return waiting && trunk.registration->trouble().kind == sip::Trouble::Kind::kNone ? core::TrunkState::kStarting : core::TrunkState::kUnregistered;
  }
  return health == sip::HealthCheck::State::kUnknown ? core::TrunkState::kStarting : core::TrunkState::kUp;
}

// Of addresses that all are in trouble the best one's.
const sip::HealthCheck* Trunks::troubled_health(const Trunk& trunk) {
  const sip::HealthCheck* found = nullptr;
  for (const auto& place : trunk.setup.hops.located.places) {
    for (const auto& address : place.addresses) {
      const auto target = trunk.targets.find(address);
      if (target == trunk.targets.end() || !target->second.health) continue;
      if (target->second.health->trouble().kind == sip::Trouble::Kind::kNone) return nullptr;
      if (found == nullptr) found = target->second.health.get();
    }
  }
  return found;
}

core::TrunkProblem Trunks::problem_of_name(const Trunk& trunk) const {
  using core::TrunkTrouble;
  using State = sip::KnownName::State;
  const auto state = trunk.setup.hops.state;
  if (state == State::kNothing) return {TrunkTrouble::kUnknownName, 0, trunk_host(trunk.setup.trunk), trunk.since};
  if (state != State::kSilent) return {};
  return {trunk.setup.reachable() ? TrunkTrouble::kNamesStale : TrunkTrouble::kNamesSilent, 0, trunk_host(trunk.setup.trunk), trunk.since};
}

std::optional<std::string> Trunks::distrust_of(const Trunk& trunk) const {
  if (trunk.setup.hops.located.transport != sip::Transport::kTls || tls_ == nullptr) return std::nullopt;
  for (const auto& place : trunk.setup.hops.located.places) {
    for (const auto& address : place.addresses) {
      if (auto why = tls_->distrust(address)) return why;
    }
  }
  return std::nullopt;
}

core::TrunkProblem Trunks::problem_now(const Trunk& trunk) const {
  const auto& setup = trunk.setup;
  if (!setup.reachable()) return problem_of_name(trunk);
  if (auto why = distrust_of(trunk)) return {core::TrunkTrouble::kCertificate, 0, std::move(*why), trunk.since};
  if (const auto* health = troubled_health(trunk)) return problem_of(health->trouble());
  if (setup.trunk.registers && !setup.password) return {core::TrunkTrouble::kNoPassword, 0, {}, trunk.since};
  if (trunk.registration && trunk.registration->trouble().kind != sip::Trouble::Kind::kNone) {
    return problem_of(trunk.registration->trouble());
  }
  return problem_of_name(trunk);
}

std::vector<core::TrunkTarget> Trunks::targets_of(const Trunk& trunk, base::Time now) {
  std::vector<core::TrunkTarget> all;
  for (const auto& place : trunk.setup.hops.located.places) {
    for (const auto& address : place.addresses) {
      const auto target = trunk.targets.find(address);
      const bool failing = target != trunk.targets.end() && target->second.failing(now);
      all.push_back({address.text(), place.name, place.priority, place.weight, failing});
    }
  }
  return all;
}

// Where it is registered, else the first that is worth a try.
std::string Trunks::peer_of(const Trunk& trunk, const std::vector<core::TrunkTarget>& targets) {
  if (trunk.registration) return trunk.registration->flow().remote.text();
  if (targets.empty()) return {};
  const auto well = std::ranges::find(targets, false, &core::TrunkTarget::failing);
  return (well == targets.end() ? targets.front() : *well).address;
}

std::vector<core::TrunkView> Trunks::view(base::Time now) const {
  std::vector<core::TrunkView> all;
  for (const auto& [id, trunk] : trunks_) {
    core::TrunkView& view = all.emplace_back();
    view.id = id;
    view.state = state_of(trunk, now);
    view.since = trunk.since;
    if (trunk.registration) {
      view.registered = trunk.registration->registered(now);
      view.registered_until = trunk.registration->registered_until();
    }
    view.transport = told_transport(trunk.setup);
    view.targets = targets_of(trunk, now);
    view.peer = peer_of(trunk, view.targets);
    view.calls_in = trunk.calls_in;
    view.calls_out = trunk.calls_out;
    view.new_calls_in = trunk.pace_in.in_last_second(now);
    view.new_calls_out = trunk.pace_out.in_last_second(now);
    view.refused_channels = trunk.refused_channels;
    view.refused_pace = trunk.refused_pace;
    view.failed_over = trunk.failed_over;
    view.last_call_problem = trunk.last_call_problem;
    view.problem = problem_now(trunk);
  }
  return all;
}

}  // namespace peal::telephony
