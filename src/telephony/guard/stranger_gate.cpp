#include "telephony/guard/stranger_gate.hpp"

#include <algorithm>
#include <chrono>

namespace peal::telephony {
namespace {

constexpr double kSecondsPerMinute = 60;

std::string source_text(const SourceKey& source, bool prefix) {
  auto text = source.text();
  if (!prefix) return text;
  return source.v6 ? text.substr(0, text.rfind('/')) + "/48" : text + "/24";
}

}  // namespace

bool StrangerGate::Allowance::has(double most, double per_second, base::Time now) {
  const double passed = std::chrono::duration<double>(now - at).count();
  left = left < 0 ? most : std::min(most, left + passed * per_second);
  at = now;
  return left >= 1;
}

void StrangerGate::note(Row& row, base::Time now) {
  ++row.refused;
  row.last = now;
}

std::optional<base::Seconds> StrangerGate::refuse(core::TenantId tenant, const sip::SocketAddress& source, base::Time now) {
  static const core::StrangerRules kUsual;
  const auto found = rules_.find(tenant);
  const auto& rules = found == rules_.end() ? kUsual : found->second;
  const auto key = SourceKey::of(source);
  Row& one = sources_.use({key, tenant});
  Row& all = prefixes_.use({neighbourhood(key), tenant});
  // Each is asked, so that each fills up; a refused call takes nothing from any.
  const bool second = rules.per_second == 0 || one.second.has(rules.per_second, rules.per_second, now);
  const bool minute = rules.per_minute == 0 || one.minute.has(rules.per_minute, rules.per_minute / kSecondsPerMinute, now);
  const bool prefix = rules.prefix_per_minute == 0 || all.minute.has(rules.prefix_per_minute, rules.prefix_per_minute / kSecondsPerMinute, now);
  if (second && minute && prefix) {
    if (rules.per_second != 0) one.second.left -= 1;
    if (rules.per_minute != 0) one.minute.left -= 1;
    if (rules.prefix_per_minute != 0) all.minute.left -= 1;
    return std::nullopt;
  }
  ++refused_;
  note(second && minute ? all : one, now);
  return minute && prefix ? base::Seconds{kRetryAfterPace} : base::Seconds{kRetryAfterStranger};
}

void StrangerGate::show(const Table& table, bool prefixes, core::GuardView& into) {
  for (const auto& [key, row] : table) {
    if (row.refused > 0) into.strangers.push_back({source_text(key.source, prefixes), row.refused, row.last});
  }
}

void StrangerGate::view(core::GuardView& into) const {
  show(sources_, false, into);
  show(prefixes_, true, into);
  std::ranges::sort(into.strangers, std::greater{}, &core::StrangerView::last);
  if (into.strangers.size() > kBansShown) into.strangers.resize(kBansShown);
  into.strangers_refused = refused_;
}

}  // namespace peal::telephony
