#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "core/guard_view.hpp"
#include "telephony/guard/recent_table.hpp"
#include "telephony/guard/source_key.hpp"
#include "telephony/limits.hpp"

namespace peal::telephony {

/// What a misdeed weighs, in points.
[[nodiscard]] double weight_of(core::Misdeed misdeed);

/// Which sources are shut out, and for how long: a pure rule without clock,
/// socket or settings. One thread.
///
/// Anybody can write another's address into a datagram. So a misdeed says
/// whether it is `proven` that the source hears us (a connection, or an answer to
/// a challenge that went there); what is not proven never counts against a source
/// where somebody signed in lately, and nobody can shut such an office out.
class Bans {
 public:
  struct Ban {
    core::Misdeed why = core::Misdeed::kScanner;
    base::Time since{};
    base::Time until{};         ///< It is remembered beyond, for the next time.
    std::uint32_t times = 0;
    std::uint64_t dropped = 0;
  };

  /// Whether to throw a message of this source away unread; counts it.
  [[nodiscard]] bool drop(const SourceKey& source, base::Time now) {
    if (bans_.empty()) return false;
    Ban* ban = bans_.find(source);
    if (ban == nullptr || now >= ban->until) return false;
    ++ban->dropped;
    return true;
  }
  [[nodiscard]] bool banned(const SourceKey& source, base::Time now) const {
    const Ban* ban = bans_.find(source);
    return ban != nullptr && now < ban->until;
  }

  /// The new ban when this was the last drop; null otherwise.
  const Ban* note(const SourceKey& source, core::Misdeed misdeed, bool proven, base::Time now);
  /// Somebody signed in well from there.
  void note_success(const SourceKey& source, base::Time now);
  [[nodiscard]] bool trusted(const SourceKey& source, base::Time now) const;

  /// Forgets the ban and what led to it. False: there was none.
  bool lift(const SourceKey& source, base::Time now);
  /// Lifts every ban of sources that `exempt` names.
  std::size_t lift_if(const std::function<bool(const SourceKey&)>& exempt, base::Time now);

  /// Those in force, the newest first.
  [[nodiscard]] std::vector<core::BanView> view(base::Time now) const;
  [[nodiscard]] std::size_t in_force(base::Time now) const;

  /// What must outlive a restart.
  struct Kept {
    SourceKey source;
    core::Misdeed why = core::Misdeed::kScanner;
    base::Time since{}, until{};
    std::uint32_t times = 0;
  };
  [[nodiscard]] std::vector<Kept> kept(base::Time now) const;
  void restore(const std::vector<Kept>& kept, base::Time now);
  /// Grows with each ban and each lift.
  [[nodiscard]] std::uint64_t changes() const { return changes_; }

  /// Rows of all tables, for tests of their bounds.
  [[nodiscard]] std::size_t rows() const { return suspects_.size() + trusted_.size() + bans_.size(); }

 private:
  struct Suspect {
    double points = 0;
    base::Time at{};
  };
  const Ban* ban(const SourceKey& source, core::Misdeed why, base::Time now);
  static void wear_off(Suspect& suspect, base::Time now);

  RecentTable<SourceKey, Suspect, SourceKeyHash> suspects_{kSuspectsMax};
  RecentTable<SourceKey, base::Time, SourceKeyHash> trusted_{kTrustedMax};  ///< Until when.
  RecentTable<SourceKey, Ban, SourceKeyHash> bans_{kBansMax};
  std::uint64_t changes_ = 0;
};

}  // namespace peal::telephony
