#include "telephony/guard/lockout.hpp"

#include <algorithm>

namespace peal::telephony {

base::Millis Lockout::delay_of(std::uint32_t failures) {
  base::Millis delay = kLockFirst;
  for (std::uint32_t i = kLockAfter; i < failures && delay < kLockMost; ++i) delay *= 2;
  return std::min<base::Millis>(delay, kLockMost);
}

bool Lockout::take(std::string_view user, base::Time now) {
  Account* account = accounts_.find(place_of(user));
  if (account == nullptr || !locked(*account, now)) return true;
  if (now < account->next_try) return false;
  account->next_try = now + delay_of(account->failures);
  return true;
}

bool Lockout::slows(std::string_view user, base::Time now) const {
  const Account* account = accounts_.find(place_of(user));
  return account != nullptr && locked(*account, now);
}

bool Lockout::failed(std::string_view user, base::Time now) {
  Account& account = accounts_.use(place_of(user));
  if (now >= account.last + kLockForgets) account.failures = 0;
  const bool before = locked(account, now);
  ++account.failures;
  account.last = now;
  if (locked(account, now)) account.next_try = now + delay_of(account.failures);
  const bool anew = !before && locked(account, now);
  if (anew) ++changes_;
  return anew;
}

std::vector<Lockout::Kept> Lockout::kept(base::Time now) const {
  std::vector<Kept> all;
  for (const auto& [user, account] : accounts_) {
    if (all.size() == kLocksKept) break;
    if (locked(account, now)) all.push_back({user, account.failures, account.last});
  }
  return all;
}

// A clock that was set back must not lock for longer than from now on.
void Lockout::restore(const std::vector<Kept>& kept, base::Time now) {
  for (auto at = kept.rbegin(); at != kept.rend(); ++at) {
    Account& account = accounts_.use(place_of(at->user));
    account.failures = at->failures;
    account.last = std::min(at->last, now);
    account.next_try = now + delay_of(at->failures);
  }
}

std::vector<core::LockView> Lockout::view(base::Time now) const {
  std::vector<core::LockView> all;
  for (const auto& [user, account] : accounts_) {
    if (all.size() == kBansShown) break;
    if (locked(account, now)) all.push_back({user, account.failures, account.next_try});
  }
  return all;
}

}  // namespace peal::telephony
