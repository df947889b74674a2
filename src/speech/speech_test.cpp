#include <cmath>
#include <filesystem>
#include <fstream>
#include <future>

#include <gtest/gtest.h>
#include <unistd.h>

#include "speech/espeak_provider.hpp"
#include "speech/limits.hpp"
#include "speech/shaping.hpp"
#include "speech/sound_cache.hpp"
#include "speech/speech_service.hpp"

namespace peal::speech {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;

class TemporaryFolder {
 public:
  TemporaryFolder() : path_(fs::temp_directory_path() / ("peal-speech-" + std::to_string(getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~TemporaryFolder() { fs::remove_all(path_); }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

double rms(const Audio& audio) {
  double sum = 0;
  for (const auto s : audio) sum += static_cast<double>(s) * s;
  return std::sqrt(sum / static_cast<double>(audio.size()));
}

double seconds(const Audio& audio) { return static_cast<double>(audio.size()) / kSampleRate; }

// Counts how often it is asked; the sound is as long as the text.
class CountingProvider final : public Provider {
 public:
  explicit CountingProvider(int& calls) : calls_(calls) {}
  std::string name() const override { return "counting"; }
  Result<Audio> synthesise(const PromptRequest& request) override {
    ++calls_;
    if (request.text == "refuse") return base::fail(ErrorCode::kUnavailable, "No.");
    return Audio(request.text.size() * 100, 1000);
  }

 private:
  int& calls_;
};

Result<AudioPtr> speak_and_wait(SpeechService& service, const PromptRequest& request) {
  std::promise<Result<AudioPtr>> promise;
  service.speak(request, [&](Result<AudioPtr> audio) { promise.set_value(std::move(audio)); });
  return promise.get_future().get();
}

TEST(Espeak, SpeaksEnglishAndChineseAtATalkersLevel) {
  auto provider = open_espeak();
  ASSERT_TRUE(provider) << provider.error().describe();
  const PromptRequest requests[] = {
      {.text = "Welcome. Please hold the line, an agent will be with you shortly.", .language = "en-US"},
      {.text = "您好，欢迎致电。您前面还有两位，请稍候。", .language = "zh-CN"},
  };
  for (const auto& request : requests) {
    auto audio = (*provider)->synthesise(request);
    ASSERT_TRUE(audio) << audio.error().describe();
    EXPECT_GT(seconds(*audio), 2.0) << request.language;
    EXPECT_LT(seconds(*audio), 9.0) << request.language;
    EXPECT_GT(rms(*audio), 1'000) << request.language;
    EXPECT_LT(rms(*audio), 6'000) << request.language;
    EXPECT_EQ(audio->front(), 0) << "a first sample that jumps is a click";
    EXPECT_LE(std::abs(audio->back()), 16);
  }
}

TEST(Espeak, TheRateChangesTheLength) {
  auto provider = open_espeak();
  ASSERT_TRUE(provider);
  PromptRequest request{.text = "The quick brown fox jumps over the lazy dog.", .language = "en-GB"};
  const auto normal = (*provider)->synthesise(request);
  request.rate_percent = 180;
  const auto fast = (*provider)->synthesise(request);
  ASSERT_TRUE(normal && fast);
  EXPECT_LT(fast->size() * 10, normal->size() * 8);
}

TEST(Espeak, RefusesWhatItCannotSpeak) {
  auto provider = open_espeak();
  ASSERT_TRUE(provider);
  EXPECT_EQ((*provider)->synthesise({.text = "hello", .language = "xx-YY"}).error().code, ErrorCode::kBadInput);
  EXPECT_EQ((*provider)->synthesise({.text = "  \n ", .language = "en-US"}).error().code, ErrorCode::kBadInput);
}

TEST(Shaping, TrimsLevelsAndFades) {
  std::vector<std::int16_t> raw(22'050, 0);
  for (std::size_t i = 5'000; i < 15'000; ++i) {
    raw[i] = static_cast<std::int16_t>(500 * std::sin(2 * M_PI * 700 * static_cast<double>(i) / 22'050));
  }
  const auto audio = shape_for_telephone(raw, 22'050);
  ASSERT_TRUE(audio);
  EXPECT_NEAR(seconds(*audio), 10'000 / 22'050.0 + 0.04, 0.01);
  EXPECT_NEAR(rms(*audio), 3'200, 400);
  EXPECT_EQ(audio->front(), 0);
}

TEST(SpeechService, TheSecondTimeComesFromMemoryAndTheNextStartFromDisk) {
  const TemporaryFolder folder;
  int calls = 0;
  const PromptRequest request{.text = "hello", .language = "en-US"};
  {
    SpeechService service({.cache_folder = folder.path()}, std::make_unique<CountingProvider>(calls));
    const auto first = speak_and_wait(service, request);
    const auto second = speak_and_wait(service, request);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(*first, *second) << "one sound is shared";
    EXPECT_EQ(calls, 1);
    PromptRequest other = request;
    other.language = "en-GB";
    ASSERT_TRUE(speak_and_wait(service, other));
    EXPECT_EQ(calls, 2);
  }
  SpeechService again({.cache_folder = folder.path()}, std::make_unique<CountingProvider>(calls));
  const auto kept = speak_and_wait(again, request);
  ASSERT_TRUE(kept);
  EXPECT_EQ((*kept)->size(), 500U);
  EXPECT_EQ(calls, 2);
}

TEST(SpeechService, ADamagedCacheFileIsMadeAgain) {
  const TemporaryFolder folder;
  int calls = 0;
  const PromptRequest request{.text = "hello"};
  const FileCache files(folder.path());
  ASSERT_TRUE(files.insert(cache_key("counting", request), Audio(500, 1000)));
  for (const auto& entry : fs::directory_iterator(folder.path())) {
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(200);
    file.put('\x55');
  }
  SpeechService service({.cache_folder = folder.path()}, std::make_unique<CountingProvider>(calls));
  ASSERT_TRUE(speak_and_wait(service, request));
  EXPECT_EQ(calls, 1);
}

TEST(SpeechService, ARefusalReachesTheCallerAndIsNotKept) {
  int calls = 0;
  SpeechService service({}, std::make_unique<CountingProvider>(calls));
  EXPECT_EQ(speak_and_wait(service, {.text = "refuse"}).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(speak_and_wait(service, {.text = "refuse"}).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(speak_and_wait(service, {.text = std::string(kTextBytesMax + 1, 'x')}).error().code,
            ErrorCode::kTooLarge);
}

TEST(MemoryCache, TheLeastRecentlyUsedLeavesFirst) {
  MemoryCache cache(2'500);
  const auto sound = [] { return std::make_shared<const Audio>(500, std::int16_t{1}); };
  cache.insert("a", sound());
  cache.insert("b", sound());
  EXPECT_TRUE(cache.find("a"));
  cache.insert("c", sound());
  EXPECT_TRUE(cache.find("a"));
  EXPECT_FALSE(cache.find("b"));
  EXPECT_TRUE(cache.find("c"));
  EXPECT_EQ(cache.bytes(), 2'000U);
}

}  // namespace
}  // namespace peal::speech
