#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "core/guard_view.hpp"
#include "telephony/guard/recent_table.hpp"
#include "telephony/limits.hpp"

namespace peal::telephony {

/// Slows the guessing of one account's password from many sources. An account
/// that does not exist is treated like one that does, or the delay would tell them
/// apart. Whoever is known at the account (its device is registered from there)
/// never asks here, so that nobody is locked out of his own phone by others. Pure.
class Lockout {
 public:
  /// Whether a stranger's password for `user` may be looked at now. While the
  /// account is locked one try in each delay is, and this takes it.
  [[nodiscard]] bool take(std::string_view user, base::Time now);
  /// Whether the account is locked, so that tries at it are spaced. Takes none.
  [[nodiscard]] bool slows(std::string_view user, base::Time now) const;
  /// It was looked at, and wrong. True when the account is locked from now on and was not before.
  bool failed(std::string_view user, base::Time now);

  /// A locked account, to be kept over a restart.
  struct Kept {
    std::string user;
    std::uint32_t failures = 0;
    base::Time last{};
    PEAL_FIELDS(Kept, user, failures, last)
  };
  [[nodiscard]] std::vector<Kept> kept(base::Time now) const;
  /// Those of an earlier run; the delay of each begins anew.
  void restore(const std::vector<Kept>& kept, base::Time now);
  /// Grows with each account that is locked anew.
  [[nodiscard]] std::uint64_t changes() const { return changes_; }

  [[nodiscard]] std::vector<core::LockView> view(base::Time now) const;
  [[nodiscard]] std::size_t rows() const { return accounts_.size(); }

 private:
  struct Account {
    std::uint32_t failures = 0;
    base::Time last{};
    base::Time next_try{};
  };
  [[nodiscard]] static std::string place_of(std::string_view user) { return std::string(user.substr(0, kLockUserMaxBytes)); }
  [[nodiscard]] static bool locked(const Account& account, base::Time now) {
    return account.failures >= kLockAfter && now < account.last + kLockForgets;
  }
  [[nodiscard]] static base::Millis delay_of(std::uint32_t failures);

  RecentTable<std::string, Account, std::hash<std::string>> accounts_{kLocksMax};
  std::uint64_t changes_ = 0;
};

}  // namespace peal::telephony
