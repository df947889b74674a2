#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "media/limits.hpp"
#include "media/media_event.hpp"
#include "media/record/disk.hpp"
#include "media/record/recording_settler.hpp"

namespace peal::media::record {

/// Half a second of left and right, interleaved.
struct Block {
  std::uint64_t first_sample = 0;
  std::size_t frames = 0;  // Of 20 ms.
  std::array<std::int16_t, kRecordingBlockFrames * kFrameSamples * 2> sound;
};

/// What a media thread tells the writer, in this order for each recording.
struct WriterMessage {
  enum class Kind : std::uint8_t { kOpen, kBlock, kClose };
  Kind kind = Kind::kOpen;
  RecordingId recording;
  std::string path;              // kOpen.
  std::unique_ptr<Block> block;  // kBlock.
  std::uint64_t samples = 0;     // kClose: the length by the clock; a missing end becomes silence.
};

/// One thread that writes all recordings, so that a slow disk never holds up
/// sound. It wakes a few times a second, and reads finished files back in
/// small steps for their hash; then the settler brings them to the disk.
class RecordingWriter {
 public:
  RecordingWriter(std::unique_ptr<Disk> disk, std::function<void(MediaEvent)> events);
  /// Finishes every recording that was closed; the rest stay as they are on disk.
  ~RecordingWriter();
  RecordingWriter(const RecordingWriter&) = delete;
  RecordingWriter& operator=(const RecordingWriter&) = delete;

  /// An empty block, or nothing when kRecordingBlocksMax wait for the disk.
  [[nodiscard]] std::unique_ptr<Block> take_block();
  /// Empties `batch`. Once a beat, so the lock costs nothing.
  void submit(std::vector<WriterMessage>& batch);

 private:
  struct File;
  void run();
  void handle(WriterMessage& message);
  void write(File& file, const Block& block);
  void give_up(File& file, const base::Error& error);
  /// True when no file is left to hash.
  bool hash_step();

  std::unique_ptr<Disk> disk_;
  std::function<void(MediaEvent)> events_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<WriterMessage> messages_;
  std::vector<std::unique_ptr<Block>> free_;
  std::size_t blocks_ = 0;
  bool stopping_ = false;
  std::unordered_map<RecordingId, std::unique_ptr<File>> files_;  // Only the writer's thread.
  std::deque<std::unique_ptr<File>> finishing_;
  RecordingSettler settler_;  // Ends after the thread that gives it files.
  std::thread thread_;
};

}  // namespace peal::media::record
