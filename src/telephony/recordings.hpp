#pragma once

#include <unordered_map>

#include "core/command.hpp"
#include "media/media_event.hpp"
#include "telephony/board.hpp"

namespace peal::telephony {

/// Recordings under way. Each ends with exactly one RecordingWritten or
/// RecordingFailed, however its calls end.
class Recordings {
 public:
  explicit Recordings(Board& board) : board_(board) {}

  void start(const core::StartRecording& command);
  void start(const core::StartMixRecording& command);
  void attach_agent(const core::RecordAgent& command);
  void stop(const core::RecordingId& recording);
  void stop_all();
  void written(const media::RecordingWritten& event);
  void failed(const media::RecordingFailed& event);
  [[nodiscard]] std::size_t size() const { return media_names_.size(); }

 private:
  void begin(const core::RecordingId& recording, media::RecordingRequest request);
  void cannot_record(const core::RecordingId& recording, const base::Error& error, base::Millis length);
  void forget(media::RecordingId name);

  Board& board_;
  std::unordered_map<core::RecordingId, media::RecordingId> media_names_;
  std::unordered_map<media::RecordingId, core::RecordingId> core_names_;
};

}  // namespace peal::telephony
