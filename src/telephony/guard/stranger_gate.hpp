#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "core/guard_view.hpp"
#include "core/ids.hpp"
#include "core/stranger_rules.hpp"
#include "telephony/guard/recent_table.hpp"
#include "telephony/guard/source_key.hpp"
#include "telephony/limits.hpp"

namespace peal::telephony {

/// How fast anybody may call the open numbers of a tenant: by the address, and
/// by its neighbourhood, so that whoever owns many addresses is one too. One thread.
class StrangerGate {
 public:
  /// A tenant that is not named has the usual rules.
  void adopt(std::map<core::TenantId, core::StrangerRules> rules) { rules_ = std::move(rules); }

  /// Takes one call of `source` to a number of `tenant`: nothing, or after how long to try again.
  [[nodiscard]] std::optional<base::Seconds> refuse(core::TenantId tenant, const sip::SocketAddress& source, base::Time now);

  void view(core::GuardView& into) const;
  [[nodiscard]] std::size_t rows() const { return sources_.size() + prefixes_.size(); }

 private:
  struct Key {
    SourceKey source;
    core::TenantId tenant;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept {
      return SourceKeyHash{}(key.source) ^ (std::size_t{key.tenant.value} * 0x9e3779b97f4a7c15ULL);
    }
  };
  // An allowance that fills up with time.
  struct Allowance {
    double left = -1;  // Below zero: not used yet, so it is full.
    base::Time at{};
    [[nodiscard]] bool has(double most, double per_second, base::Time now);
  };
  struct Row {
    Allowance second, minute;
    std::uint64_t refused = 0;
    base::Time last{};
  };
  using Table = RecentTable<Key, Row, KeyHash>;

  static void note(Row& row, base::Time now);
  static void show(const Table& table, bool prefixes, core::GuardView& into);

  std::map<core::TenantId, core::StrangerRules> rules_;
  Table sources_{kStrangersMax};
  Table prefixes_{kStrangersMax};
  std::uint64_t refused_ = 0;
};

}  // namespace peal::telephony
