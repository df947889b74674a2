#pragma once

#include <filesystem>

#include "core/ids.hpp"

namespace peal::telephony {

/// DATA/recordings/2026/11/22/<id>.wav: the UTC day comes from the id, so that
/// whoever knows the id finds the file.
[[nodiscard]] std::filesystem::path recording_path(const std::filesystem::path& data, const core::RecordingId& recording);

}  // namespace peal::telephony
