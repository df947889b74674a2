#include "media/record/recording.hpp"

#include "base/metrics.hpp"

namespace peal::media::record {

Recording::Recording(RecordingId id, const RecordingRequest& request)
    : id_(id),
      path_(request.path),
      mix_(request.mix),
      left_(request.mix.value == 0 ? std::optional(request.left) : std::nullopt),
      right_(request.right),
      right_attached_(request.right.has_value()),
      suppress_digits_(request.suppress_digits) {}

WriterMessage Recording::opening() const {
  return WriterMessage{.kind = WriterMessage::Kind::kOpen, .recording = id_, .path = path_};
}

void Recording::attach(RecordingSide side, std::optional<StreamId> stream) {
  if (side == RecordingSide::kLeft) {
    left_ = stream;
  } else {
    right_ = stream;
    right_attached_ = stream.has_value();
  }
}

void Recording::beat(std::optional<Frame> left, std::optional<Frame> right, RecordingWriter& writer,
                     std::vector<WriterMessage>& out) {
  if (!block_) {
    block_ = writer.take_block();
    if (!block_) {
      static base::Counter& dropped =
          base::counter("peal_recording_frames_dropped_total", "Frames of 20 ms lost because the disk was too slow.");
      dropped.add();
      samples_ += kFrameSamples;
      return;
    }
    block_->first_sample = samples_;
    block_->frames = 0;
  }
  std::int16_t* sound = block_->sound.data() + block_->frames * kFrameSamples * 2;
  for (std::size_t i = 0; i < kFrameSamples; ++i) {
    sound[i * 2] = left && !paused_ ? (*left)[i] : std::int16_t{0};
    sound[i * 2 + 1] = right && !paused_ ? (*right)[i] : std::int16_t{0};
  }
  samples_ += kFrameSamples;
  if (++block_->frames == kRecordingBlockFrames) hand_over(out);
}

void Recording::hand_over(std::vector<WriterMessage>& out) {
  out.push_back(WriterMessage{.kind = WriterMessage::Kind::kBlock, .recording = id_, .block = std::move(block_)});
}

void Recording::close(std::vector<WriterMessage>& out) {
  if (block_) hand_over(out);
  out.push_back(WriterMessage{.kind = WriterMessage::Kind::kClose, .recording = id_, .samples = samples_});
}

}  // namespace peal::media::record
