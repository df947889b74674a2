#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace peal::speech {

/// Mono, 8,000 samples a second.
using Audio = std::vector<std::int16_t>;
using AudioPtr = std::shared_ptr<const Audio>;

struct PromptRequest {
  std::string text;                ///< UTF-8, one or more sentences, at most kTextBytesMax.
  std::string language = "en-US";  ///< BCP 47: "zh-CN", "en-US", "en-GB".
  std::string voice;               ///< A provider's own name; empty: its voice for the language.
  int rate_percent = 100;          ///< 50 to 200 of the normal pace.
  friend bool operator==(const PromptRequest&, const PromptRequest&) = default;
};

/// Turns text into sound. Implementations may block: SpeechService gives each
/// one a thread of its own, and calls it from no other.
class Provider {
 public:
  virtual ~Provider() = default;
  /// A stable name; part of the key under which sound is cached.
  [[nodiscard]] virtual std::string name() const = 0;
  /// Sound without silence around it and without a click at either end.
  /// Errors: kBadInput (no such language, nothing to say), kTooLarge, kUnavailable.
  [[nodiscard]] virtual base::Result<Audio> synthesise(const PromptRequest& request) = 0;
};

}  // namespace peal::speech
