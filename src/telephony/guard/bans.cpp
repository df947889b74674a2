#include "telephony/guard/bans.hpp"

#include <algorithm>

namespace peal::telephony {

using core::Misdeed;

double weight_of(Misdeed misdeed) {
  switch (misdeed) {
    case Misdeed::kWrongPassword: return kWrongPasswordPoints;
    case Misdeed::kNoPassword: return kNoPasswordPoints;
    case Misdeed::kUnknownNumber: return kUnknownNumberPoints;
    case Misdeed::kScanner: return kScannerPoints;
    case Misdeed::kMalformed: return kMalformedPoints;
    case Misdeed::kFlood: return kFloodPoints;
  }
  return 0;
}

void Bans::wear_off(Suspect& suspect, base::Time now) {
  const double hours = std::chrono::duration<double, std::ratio<3600>>(now - suspect.at).count();
  suspect.points = std::max(0.0, suspect.points - std::max(0.0, hours) * kPointsWearOffPerHour);
  suspect.at = now;
}

bool Bans::trusted(const SourceKey& source, base::Time now) const {
  const auto* until = trusted_.find(source);
  return until != nullptr && now < *until;
}

const Bans::Ban* Bans::note(const SourceKey& source, Misdeed misdeed, bool proven, base::Time now) {
  const bool office = trusted(source, now);
  if (office && !proven) return nullptr;
  Suspect& suspect = suspects_.use(source);
  wear_off(suspect, now);
  suspect.points += weight_of(misdeed) * (office ? kTrustedShare : 1.0);
  return suspect.points < kBanPoints ? nullptr : ban(source, misdeed, now);
}

void Bans::note_success(const SourceKey& source, base::Time now) {
  trusted_.use(source) = now + kTrustFor;
  if (Suspect* suspect = suspects_.find(source)) {
    wear_off(*suspect, now);
    suspect->points = std::max(0.0, suspect->points - kSuccessForgives);
  }
}

const Bans::Ban* Bans::ban(const SourceKey& source, Misdeed why, base::Time now) {
  suspects_.erase(source);
  Ban& made = bans_.use(source);
  if (made.times > 0 && now > made.until + kBanForgottenAfter) made.times = 0;
  base::Millis length = kBanFirst;
  for (std::uint32_t i = 0; i < made.times && length < kBanMax; ++i) length *= kBanGrowth;
  ++made.times;
  made.why = why;
  made.since = now;
  made.until = now + std::min<base::Millis>(length, kBanMax);
  made.dropped = 0;
  ++changes_;
  return &made;
}

bool Bans::lift(const SourceKey& source, base::Time now) {
  if (!banned(source, now)) return false;
  bans_.erase(source);
  suspects_.erase(source);
  ++changes_;
  return true;
}

std::size_t Bans::lift_if(const std::function<bool(const SourceKey&)>& exempt, base::Time now) {
  std::vector<SourceKey> freed;
  for (const auto& [source, ban] : bans_) {
    if (now < ban.until && exempt(source)) freed.push_back(source);
  }
  for (const auto& source : freed) (void)lift(source, now);
  return freed.size();
}

std::size_t Bans::in_force(base::Time now) const {
  return static_cast<std::size_t>(std::ranges::count_if(bans_, [&](const auto& row) { return now < row.second.until; }));
}

std::vector<core::BanView> Bans::view(base::Time now) const {
  std::vector<core::BanView> all;
  for (const auto& [source, ban] : bans_) {
    if (all.size() == kBansShown) break;
    if (now < ban.until) all.push_back({source.text(), ban.why, ban.since, ban.until, ban.times, ban.dropped});
  }
  return all;
}

std::vector<Bans::Kept> Bans::kept(base::Time now) const {
  std::vector<Kept> all;
  for (const auto& [source, ban] : bans_) {
    if (now <= ban.until + kBanForgottenAfter) all.push_back({source, ban.why, ban.since, ban.until, ban.times});
  }
  return all;
}

void Bans::restore(const std::vector<Kept>& kept, base::Time now) {
  // The newest was written first, and must be the most recent again.
  for (auto one = kept.rbegin(); one != kept.rend(); ++one) {
    if (now > one->until + kBanForgottenAfter) continue;
    bans_.use(one->source) = {one->why, one->since, one->until, one->times, 0};
  }
}

}  // namespace peal::telephony
