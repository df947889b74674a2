#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "media/media_event.hpp"
#include "media/record/disk.hpp"

namespace peal::media::record {

/// A recording that is whole but perhaps only in the system's memory.
struct UnsettledRecording {
  RecordingWritten event;
  std::unique_ptr<DiskFile> file;
};

/// Counts and logs a recording that the disk refused; returns it.
[[nodiscard]] RecordingFailed refused(RecordingFailed event);

/// Brings finished recordings to the disk and only then reports them as written:
/// whoever reads "written" may rely on it after a power cut. It has a thread of
/// its own, since a sync may take seconds, and the writer must go on meanwhile.
class RecordingSettler {
 public:
  /// `events` is called on the settler's thread.
  explicit RecordingSettler(std::function<void(MediaEvent)> events);
  /// Settles what it was given.
  ~RecordingSettler();
  RecordingSettler(const RecordingSettler&) = delete;
  RecordingSettler& operator=(const RecordingSettler&) = delete;

  /// Any thread; never waits for the disk.
  void submit(UnsettledRecording recording);

 private:
  void run();
  void settle(std::vector<UnsettledRecording>& batch);

  std::function<void(MediaEvent)> events_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<UnsettledRecording> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace peal::media::record
