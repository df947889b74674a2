#pragma once

#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "telephony/guard/bans.hpp"
#include "telephony/guard/lockout.hpp"
#include "telephony/guard/outside_guard.hpp"

namespace peal::telephony {

/// Who is shut out, kept over a restart. Errors as those of save_checked and load_checked.
[[nodiscard]] base::Status save_bans(const std::filesystem::path& file, const std::vector<Bans::Kept>& bans);
/// Empty when there is no file yet.
[[nodiscard]] base::Result<std::vector<Bans::Kept>> load_bans(const std::filesystem::path& file);

/// Accounts and doors whose password or PIN was guessed at.
[[nodiscard]] base::Status save_locks(const std::filesystem::path& file, const std::vector<Lockout::Kept>& locks);
[[nodiscard]] base::Result<std::vector<Lockout::Kept>> load_locks(const std::filesystem::path& file);

/// Alarms, and what was used of the hour's minutes.
[[nodiscard]] base::Status save_outside(const std::filesystem::path& file, const OutsideGuard::Kept& kept);
[[nodiscard]] base::Result<OutsideGuard::Kept> load_outside(const std::filesystem::path& file);

}  // namespace peal::telephony
