#include "telephony/trunk/trunks.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/log.hpp"
#include "telephony/limits.hpp"

namespace peal::telephony {
namespace {

using core::TrunkState;

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

std::string_view state_name(TrunkState state) {
  switch (state) {
    case TrunkState::kUp: return "up";
    case TrunkState::kDown: return "down";
    case TrunkState::kUnregistered: return "unregistered";
    case TrunkState::kStarting: break;
  }
  return "starting";
}

// Of a URI (RFC 3261 19.1.1); with sip and transport=tls a hop is secure, and
// the person called may still be reached by other means.
std::string_view transport_parameter(const core::Trunk& trunk) {
  switch (trunk.transport) {
    case core::TrunkTransport::kTcp: return ";transport=tcp";
    case core::TrunkTransport::kTls: return ";transport=tls";
    case core::TrunkTransport::kUdp: break;
  }
  return "";
}

// "host:port" and "[v6]:port" without the port.
std::string host_of(const std::string& address) {
  return address.substr(0, address.find(':', address.starts_with('[') ? address.find(']') : 0));
}

}  // namespace

Trunks::Trunk* Trunks::at(core::TrunkId trunk) {
  const auto found = trunks_.find(trunk);
  return found == trunks_.end() ? nullptr : &found->second;
}

const TrunkSetup* Trunks::find(core::TrunkId trunk) const {
  const auto found = trunks_.find(trunk);
  return found == trunks_.end() ? nullptr : &found->second.setup;
}

void Trunks::adopt(std::vector<TrunkSetup> setups, base::Time now) {
  sending_at_ = now;
  std::map<core::TrunkId, Trunk> before;
  before.swap(trunks_);
  std::vector<core::TrunkId> changed;
  for (auto& setup : setups) {
    const auto id = setup.trunk.id;
    const auto known = before.find(id);
    if (known != before.end() && known->second.setup == setup) {
      trunks_.insert(before.extract(known));
      continue;
    }
    Trunk& trunk = trunks_[id];
    changed.push_back(id);
    if (known != before.end()) {
      trunk = std::move(known->second);
      before.erase(known);
    } else {
      trunk.since = now;
    }
    const TrunkSetup old = std::exchange(trunk.setup, std::move(setup));
    disconnect(trunk, old, now);
  }
  expect_peers();  // Before the first message goes.
  for (const auto id : changed) connect(trunks_.at(id), now);
  for (auto& [id, gone] : before) {
    if (gone.registration) gone.registration->stop(now);
  }
}

// What a carrier's certificate must say (RFC 5922 7): the host that we were told
// to go to, or the SIP domain that it speaks for.
void Trunks::expect_peers() {
  if (tls_ == nullptr) return;
  std::vector<sip::TlsPeer> peers;
  for (const auto& [id, trunk] : trunks_) {
    const auto& wanted = trunk.setup.trunk;
    if (wanted.transport != core::TrunkTransport::kTls) continue;
    net::TlsNames names{host_of(wanted.proxy.empty() ? wanted.address : wanted.proxy)};
    if (const auto domain = trunk_domain(wanted); domain != names.front()) names.push_back(domain);
    for (const auto& hop : trunk.setup.hops) peers.push_back({hop, names, wanted.authorities});
  }
  tls_->expect(std::move(peers));
}

// Ends what the new settings do not want as it is. A registration of the same
// contact is not taken back: its end could overtake the new one's beginning.
void Trunks::disconnect(Trunk& trunk, const TrunkSetup& old, base::Time now) {
  const auto& is = trunk.setup;
  const bool same_way = old.hops == is.hops && old.trunk.address == is.trunk.address && old.trunk.proxy == is.trunk.proxy &&
                        old.trunk.transport == is.trunk.transport && old.trunk.authorities == is.trunk.authorities;
  const bool same_contact = same_way && old.trunk.user == is.trunk.user && old.trunk.domain == is.trunk.domain && is.trunk.registers;
  const bool same_account = same_contact && old.password == is.password && old.trunk.register_every == is.trunk.register_every;
  if (trunk.registration && !same_account) {
    if (!same_contact || !is.password) trunk.registration->stop(now);
    trunk.registration.reset();
  }
  if (!same_way || old.trunk.health_every != is.trunk.health_every) trunk.health.reset();
}

void Trunks::connect(Trunk& trunk, base::Time now) {
  const auto& setup = trunk.setup;
  const auto& wanted = setup.trunk;
  trunk.pace_in.limit(wanted.calls_per_second);
  trunk.pace_out.limit(wanted.calls_per_second);
  if (!setup.hops.empty()) {
    const auto flow = trunk_flow(setup);
    const auto advertised = sip_.advertised(flow);
    const auto send = [this](const sip::OutsideRequest& request) { return sip_.request(request, sending_at_); };
    if (wanted.registers && setup.password && !trunk.registration) {
      sip::RegistrationAccount account;
      account.registrar = "sip:" + trunk_domain(wanted);
      account.address_of_record = fmt::format("sip:{}@{}", sip::escape_user(wanted.user), trunk_domain(wanted));
      account.contact = fmt::format("sip:{}@{}{}", sip::escape_user(wanted.user), advertised,
                                    transport_parameter(wanted));
      account.flow = flow;
      account.route = trunk_route(setup);
      account.credentials = trunk_credentials(setup);
      account.expires = wanted.register_every;
      trunk.registration = std::make_unique<sip::RegistrationClient>(std::move(account), send, seed_.next());
      trunk.registration->start(now);
    }
    if (wanted.health_every.count() > 0 && !trunk.health) {
      sip::HealthTarget target{trunk_uri(setup, {}), fmt::format("sip:peal@{}", advertised), flow, trunk_route(setup), wanted.health_every};
      trunk.health = std::make_unique<sip::HealthCheck>(std::move(target), send, seed_.next());
      trunk.health->start(now);
    }
  }
  note_state(trunk, now);
}

void Trunks::stop(base::Time now) {
  sending_at_ = now;
  for (auto& [id, trunk] : trunks_) {
    if (trunk.registration) trunk.registration->stop(now);
    trunk.health.reset();
  }
}

TrunkState Trunks::state_of(const Trunk& trunk, base::Time now) {
  const auto& setup = trunk.setup;
  if (setup.hops.empty()) return setup.looked_up ? TrunkState::kDown : TrunkState::kStarting;
  if (trunk.health && trunk.health->state() == sip::HealthCheck::State::kDown) return TrunkState::kDown;
  if (setup.trunk.registers) {
    if (!trunk.registration) return TrunkState::kUnregistered;  // There is no password yet.
    if (trunk.registration->registered(now)) return TrunkState::kUp;
    const bool waiting = trunk.registration->state() == sip::RegistrationClient::State::kTrying;
    return waiting && trunk.registration->trouble().kind == sip::Trouble::Kind::kNone ? TrunkState::kStarting : TrunkState::kUnregistered;
  }
  if (trunk.health && trunk.health->state() == sip::HealthCheck::State::kUnknown) return TrunkState::kStarting;
  return TrunkState::kUp;
}

void Trunks::note_state(Trunk& trunk, base::Time now) {
  const auto state = state_of(trunk, now);
  if (state == trunk.told) return;
  trunk.told = state;
  trunk.since = now;
  const auto level = state == TrunkState::kUp || state == TrunkState::kStarting ? base::LogLevel::kInfo : base::LogLevel::kWarning;
  base::log(level, "telephony", "trunk_state", {{"trunk", trunk.setup.trunk.key}, {"state", state_name(state)}});
}

bool Trunks::any(core::TenantId tenant) const {
  const auto at = trunks_.lower_bound(core::TrunkId{tenant, 0});
  return at != trunks_.end() && at->first.tenant == tenant;
}

const TrunkSetup* Trunks::by_source(const sip::SocketAddress& source) const {
  const TrunkSetup* best = nullptr;
  int bits = -1;
  for (const auto& [id, trunk] : trunks_) {
    for (const auto& range : trunk.setup.sources) {
      if (static_cast<int>(range.bits) <= bits || !range.holds(source.ip, source.v6)) continue;
      best = &trunk.setup;
      bits = range.bits;
    }
  }
  return best;
}

bool Trunks::has_channel(const Trunk& trunk) {
  const auto most = trunk.setup.trunk.channels;
  return most == 0 || trunk.calls_in + trunk.calls_out < most;
}

std::optional<TrunkRefusal> Trunks::admit(core::TrunkId id, base::Time now) {
  Trunk* trunk = at(id);
  if (trunk == nullptr) return std::nullopt;
  if (!has_channel(*trunk)) {
    ++trunk->refused_channels;
    return TrunkRefusal{fmt::format("All {} Channels Of This Trunk Are In Use", trunk->setup.trunk.channels), kRetryAfterChannels};
  }
  if (!trunk->pace_in.take(now)) {
    ++trunk->refused_pace;
    return TrunkRefusal{fmt::format("More Than {} New Calls Per Second On This Trunk", trunk->setup.trunk.calls_per_second), kRetryAfterPace};
  }
  return std::nullopt;
}

std::optional<core::TrunkId> Trunks::choose(const OutsidePermit& permit, std::span<const core::TrunkId> tried, base::Time now) {
  std::vector<TrunkCandidate> candidates;
  for (const auto& [id, trunk] : trunks_) {
    if (id.tenant != permit.tenant() || trunk.setup.hops.empty()) continue;
    const auto state = state_of(trunk, now);
    candidates.push_back({id, trunk.setup.trunk.priority, trunk.setup.trunk.weight,
                          state == TrunkState::kUp || state == TrunkState::kStarting,
                          has_channel(trunk) && trunk.pace_out.has_room(now)});
  }
  const auto chosen = choose_trunk(candidates, tried, seed_.next());
  if (chosen) (void)at(*chosen)->pace_out.take(now);
  return chosen;
}

bool Trunks::take(core::TrunkId id, const OutsidePermit& permit, base::Time now) {
  Trunk* trunk = at(id);
  return trunk != nullptr && id.tenant == permit.tenant() && has_channel(*trunk) && trunk->pace_out.take(now);
}

void Trunks::began(core::TrunkId id, bool incoming) {
  if (Trunk* trunk = at(id)) ++(incoming ? trunk->calls_in : trunk->calls_out);
}

void Trunks::ended(core::TrunkId id, bool incoming) {
  Trunk* trunk = at(id);
  if (trunk == nullptr) return;  // The settings took it away while it carried the call.
  auto& calls = incoming ? trunk->calls_in : trunk->calls_out;
  if (calls > 0) --calls;
}

void Trunks::call_failed(core::TrunkId id, const sip::CallEnd& end, bool goes_on, base::Time now) {
  Trunk* trunk = at(id);
  if (trunk == nullptr || !worth_another_trunk(end)) return;
  if (goes_on) ++trunk->failed_over;
  using By = sip::CallEnd::By;
  const bool password = end.status == 401 || end.status == 407;
  trunk->last_call_problem.kind = end.by == By::kTimeout     ? core::TrunkTrouble::kSilent
                                  : end.by == By::kTransport ? core::TrunkTrouble::kUnreachable
                                  : !end.foreign_challenge.empty() ? core::TrunkTrouble::kForeignChallenge
                                  : password                 ? core::TrunkTrouble::kPassword
                                                             : core::TrunkTrouble::kRefused;
  trunk->last_call_problem.status = end.by == By::kRemote ? end.status : std::uint16_t{0};
  trunk->last_call_problem.text = std::string(!end.foreign_challenge.empty() ? end.foreign_challenge
                                              : end.by == By::kRemote      ? end.reason.substr(0, sip::kReasonMaxBytes)
                                                                           : std::string_view{});
  trunk->last_call_problem.at = now;
}

std::vector<sip::sdp::Codec> Trunks::codecs(core::TrunkId id) const {
  std::vector<sip::sdp::Codec> wanted;
  const auto* setup = find(id);
  if (setup == nullptr) return wanted;
  for (const auto& name : setup->trunk.codecs) {
    wanted.push_back(name == "pcmu" ? sip::sdp::Codec::kPcmu : name == "opus" ? sip::sdp::Codec::kOpus : sip::sdp::Codec::kPcma);
  }
  return wanted;
}

void Trunks::request_done(sip::RequestId request, const sip::RequestOutcome& outcome, base::Time now) {
  sending_at_ = now;
  for (auto& [id, trunk] : trunks_) {
    const bool taken = (trunk.registration && trunk.registration->done(request, outcome, now)) ||
                       (trunk.health && trunk.health->done(request, outcome, now));
    if (taken) return note_state(trunk, now);
  }
}

void Trunks::advance(base::Time now) {
  sending_at_ = now;
  for (auto& [id, trunk] : trunks_) {
    if (trunk.registration) trunk.registration->advance(now);
    if (trunk.health) trunk.health->advance(now);
    note_state(trunk, now);
  }
}

std::optional<base::Time> Trunks::next_due() const {
  std::optional<base::Time> first;
  const auto sooner = [&](std::optional<base::Time> due) {
    if (due && (!first || *due < *first)) first = due;
  };
  for (const auto& [id, trunk] : trunks_) {
    if (trunk.registration) sooner(trunk.registration->next_due());
    if (trunk.health) sooner(trunk.health->next_due());
  }
  return first;
}

core::TrunkProblem Trunks::problem_now(const Trunk& trunk) const {
  const auto& setup = trunk.setup;
  const auto& wanted = setup.trunk;
  if (setup.hops.empty()) {
    if (!setup.looked_up) return {};
    return {core::TrunkTrouble::kUnknownName, 0, wanted.proxy.empty() ? wanted.address : wanted.proxy, trunk.since};
  }
  if (wanted.transport == core::TrunkTransport::kTls && tls_ != nullptr) {
    if (auto why = tls_->distrust(setup.hops.front())) return {core::TrunkTrouble::kCertificate, 0, std::move(*why), trunk.since};
  }
  if (trunk.health && trunk.health->trouble().kind != sip::Trouble::Kind::kNone) return problem_of(trunk.health->trouble());
  if (wanted.registers && !setup.password) return {core::TrunkTrouble::kNoPassword, 0, {}, trunk.since};
  return trunk.registration ? problem_of(trunk.registration->trouble()) : core::TrunkProblem{};
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
    if (!trunk.setup.hops.empty()) view.peer = trunk.setup.hops.front().text();
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

sip::Credentials trunk_credentials(const TrunkSetup& setup) {
  const auto& trunk = setup.trunk;
  sip::Credentials credentials{trunk.user, setup.password.value_or(std::string()), {}};
  if (!trunk.realm.empty()) {
    credentials.realms = {trunk.realm};
    return credentials;
  }
  for (const auto& host : {trunk_domain(trunk), host_of(trunk.address), host_of(trunk.proxy)}) {
    if (!host.empty()) credentials.realms.push_back(host.starts_with('[') ? host.substr(1, host.size() - 2) : host);
  }
  for (const auto& hop : setup.hops) credentials.realms.push_back(hop.host());
  return credentials;
}

std::string trunk_domain(const core::Trunk& trunk) { return trunk.domain.empty() ? host_of(trunk.address) : trunk.domain; }

sip::Flow trunk_flow(const TrunkSetup& setup) {
  switch (setup.trunk.transport) {
    case core::TrunkTransport::kTcp: return {sip::Transport::kTcp, 0, setup.hops.front()};
    case core::TrunkTransport::kTls: return {sip::Transport::kTls, 0, setup.hops.front()};
    case core::TrunkTransport::kUdp: break;
  }
  return {sip::Transport::kUdp, 0, setup.hops.front()};
}

std::vector<std::string> trunk_route(const TrunkSetup& setup) {
  if (setup.trunk.proxy.empty()) return {};
  return {fmt::format("sip:{};lr{}", setup.trunk.proxy, transport_parameter(setup.trunk))};
}

std::string trunk_uri(const TrunkSetup& setup, std::string_view user) {
  const std::string before = user.empty() ? std::string() : sip::escape_user(user) + "@";
  return fmt::format("sip:{}{}{}", before, setup.trunk.address, transport_parameter(setup.trunk));
}

}  // namespace peal::telephony
