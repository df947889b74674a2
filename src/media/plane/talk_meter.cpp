#include "media/plane/talk_meter.hpp"

namespace peal::media::plane {
namespace {

bool is_loud(TalkMeter::Frame frame) {
  constexpr std::int64_t kLeast = std::int64_t{kTalkLevel} * kTalkLevel * static_cast<std::int64_t>(kFrameSamples);
  std::int64_t sum = 0;
  for (const std::int16_t sample : frame) sum += std::int32_t{sample} * sample;
  return sum >= kLeast;
}

}  // namespace

std::optional<bool> TalkMeter::hear(std::optional<Frame> frame) {
  const bool loud = frame && is_loud(*frame);
  if (!talking_) {
    loud_ = loud ? static_cast<std::uint16_t>(loud_ + 1) : std::uint16_t{0};
    if (loud_ < kTalkBeginBeats) return std::nullopt;
    talking_ = true;
    quiet_ = untold_ = 0;
    return true;
  }
  quiet_ = loud ? std::uint16_t{0} : static_cast<std::uint16_t>(quiet_ + 1);
  if (quiet_ >= kTalkEndBeats) {
    talking_ = false;
    loud_ = 0;
    return false;
  }
  if (++untold_ < kTalkAgainBeats) return std::nullopt;
  untold_ = 0;
  return true;
}

}  // namespace peal::media::plane
