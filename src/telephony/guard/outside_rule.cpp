#include "telephony/guard/outside_rule.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>

namespace peal::telephony {
namespace {

using core::OutsideRefusal;

constexpr base::Millis kMinute{60'000};

// How long the longest beginning of the list is that fits; 0: none does.
std::size_t longest_fit(const std::vector<std::string>& beginnings, const OutsideNumber& number) {
  std::size_t longest = 0;
  for (const auto& beginning : beginnings) {
    const std::string_view whole = beginning.starts_with('+') ? number.e164 : number.dialled;
    if (whole.starts_with(beginning)) longest = std::max(longest, beginning.size());
  }
  return longest;
}

std::optional<OutsideRefusal> refusal_of_place(const core::OutsideRules& rules, const OutsideNumber& number) {
  const auto allowed = longest_fit(rules.allowed, number);
  const auto blocked = longest_fit(rules.blocked, number);
  if (blocked > 0 && blocked >= allowed) return OutsideRefusal::kBlocked;
  if (allowed > 0) return std::nullopt;
  if (!number.readable) return OutsideRefusal::kUnreadable;
  if (number.premium || number.satellite) return rules.premium ? std::nullopt : std::optional(OutsideRefusal::kPremium);
  const bool open = number.home || std::ranges::find(rules.countries, number.country) != rules.countries.end();
  return open ? std::nullopt : std::optional(OutsideRefusal::kCountry);
}

bool night(const core::OutsideRules& rules, std::uint32_t minute) {
  if (rules.night_from <= rules.night_to) return minute >= rules.night_from && minute < rules.night_to;
  return minute >= rules.night_from || minute < rules.night_to;
}

}  // namespace

std::optional<OutsideRefusal> outside_refusal(const core::OutsideRules& rules, const OutsideNumber& number, const OutsideNow& now) {
  if (number.emergency) return std::nullopt;
  if (const auto refused = refusal_of_place(rules, number)) return refused;
  const bool closed = rules.night == core::NightRule::kAll || (rules.night == core::NightRule::kInternational && !number.home);
  if (closed && night(rules, now.minute_of_day)) return OutsideRefusal::kNight;
  if (rules.calls > 0 && now.calls >= rules.calls) return OutsideRefusal::kAtOnce;
  if (rules.calls_per_minute > 0 && now.last_minute >= rules.calls_per_minute) return OutsideRefusal::kPerMinute;
  if (rules.minutes_per_hour > 0 && now.minutes >= rules.minutes_per_hour) return OutsideRefusal::kMinutes;
  return std::nullopt;
}

// Brings both rings up to `now`; what has left them is cleared.
void OutsideMeter::pass(base::Time now) {
  const auto second = base::unix_millis(now) / 1000;
  for (auto s = std::max(second_ + 1, second - 59); s <= second; ++s) starts_[static_cast<std::size_t>(s % 60)] = 0;
  second_ = std::max(second_, second);
  if (now <= at_) return;
  const auto end = base::unix_millis(now);
  const auto per_minute = kMinute.count();
  // Beyond an hour nothing is left to count but the last one.
  auto from = std::max(base::unix_millis(at_), end - 60 * per_minute);
  auto minute = from / per_minute;
  if (base::unix_millis(at_) / per_minute + 60 <= end / per_minute) hour_.fill(0);
  while (from < end) {
    const auto until = std::min(end, (minute + 1) * per_minute);
    hour_[static_cast<std::size_t>(minute % 60)] += static_cast<std::uint64_t>(until - from) * calls_;
    from = until;
    if (from < end || until == (minute + 1) * per_minute) hour_[static_cast<std::size_t>(++minute % 60)] = 0;
  }
  at_ = now;
}

void OutsideMeter::placed(base::Time now) {
  pass(now);
  ++starts_[static_cast<std::size_t>(second_ % 60)];
}

void OutsideMeter::began(base::Time now) {
  pass(now);
  ++calls_;
}

void OutsideMeter::ended(base::Time now) {
  pass(now);
  if (calls_ > 0) --calls_;
}

OutsideNow OutsideMeter::use(base::Time now) {
  pass(now);
  OutsideNow used;
  used.calls = calls_;
  used.last_minute = std::accumulate(starts_.begin(), starts_.end(), 0U);
  const auto millis = std::accumulate(hour_.begin(), hour_.end(), std::uint64_t{0});
  used.minutes = static_cast<std::uint32_t>(millis / static_cast<std::uint64_t>(kMinute.count()));
  return used;
}

std::pair<std::int64_t, OutsideMeter::Hour> OutsideMeter::hour(base::Time now) {
  pass(now);
  return {base::unix_millis(at_) / kMinute.count(), hour_};
}

void OutsideMeter::restore(std::int64_t minute, const Hour& hour) {
  hour_ = hour;
  at_ = base::from_unix_millis(minute * kMinute.count());
}

}  // namespace peal::telephony
