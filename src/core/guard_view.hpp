#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fields.hpp"
#include "base/time.hpp"
#include "core/ids.hpp"

/// What the guard of the telephone side knows, for pages and commands.
namespace peal::core {

/// Why a source is shut out. Part of a stored form: never renumber.
enum class Misdeed : std::uint8_t {
  kWrongPassword,  ///< Passwords that were wrong.
  kNoPassword,     ///< Asked for a password again and again and never shown one.
  kUnknownNumber,  ///< Called numbers that there are not.
  kScanner,        ///< A program that looks for open telephone systems.
  kMalformed,      ///< Messages that break the rules of SIP.
  kFlood,          ///< More requests than its share, while others waited.
};
inline constexpr std::size_t kMisdeedCount = 6;

/// One source that is shut out.
struct BanView {
  std::string source;         ///< "192.0.2.7", "2001:db8:1:2::/64".
  Misdeed why = Misdeed::kScanner;
  base::Time since{};
  base::Time until{};
  std::uint32_t times = 1;    ///< How often it has been shut out by now.
  std::uint64_t dropped = 0;  ///< Messages thrown away unread since then.
  PEAL_FIELDS(BanView, source, why, since, until, times, dropped)
};

/// An account whose password is being guessed.
struct LockView {
  std::string user;
  std::uint32_t failures = 0;
  base::Time next_try{};      ///< Strangers' passwords are not even looked at before.
  PEAL_FIELDS(LockView, user, failures, next_try)
};

/// Why a call to outside was not placed. Part of a stored form: never renumber.
enum class OutsideRefusal : std::uint8_t {
  kCountry,     ///< A country that is closed.
  kPremium,     ///< Premium rate or satellite.
  kBlocked,     ///< A beginning that the settings block.
  kUnreadable,  ///< No telephone number that anybody could judge.
  kNight,
  kAtOnce,      ///< As many calls at once as there may be.
  kPerMinute,
  kMinutes,     ///< The hour's minutes are used up.
};
inline constexpr std::size_t kOutsideRefusalCount = 8;

/// Refused calls of one kind, until somebody has taken note of them.
struct OutsideAlarm {
  std::uint64_t id = 0;
  TenantId tenant;
  OutsideRefusal why = OutsideRefusal::kCountry;
  std::uint64_t calls = 0;
  base::Time first{};
  base::Time last{};
  std::string beginning;  ///< Of the last number: no more of it is kept.
  AgentId agent;          ///< Who was to be called, or called last; none: a test call.
  PEAL_FIELDS(OutsideAlarm, id, tenant, why, calls, first, last, beginning, agent)
};

/// What a tenant uses of its limits.
struct OutsideUse {
  TenantId tenant;
  std::uint32_t calls = 0;         ///< Now.
  std::uint32_t last_minute = 0;   ///< New ones.
  std::uint32_t minutes = 0;       ///< Of all calls in the last hour.
  PEAL_FIELDS(OutsideUse, tenant, calls, last_minute, minutes)
};

/// Calls of strangers to open numbers that came too fast, by where they came from.
struct StrangerView {
  std::string source;          ///< "192.0.2.7", or the neighbourhood "192.0.2.0/24".
  std::uint64_t refused = 0;   ///< Since it was first refused.
  base::Time last{};
  PEAL_FIELDS(StrangerView, source, refused, last)
};

struct GuardView {
  std::vector<BanView> bans;    ///< The newest first.
  std::vector<LockView> locks;
  std::vector<OutsideAlarm> alarms;
  std::vector<OutsideUse> outside;
  std::vector<StrangerView> strangers;  ///< The latest first.
  std::uint64_t strangers_refused = 0;  ///< All of them since the start.
  PEAL_FIELDS(GuardView, bans, locks, alarms, outside, strangers, strangers_refused)
};

}  // namespace peal::core
