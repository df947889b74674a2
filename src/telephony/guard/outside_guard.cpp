#include "telephony/guard/outside_guard.hpp"

#include <algorithm>
#include <array>

#include "base/log.hpp"
#include "telephony/limits.hpp"

namespace peal::telephony {
namespace {

using base::ErrorCode;
using core::OutsideRefusal;

struct Row {
  std::string_view word, text_key, message;
  ErrorCode code;
};
constexpr std::array<Row, core::kOutsideRefusalCount> kRows{{
    {"country", "outside.country", "Calls to this country are closed.", ErrorCode::kForbidden},
    {"premium", "outside.premium", "Premium rate and satellite numbers are closed.", ErrorCode::kForbidden},
    {"blocked", "outside.blocked", "This number is blocked.", ErrorCode::kForbidden},
    {"unreadable", "outside.unreadable", "This is no telephone number that could be judged.", ErrorCode::kForbidden},
    {"night", "outside.night", "Calls to outside are closed at this hour.", ErrorCode::kForbidden},
    {"at_once", "outside.at_once", "As many calls to outside are up as there may be.", ErrorCode::kTooMany},
    {"per_minute", "outside.per_minute", "Too many calls to outside in one minute.", ErrorCode::kTooMany},
    {"minutes", "outside.minutes", "The minutes of calls to outside for this hour are used up.", ErrorCode::kTooMany},
}};

const Row& row_of(OutsideRefusal why) { return kRows[static_cast<std::size_t>(why)]; }

}  // namespace

std::string_view word(OutsideRefusal why) { return row_of(why).word; }

base::Result<OutsidePermit> OutsideGuard::permit(core::TenantId tenant, std::string_view number, core::AgentId agent, base::Time now) {
  static const core::OutsideRules kUsual;
  const auto rules = rules_.find(tenant);
  OutsideMeter& meter = meters_of_[tenant];
  OutsideNow used = meter.use(now);
  used.minute_of_day = directory_.minute_of_day(tenant, now);
  const auto meant = directory_.outside_number(tenant, number);
  if (const auto why = outside_refusal(rules == rules_.end() ? kUsual : rules->second, meant, used)) {
    alarm(tenant, *why, meant, agent, now);
    const auto& row = row_of(*why);
    return base::fail(row.code, std::string(row.message), std::string(row.text_key));
  }
  meter.placed(now);
  return OutsidePermit(tenant);
}

void OutsideGuard::alarm(core::TenantId tenant, OutsideRefusal why, const OutsideNumber& number, core::AgentId agent, base::Time now) {
  meters_.outside_refused(word(why)).add();
  auto at = std::ranges::find_if(alarms_, [&](const auto& known) { return known.tenant == tenant && known.why == why; });
  if (at == alarms_.end()) {
    if (alarms_.size() >= kOutsideAlarmsMax) alarms_.pop_front();
    // Never an id of an earlier run, whose page may still be open.
    last_alarm_ = std::max(last_alarm_ + 1, static_cast<std::uint64_t>(base::unix_millis(now)));
    at = alarms_.insert(alarms_.end(), core::OutsideAlarm{last_alarm_, tenant, why, 0, now, now, {}, {}});
    base::log(base::LogLevel::kWarning, "telephony", "outside_call_alarm",
              {{"tenant", tenant.value}, {"why", word(why)}, {"country", number.country}, {"agent", agent.valid() ? base::to_text(agent) : std::string()}});
  }
  ++at->calls;
  at->last = now;
  at->agent = agent;
  at->beginning = (number.e164.empty() ? number.dialled : number.e164).substr(0, kAlarmBeginningMax);
  base::log(base::LogLevel::kInfo, "telephony", "outside_call_refused",
            {{"tenant", tenant.value}, {"why", word(why)}, {"beginning", at->beginning}, {"agent", agent.valid() ? base::to_text(agent) : std::string()}});
  directory_.outside_refused({tenant, word(why), at->beginning, agent});
  ++changes_;
  meters_.outside_alarms.set(static_cast<double>(alarms_.size()));
}

bool OutsideGuard::acknowledge(core::TenantId tenant, std::uint64_t alarm) {
  const auto at = std::ranges::find_if(alarms_, [&](const auto& known) { return known.tenant == tenant && known.id == alarm; });
  if (at == alarms_.end()) return false;
  alarms_.erase(at);
  ++changes_;
  meters_.outside_alarms.set(static_cast<double>(alarms_.size()));
  return true;
}

void OutsideGuard::view(core::GuardView& into, base::Time now) {
  into.alarms.assign(alarms_.rbegin(), alarms_.rend());
  for (auto& [tenant, meter] : meters_of_) {
    const auto used = meter.use(now);
    into.outside.push_back({tenant, used.calls, used.last_minute, used.minutes});
  }
}

OutsideGuard::Kept OutsideGuard::kept(base::Time now) {
  Kept all;
  all.alarms.assign(alarms_.begin(), alarms_.end());
  for (auto& [tenant, meter] : meters_of_) {
    const auto [minute, hour] = meter.hour(now);
    all.hours.push_back({tenant, minute, hour});
  }
  return all;
}

void OutsideGuard::restore(const Kept& kept) {
  alarms_.assign(kept.alarms.begin(), kept.alarms.end());
  for (const auto& one : kept.hours) meters_of_[one.tenant].restore(one.minute, one.hour);
  meters_.outside_alarms.set(static_cast<double>(alarms_.size()));
}

}  // namespace peal::telephony
