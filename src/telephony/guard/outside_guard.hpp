#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <vector>

#include "base/result.hpp"
#include "core/guard_view.hpp"
#include "core/outside_rules.hpp"
#include "telephony/directory.hpp"
#include "telephony/guard/outside_rule.hpp"
#include "telephony/meters.hpp"

namespace peal::telephony {

/// Says that the rules let one call of this tenant out. Only OutsideGuard makes
/// them, and no trunk is chosen without one: a new way out cannot forget to ask.
class OutsidePermit {
 public:
  [[nodiscard]] core::TenantId tenant() const { return tenant_; }

 private:
  friend class OutsideGuard;
  explicit OutsidePermit(core::TenantId tenant) : tenant_(tenant) {}
  core::TenantId tenant_;
};

/// Judges each call to outside, counts them, and raises alarms about those that
/// were refused. One thread.
class OutsideGuard {
 public:
  OutsideGuard(const Directory& directory, Meters& meters) : directory_(directory), meters_(meters) {}

  /// A tenant that is not named has the usual rules: its own country, nothing expensive.
  void adopt(std::map<core::TenantId, core::OutsideRules> rules) { rules_ = std::move(rules); }

  /// Errors: kForbidden for where and when, kTooMany for how much; each with the
  /// key of a text for whoever dialled. `agent`: who calls or is called; may be none.
  [[nodiscard]] base::Result<OutsidePermit> permit(core::TenantId tenant, std::string_view number, core::AgentId agent, base::Time now);
  void began(core::TenantId tenant, base::Time now) { meters_of_[tenant].began(now); }
  void ended(core::TenantId tenant, base::Time now) { meters_of_[tenant].ended(now); }

  /// False when there is no such alarm of that tenant.
  bool acknowledge(core::TenantId tenant, std::uint64_t alarm);
  void view(core::GuardView& into, base::Time now);

  /// What must outlive a restart: alarms, and what was used of the hour.
  struct KeptHour {
    core::TenantId tenant;
    std::int64_t minute = 0;
    OutsideMeter::Hour hour{};
  };
  struct Kept {
    std::vector<core::OutsideAlarm> alarms;
    std::vector<KeptHour> hours;
  };
  [[nodiscard]] Kept kept(base::Time now);
  void restore(const Kept& kept);
  [[nodiscard]] std::uint64_t changes() const { return changes_; }

 private:
  void alarm(core::TenantId tenant, core::OutsideRefusal why, const OutsideNumber& number, core::AgentId agent, base::Time now);

  const Directory& directory_;
  Meters& meters_;
  std::map<core::TenantId, core::OutsideRules> rules_;
  std::map<core::TenantId, OutsideMeter> meters_of_;
  std::list<core::OutsideAlarm> alarms_;  ///< The oldest first.
  std::uint64_t last_alarm_ = 0;
  std::uint64_t changes_ = 0;
};

/// "country", as in metrics, logs, text keys ("outside.country") and the API.
[[nodiscard]] std::string_view word(core::OutsideRefusal why);

}  // namespace peal::telephony
