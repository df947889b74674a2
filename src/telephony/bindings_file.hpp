#pragma once

#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "sip/registrar/binding.hpp"

namespace peal::telephony {

/// Registrations on disk, so that phones are reachable right after a restart.
/// Written whole to a neighbour and renamed; readable by the owner only.
/// Errors: kStorage, kStorageFull, kPermission.
[[nodiscard]] base::Status save_bindings(const std::filesystem::path& file, const std::vector<sip::Binding>& bindings);
/// Empty when there is no file. Error: kCorrupt when it does not check; phones
/// then register again by themselves.
[[nodiscard]] base::Result<std::vector<sip::Binding>> load_bindings(const std::filesystem::path& file);

}  // namespace peal::telephony
