#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace peal::api {

/// A few threads for what blocks: SQL, password hashing, reading files.
class WorkerPool {
 public:
  WorkerPool(std::size_t threads, std::size_t waiting_max);
  /// Finishes the tasks that have begun; drops the rest.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False when `waiting_max` tasks wait, or after stop(). Any thread.
  [[nodiscard]] bool post(std::function<void()> task);
  void stop();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> waiting_;
  std::size_t waiting_max_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace peal::api
