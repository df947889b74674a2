#include "telephony/guard/guard_file.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "base/wire.hpp"
#include "telephony/limits.hpp"
#include "telephony/saved_file.hpp"

namespace peal::telephony {
namespace {

constexpr std::string_view kBansMark = "peal bans 1\n";

/// Sources as text, so that the file outlives changes of ours.
struct SavedBan {
  std::string source;
  core::Misdeed why = core::Misdeed::kScanner;
  base::Time since{}, until{};
  std::uint32_t times = 0;
  PEAL_FIELDS(SavedBan, source, why, since, until, times)
};

constexpr std::string_view kLocksMark = "peal locks 1\n";
constexpr std::string_view kOutsideMark = "peal outside 1\n";

struct SavedHour {
  core::TenantId tenant;
  std::int64_t minute = 0;
  std::vector<std::uint64_t> millis;
  PEAL_FIELDS(SavedHour, tenant, minute, millis)
};
struct SavedOutside {
  std::vector<core::OutsideAlarm> alarms;
  std::vector<SavedHour> hours;
  PEAL_FIELDS(SavedOutside, alarms, hours)
};

}  // namespace

base::Status save_bans(const std::filesystem::path& file, const std::vector<Bans::Kept>& bans) {
  std::vector<SavedBan> saved;
  for (const auto& ban : bans) saved.push_back({ban.source.text(), ban.why, ban.since, ban.until, ban.times});
  std::string body;
  base::WireWriter(body).value(saved);
  return save_checked(file, kBansMark, body);
}

base::Result<std::vector<Bans::Kept>> load_bans(const std::filesystem::path& file) {
  const auto body = load_checked(file, kBansMark, kGuardFileMaxBytes);
  if (!body) return base::fail(body.error());
  std::vector<Bans::Kept> bans;
  if (body->empty()) return bans;
  std::vector<SavedBan> saved;
  base::WireReader reader(*body);
  reader.value(saved);
  if (reader.failed() || !reader.at_end()) return base::fail(base::ErrorCode::kCorrupt, "Saved bans do not check; they are forgotten.", file.string());
  for (const auto& ban : saved) {
    const auto source = SourceKey::parse(ban.source);
    const bool known = static_cast<std::size_t>(ban.why) < core::kMisdeedCount;
    if (source && known) bans.push_back({*source, ban.why, ban.since, ban.until, ban.times});
  }
  return bans;
}

base::Status save_locks(const std::filesystem::path& file, const std::vector<Lockout::Kept>& locks) {
  std::string body;
  base::WireWriter(body).value(locks);
  return save_checked(file, kLocksMark, body);
}

base::Result<std::vector<Lockout::Kept>> load_locks(const std::filesystem::path& file) {
  const auto body = load_checked(file, kLocksMark, kGuardFileMaxBytes);
  if (!body) return base::fail(body.error());
  std::vector<Lockout::Kept> locks;
  if (body->empty()) return locks;
  base::WireReader reader(*body);
  reader.value(locks);
  if (reader.failed() || !reader.at_end()) return base::fail(base::ErrorCode::kCorrupt, "Saved locks do not check; they are forgotten.", file.string());
  if (locks.size() > kLocksKept) locks.resize(kLocksKept);
  return locks;
}

base::Status save_outside(const std::filesystem::path& file, const OutsideGuard::Kept& kept) {
  SavedOutside saved;
  saved.alarms = kept.alarms;
  for (const auto& one : kept.hours) saved.hours.push_back({one.tenant, one.minute, {one.hour.begin(), one.hour.end()}});
  std::string body;
  base::WireWriter(body).value(saved);
  return save_checked(file, kOutsideMark, body);
}

base::Result<OutsideGuard::Kept> load_outside(const std::filesystem::path& file) {
  const auto body = load_checked(file, kOutsideMark, kGuardFileMaxBytes);
  if (!body) return base::fail(body.error());
  OutsideGuard::Kept kept;
  if (body->empty()) return kept;
  SavedOutside saved;
  base::WireReader reader(*body);
  reader.value(saved);
  if (reader.failed() || !reader.at_end()) return base::fail(base::ErrorCode::kCorrupt, "Saved alarms do not check; they are forgotten.", file.string());
  std::erase_if(saved.alarms, [](const auto& alarm) { return static_cast<std::size_t>(alarm.why) >= core::kOutsideRefusalCount; });
  kept.alarms = std::move(saved.alarms);
  for (const auto& one : saved.hours) {
    OutsideGuard::KeptHour hour{one.tenant, one.minute, {}};
    if (one.millis.size() != hour.hour.size()) continue;
    std::ranges::copy(one.millis, hour.hour.begin());
    kept.hours.push_back(hour);
  }
  return kept;
}

}  // namespace peal::telephony
