#include "speech/speech_service.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/thread.hpp"
#include "speech/limits.hpp"
#include "speech/sound_cache.hpp"

namespace peal::speech {

using base::ErrorCode;
using base::fail;
using base::Result;

struct SpeechService::Inside {
  struct Job {
    std::string key;
    PromptRequest request;
  };

  Inside(SpeechConfig config, std::unique_ptr<Provider> engine)
      : provider(std::move(engine)), memory(config.memory_bytes_max), files(config.cache_folder) {}

  std::unique_ptr<Provider> provider;  // Only the worker synthesises.
  std::mutex mutex;
  std::condition_variable work;
  MemoryCache memory;
  std::deque<Job> waiting;
  // Requests for the same sound share one synthesis.
  std::unordered_map<std::string, std::vector<Answer>> answers;
  bool stopping = false;
  FileCache files;
  std::thread worker;

  void run();
  [[nodiscard]] Result<AudioPtr> obtain(const Job& job);
};

SpeechService::SpeechService(SpeechConfig config, std::unique_ptr<Provider> provider)
    : inside_(std::make_unique<Inside>(std::move(config), std::move(provider))) {
  inside_->worker = std::thread([inside = inside_.get()] { inside->run(); });
}

SpeechService::~SpeechService() {
  {
    const std::lock_guard lock(inside_->mutex);
    inside_->stopping = true;
  }
  inside_->work.notify_one();
  inside_->worker.join();
  for (auto& [key, waiting] : inside_->answers) {
    for (auto& answer : waiting) answer(fail(ErrorCode::kCancelled, "The server stops."));
  }
}

void SpeechService::speak(const PromptRequest& request, Answer answer) {
  if (request.text.size() > kTextBytesMax) {
    answer(fail(ErrorCode::kTooLarge, "The text to speak is too long.", "text"));
    return;
  }
  const std::string key = cache_key(inside_->provider->name(), request);
  AudioPtr known;
  bool overloaded = false;
  {
    const std::lock_guard lock(inside_->mutex);
    known = inside_->memory.find(key);
    if (!known) {
      const auto same = inside_->answers.find(key);
      if (same != inside_->answers.end()) {
        same->second.push_back(std::move(answer));
        return;
      }
      overloaded = inside_->waiting.size() >= kWaitingRequestsMax;
      if (!overloaded) {
        inside_->answers[key].push_back(std::move(answer));
        inside_->waiting.push_back({key, request});
      }
    }
  }
  if (known) {
    answer(known);
  } else if (overloaded) {
    base::counter("peal_speech_refused_total", "Requests refused because too many were waiting.").add();
    answer(fail(ErrorCode::kOverloaded, "Too many texts are waiting to be spoken."));
  } else {
    inside_->work.notify_one();
  }
}

void SpeechService::prepare(const PromptRequest& request) {
  speak(request, [](const Result<AudioPtr>& audio) {
    if (audio) return;
    base::log(base::LogLevel::kWarning, "speech", "prepare_failed", {{"error", audio.error().describe()}});
  });
}

Result<AudioPtr> SpeechService::Inside::obtain(const Job& job) {
  if (auto kept = files.find(job.key)) return std::make_shared<const Audio>(std::move(*kept));
  auto made = provider->synthesise(job.request);
  if (!made) return fail(made.error());
  base::counter("peal_speech_synthesised_total", "Texts turned into sound, not from a cache.").add();
  if (auto stored = files.insert(job.key, *made); !stored) {
    // The sound itself is good: only the next start will have to make it again.
    base::log(base::LogLevel::kWarning, "speech", "cache_write_failed", {{"error", stored.error().describe()}});
  }
  return std::make_shared<const Audio>(std::move(*made));
}

void SpeechService::Inside::run() {
  base::begin_thread("speech", base::Importance::kPeople);
  std::unique_lock lock(mutex);
  while (true) {
    work.wait(lock, [this] { return stopping || !waiting.empty(); });
    if (stopping) return;
    const Job job = std::move(waiting.front());
    waiting.pop_front();
    lock.unlock();
    const Result<AudioPtr> audio = obtain(job);
    lock.lock();
    if (audio) memory.insert(job.key, *audio);
    auto node = answers.extract(job.key);
    lock.unlock();
    if (!node.empty()) {
      for (auto& answer : node.mapped()) answer(audio);
    }
    lock.lock();
  }
}

}  // namespace peal::speech
