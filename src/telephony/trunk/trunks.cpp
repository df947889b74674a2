#include "telephony/trunk/trunks.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/log.hpp"
#include "telephony/limits.hpp"

namespace peal::telephony {
namespace {

using core::TrunkState;

// As settings name them.
struct CodecName {
  std::string_view name;
  sip::sdp::Codec codec;
};
constexpr CodecName kCodecNames[] = {{"pcma", sip::sdp::Codec::kPcma},
                                     {"pcmu", sip::sdp::Codec::kPcmu},
                                     {"opus", sip::sdp::Codec::kOpus},
                                     {"g722", sip::sdp::Codec::kG722},
                                     {"g729", sip::sdp::Codec::kG729}};

std::string_view state_name(TrunkState state) {
  switch (state) {
    case TrunkState::kUp: return "up";
    case TrunkState::kDown: return "down";
    case TrunkState::kUnregistered: return "unregistered";
    case TrunkState::kStarting: break;
  }
  return "starting";
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
    if (trunk.setup.hops.located.transport != sip::Transport::kTls) continue;
    // Never the name that a SRV record led to: whoever answers for DNS could write it (RFC 5922 4).
    net::TlsNames names{trunk_host(wanted)};
    if (const auto domain = trunk_domain(wanted); domain != names.front()) names.push_back(domain);
    for (const auto& place : trunk.setup.hops.located.places) {
      for (const auto& address : place.addresses) peers.push_back({address, names, wanted.authorities});
    }
  }
  tls_->expect(std::move(peers));
}

// Ends what the new settings do not want as it is. A registration of the same
// contact is not taken back: its end could overtake the new one's beginning.
void Trunks::disconnect(Trunk& trunk, const TrunkSetup& old, base::Time now) {
  const auto& is = trunk.setup;
  const bool same_way = old.trunk.address == is.trunk.address && old.trunk.proxy == is.trunk.proxy &&
                        old.trunk.transport == is.trunk.transport && old.trunk.authorities == is.trunk.authorities;
  const bool same_contact = same_way && old.trunk.user == is.trunk.user && old.trunk.domain == is.trunk.domain && is.trunk.registers;
  const bool same_account = same_contact && old.password == is.password && old.trunk.register_every == is.trunk.register_every;
  if (trunk.registration && !same_account) {
    if (!same_contact || !is.password) trunk.registration->stop(now);
    trunk.registration.reset();
  }
  if (trunk.registration && !is.reachable()) trunk.registration.reset();
  if (!same_way || old.trunk.health_every != is.trunk.health_every) trunk.targets.clear();
  std::erase_if(trunk.targets, [&](const auto& target) { return !trunk_has(is, target.first); });
}

void Trunks::connect(Trunk& trunk, base::Time now) {
  trunk.pace_in.limit(trunk.setup.trunk.calls_per_second);
  trunk.pace_out.limit(trunk.setup.trunk.calls_per_second);
  if (trunk.setup.reachable()) {
    begin_registration(trunk, now);
    begin_health(trunk, now);
  }
  note_state(trunk, now);
}

void Trunks::stop(base::Time now) {
  sending_at_ = now;
  for (auto& [id, trunk] : trunks_) {
    if (trunk.registration) trunk.registration->stop(now);
    trunk.targets.clear();
  }
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
    if (id.tenant != permit.tenant() || !trunk.setup.reachable()) continue;
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
    const auto known = std::ranges::find(kCodecNames, name, &CodecName::name);
    if (known != std::end(kCodecNames)) wanted.push_back(known->codec);
  }
  return wanted;
}

void Trunks::request_done(sip::RequestId request, const sip::RequestOutcome& outcome, base::Time now) {
  sending_at_ = now;
  for (auto& [id, trunk] : trunks_) {
    const bool taken = (trunk.registration && trunk.registration->done(request, outcome, now)) ||
                       std::ranges::any_of(trunk.targets, [&](auto& target) {
                         return target.second.health && target.second.health->done(request, outcome, now);
                       });
    if (!taken) continue;
    keep_flow(trunk, now);
    return note_state(trunk, now);
  }
}

void Trunks::advance(base::Time now) {
  sending_at_ = now;
  for (auto& [id, trunk] : trunks_) {
    if (trunk.registration) trunk.registration->advance(now);
    keep_flow(trunk, now);
    for (auto& [address, target] : trunk.targets) {
      if (target.health) target.health->advance(now);
    }
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
    if (trunk.stun) sooner(trunk.stun->next_due());
    sooner(trunk.ping_due);
    for (const auto& [address, target] : trunk.targets) {
      if (target.health) sooner(target.health->next_due());
    }
  }
  return first;
}

}  // namespace peal::telephony
