#include "telephony/recording_path.hpp"

#include "base/id.hpp"
#include "base/time.hpp"

namespace peal::telephony {

std::filesystem::path recording_path(const std::filesystem::path& data, const core::RecordingId& recording) {
  const auto day = base::to_rfc3339(base::id_time(recording.value));  // "2026-11-22T..."
  return data / "recordings" / day.substr(0, 4) / day.substr(5, 2) / day.substr(8, 2) /
         (base::to_text(recording) + ".wav");
}

}  // namespace peal::telephony
