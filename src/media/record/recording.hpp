#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "media/record/recording_writer.hpp"
#include "media/stream_parameters.hpp"

namespace peal::media::record {

using Frame = std::span<const std::int16_t, kFrameSamples>;

/// The media thread's half of one recording: it gathers frames of both sides
/// into blocks. One call a beat, so the file's length is the time that passed.
class Recording {
 public:
  Recording(RecordingId id, const RecordingRequest& request);

  /// A side without sound this beat is silence.
  void beat(std::optional<Frame> left, std::optional<Frame> right, RecordingWriter& writer,
            std::vector<WriterMessage>& out);
  /// Hands over what is gathered and ends the file.
  void close(std::vector<WriterMessage>& out);

  [[nodiscard]] WriterMessage opening() const;
  [[nodiscard]] RecordingId id() const { return id_; }
  /// Zero: two streams are recorded.
  [[nodiscard]] MixId mix() const { return mix_; }
  [[nodiscard]] std::optional<StreamId> left() const { return left_; }
  [[nodiscard]] std::optional<StreamId> right() const { return right_; }
  /// The right side was given by start or attach, so it is never the caller's prompts.
  [[nodiscard]] bool right_attached() const { return right_attached_; }
  [[nodiscard]] bool suppress_digits() const { return suppress_digits_; }
  void attach(RecordingSide side, std::optional<StreamId> stream);
  void pause(bool paused) { paused_ = paused; }

 private:
  void hand_over(std::vector<WriterMessage>& out);

  RecordingId id_;
  std::string path_;
  MixId mix_;
  std::optional<StreamId> left_;
  std::optional<StreamId> right_;
  bool right_attached_ = false;
  bool suppress_digits_ = false;
  bool paused_ = false;
  std::uint64_t samples_ = 0;
  std::unique_ptr<Block> block_;
};

}  // namespace peal::media::record
