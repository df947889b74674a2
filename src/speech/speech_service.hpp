#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>

#include "speech/provider.hpp"

namespace peal::speech {

struct SpeechConfig {
  std::filesystem::path cache_folder;               ///< Made when it is missing; empty: memory only.
  std::size_t memory_bytes_max = 64 * 1024 * 1024;  ///< Sound kept in memory, least recently used goes first.
};

/// Speech with a cache in memory and on disk, and one worker thread. Any thread may call it.
class SpeechService {
 public:
  using Answer = std::function<void(base::Result<AudioPtr>)>;

  SpeechService(SpeechConfig config, std::unique_ptr<Provider> provider);
  /// Waiting requests are answered with kCancelled.
  ~SpeechService();
  SpeechService(const SpeechService&) = delete;
  SpeechService& operator=(const SpeechService&) = delete;

  /// `answer` is called exactly once: at once and on this thread when the sound
  /// is in memory, else on the worker's, where it must only put it into a queue.
  /// Errors: those of the provider, kOverloaded when too much is waiting.
  void speak(const PromptRequest& request, Answer answer);

  /// Synthesises now what will be needed soon, so that nobody waits for it.
  void prepare(const PromptRequest& request);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace peal::speech
