#include "telephony/recordings.hpp"

#include "base/log.hpp"
#include "telephony/recording_path.hpp"

namespace peal::telephony {

namespace {

base::Millis length_of(std::uint64_t samples) { return base::Millis{static_cast<std::int64_t>(samples / 8)}; }  // 8,000 a second.

}  // namespace

void Recordings::cannot_record(const core::RecordingId& recording, const base::Error& error, base::Millis length) {
  base::log(base::LogLevel::kError, "telephony", "recording_failed",
            {{"recording", base::to_text(recording)}, {"error", error.describe()}});
  board_.raise(core::RecordingFailed{recording, error.code, length});
}

void Recordings::start(const core::StartRecording& command) {
  if (media_names_.contains(command.recording)) return;  // Done before.
  Leg* caller = board_.legs.find(command.caller);
  if (caller == nullptr) {
    return board_.raise(core::RecordingFailed{command.recording, base::ErrorCode::kCancelled});
  }
  media::RecordingRequest request;
  request.left = caller->line().stream;
  begin(command.recording, std::move(request));
}

void Recordings::start(const core::StartMixRecording& command) {
  if (media_names_.contains(command.recording)) return;
  media::RecordingRequest request;
  request.mix = media::MixId{command.mix.value};
  begin(command.recording, std::move(request));
}

void Recordings::begin(const core::RecordingId& recording, media::RecordingRequest request) {
  const media::RecordingId name{board_.next_name()};
  request.path = recording_path(board_.config.data, recording).string();
  if (auto done = board_.media.start_recording(name, request); !done) return cannot_record(recording, done.error(), base::Millis{0});
  media_names_.emplace(recording, name);
  core_names_.emplace(name, recording);
}

void Recordings::attach_agent(const core::RecordAgent& command) {
  const auto at = media_names_.find(command.recording);
  Leg* agent = board_.legs.find(command.agent);
  if (at == media_names_.end() || (command.agent.valid() && agent == nullptr)) return;
  const auto voice = agent == nullptr ? std::nullopt : std::optional(agent->line().stream);
  const auto done = board_.media.attach(at->second, media::RecordingSide::kRight, voice);
  if (done) return;
  base::log(base::LogLevel::kError, "telephony", "recording_one_sided",
            {{"recording", base::to_text(command.recording)}, {"error", done.error().describe()}});
}

void Recordings::stop(const core::RecordingId& recording) {
  const auto at = media_names_.find(recording);
  if (at != media_names_.end()) board_.media.stop_recording(at->second);
}

void Recordings::stop_all() {
  for (const auto& [recording, name] : media_names_) board_.media.stop_recording(name);
}

void Recordings::forget(media::RecordingId name) {
  const auto at = core_names_.find(name);
  media_names_.erase(at->second);
  core_names_.erase(at);
}

void Recordings::written(const media::RecordingWritten& event) {
  const auto at = core_names_.find(event.recording);
  if (at == core_names_.end()) return;
  core::RecordingWritten signal;
  signal.recording = at->second;
  signal.length = length_of(event.samples);
  signal.bytes = event.bytes;
  signal.hash = event.sha256;
  forget(event.recording);
  board_.raise(std::move(signal));
}

void Recordings::failed(const media::RecordingFailed& event) {
  const auto at = core_names_.find(event.recording);
  if (at == core_names_.end()) return;
  const auto recording = at->second;
  forget(event.recording);
  cannot_record(recording, event.error, length_of(event.samples));
}

}  // namespace peal::telephony
