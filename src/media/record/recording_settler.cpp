#include "media/record/recording_settler.hpp"

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/thread.hpp"
#include "media/limits.hpp"

namespace peal::media::record {

RecordingFailed refused(RecordingFailed event) {
  base::counter("peal_recordings_failed_total", "Recordings that the disk refused.").add();
  base::log(base::LogLevel::kError, "media", "recording_failed",
            {{"recording", event.recording.value}, {"path", event.path}, {"error", event.error.describe()}});
  return event;
}

RecordingSettler::RecordingSettler(std::function<void(MediaEvent)> events)
    : events_(std::move(events)), thread_([this] { run(); }) {}

RecordingSettler::~RecordingSettler() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void RecordingSettler::submit(UnsettledRecording recording) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(recording));
  }
  changed_.notify_all();
}

void RecordingSettler::run() {
  base::begin_thread("settler", base::Importance::kPeople);
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    std::vector<UnsettledRecording> batch;
    batch.swap(waiting_);
    lock.unlock();
    settle(batch);
    lock.lock();
  }
}

void RecordingSettler::settle(std::vector<UnsettledRecording>& batch) {
  // When the whole file system cannot be synced, each file says for itself whether it is safe.
  const bool all = batch.size() > kSyncEachMax && batch.front().file->sync_all().has_value();
  for (auto& [written, file] : batch) {
    const base::Status done = all ? base::Status{} : file->sync();
    if (done) {
      events_(std::move(written));
    } else {
      events_(refused({written.recording, written.path, done.error(), written.samples}));
    }
  }
}

}  // namespace peal::media::record
