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

/// Who turns sentences into sound for a call. A door, so that the simulated
/// world can speak without a thread.
class Speaker {
 public:
  using Answer = std::function<void(base::Result<AudioPtr>)>;

  virtual ~Speaker() = default;
  Speaker(const Speaker&) = delete;
  Speaker& operator=(const Speaker&) = delete;

  /// `answer` is called exactly once: at once and on this thread when the sound
  /// is in memory, else on the worker's, where it must only put it into a queue.
  /// Errors: those of the provider, kOverloaded when too much is waiting.
  virtual void speak(const PromptRequest& request, Answer answer) = 0;

  /// Synthesises now what will be needed soon, so that nobody waits for it.
  virtual void prepare(const PromptRequest& request) = 0;

 protected:
  Speaker() = default;
};

/// Speech with a cache in memory and on disk, and one worker thread. Any thread may call it.
class SpeechService final : public Speaker {
 public:
  SpeechService(SpeechConfig config, std::unique_ptr<Provider> provider);
  /// Waiting requests are answered with kCancelled.
  ~SpeechService() override;

  void speak(const PromptRequest& request, Answer answer) override;
  void prepare(const PromptRequest& request) override;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace peal::speech
