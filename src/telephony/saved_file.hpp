#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

/// Small files that outlive a restart: a mark that names their form, a checksum
/// against torn writes, and a body.
namespace peal::telephony {

/// Writes the whole file anew and puts it in the place of the old one.
/// Errors: kStorageFull, kPermission, kStorage.
[[nodiscard]] base::Status save_checked(const std::filesystem::path& file, std::string_view mark, std::string_view body);

/// The body; empty when there is no such file. kCorrupt for a file that does not
/// check, has another mark or is larger than `most_bytes`.
[[nodiscard]] base::Result<std::string> load_checked(const std::filesystem::path& file, std::string_view mark, std::size_t most_bytes);

}  // namespace peal::telephony
