#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace peal::app {

/// A few threads for what blocks: SQL, look-ups. Work is done in the order it
/// came, several at a time; what still waits at the end is dropped.
class Workers {
 public:
  explicit Workers(std::size_t threads, std::size_t waiting_most = 100'000);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// False when too much waits. Any thread.
  [[nodiscard]] bool post(std::function<void()> work);
  void stop();

 private:
  void run();

  std::size_t waiting_most_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace peal::app
