#include "speech/espeak_provider.hpp"

#include <algorithm>
#include <atomic>
#include <cctype>

#include <espeak-ng/speak_lib.h>

#include "base/assert.hpp"
#include "speech/limits.hpp"
#include "speech/shaping.hpp"

namespace peal::speech {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

std::atomic<bool> engine_in_use{false};

constexpr int kNormalWordsPerMinute = 165;

// espeak calls this from inside espeak_Synth with each piece of sound; the
// events carry the pointer given there. Returning 1 stops it.
int collect(short* wav, int samples, espeak_EVENT* events) {
  if (wav == nullptr || samples <= 0) return 0;
  auto* raw = static_cast<std::vector<std::int16_t>*>(events->user_data);
  if (raw->size() + static_cast<std::size_t>(samples) > kSamplesMax * 4) return 1;
  raw->insert(raw->end(), wav, wav + samples);
  return 0;
}

// espeak names Mandarin "cmn" and Cantonese "yue"; other names are BCP 47 in lower case.
std::string engine_voice(const PromptRequest& request) {
  if (!request.voice.empty()) return request.voice;
  std::string language = request.language;
  std::ranges::transform(language, language.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (language == "zh-hk" || language == "zh-mo" || language.starts_with("yue")) return "yue";
  if (language == "zh" || language.starts_with("zh-")) return "cmn";
  if (language == "en") return "en-us";
  return language;
}

class EspeakProvider final : public Provider {
 public:
  explicit EspeakProvider(unsigned rate) : rate_(rate) {}
  ~EspeakProvider() override { engine_in_use.store(false); }
  EspeakProvider(const EspeakProvider&) = delete;
  EspeakProvider& operator=(const EspeakProvider&) = delete;

  [[nodiscard]] std::string name() const override { return "espeak-ng"; }

  [[nodiscard]] Result<Audio> synthesise(const PromptRequest& request) override {
    if (request.text.size() > kTextBytesMax) return fail(ErrorCode::kTooLarge, "The text to speak is too long.", "text");
    if (auto voice = choose_voice(request); !voice) return fail(voice.error());
    const int rate = std::clamp(request.rate_percent, 50, 200) * kNormalWordsPerMinute / 100;
    espeak_SetParameter(espeakRATE, rate, 0);
    std::vector<std::int16_t> raw;
    const espeak_ERROR error = espeak_Synth(request.text.c_str(), request.text.size() + 1, 0, POS_CHARACTER, 0,
                                            espeakCHARS_UTF8, nullptr, &raw);
    if (error != EE_OK) return fail(ErrorCode::kUnavailable, "The speech engine could not speak the text.", "text");
    auto audio = shape_for_telephone(raw, rate_);
    if (audio && audio->empty()) return fail(ErrorCode::kBadInput, "The text has nothing that can be spoken.", "text");
    return audio;
  }

 private:
  [[nodiscard]] base::Status choose_voice(const PromptRequest& request) {
    std::string voice = engine_voice(request);
    if (espeak_SetVoiceByName(voice.c_str()) == EE_OK) return {};
    voice = voice.substr(0, voice.find('-'));
    if (espeak_SetVoiceByName(voice.c_str()) == EE_OK) return {};
    return fail(ErrorCode::kBadInput, "There is no voice for the language " + request.language + ".", "language");
  }

  unsigned rate_;
};

}  // namespace

Result<std::unique_ptr<Provider>> open_espeak() {
  const bool was_in_use = engine_in_use.exchange(true);
  PEAL_ASSERT(!was_in_use);
  // Once for the whole process: espeak_Terminate followed by a second start hangs in espeak-ng 1.51.
  static const int rate = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nullptr, espeakINITIALIZE_DONT_EXIT);
  if (rate <= 0) {
    engine_in_use.store(false);
    return fail(ErrorCode::kUnavailable, "espeak-ng has no voice data; install the package espeak-ng-data.");
  }
  espeak_SetSynthCallback(collect);
  return std::make_unique<EspeakProvider>(static_cast<unsigned>(rate));
}

}  // namespace peal::speech
