#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "journal/file.hpp"
#include "journal/key_ring.hpp"
#include "journal/record.hpp"
#include "journal/space.hpp"

namespace peal::journal {

struct Segment {
  file::Descriptor file;
  std::filesystem::path path;
  Position first = 1;
  bool name_durable = false;  ///< Else the directory is synced first. Of the sync thread once it was handed over.
};

/// Makes what the owner wrote durable, many batches with one fdatasync: first
/// the keys, then the records that they seal.
class SyncThread {
 public:
  SyncThread(KeyRing& keys, Space& space, base::Millis every);
  ~SyncThread();
  SyncThread(const SyncThread&) = delete;
  SyncThread& operator=(const SyncThread&) = delete;

  /// `last` is durable already.
  void start(std::shared_ptr<Segment> segment, Position last);
  void stop();

  /// The owner has written up to `position`. Cheap while the thread is awake.
  void written(Position position);
  /// The owner goes on in another segment.
  void next_segment(std::shared_ptr<Segment> segment);
  [[nodiscard]] Position written_position() const { return written_.load(); }
  [[nodiscard]] Position durable_position() const { return durable_.load(std::memory_order_acquire); }

  void when_durable(Position position, std::function<void(base::Status)> done);
  /// The first error of the disk; nothing is made durable after it, because the
  /// kernel may have dropped what it could not write.
  [[nodiscard]] base::Status health() const;

 private:
  void run();
  [[nodiscard]] base::Status sync(const std::vector<std::shared_ptr<Segment>>& segments);
  void answer(std::unique_lock<std::mutex>& lock);

  KeyRing& keys_;
  Space& space_;
  base::Millis every_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<bool> idle_{false};
  std::atomic<Position> written_{0};
  std::atomic<Position> durable_{0};
  std::atomic<bool> broken_{false};
  bool stop_ = false;
  base::Status health_;
  std::vector<std::shared_ptr<Segment>> segments_;  // The last is the one being written.
  struct Waiter {
    Position position;
    std::function<void(base::Status)> done;
  };
  std::vector<Waiter> waiters_;
  std::thread thread_;
};

}  // namespace peal::journal
