#include "media/codec/playout_buffer.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace peal::media::codec {
namespace {

constexpr std::uint32_t kGapMax = 1'600;       // A longer hole is a pause, not a loss: start again behind it.
constexpr std::uint32_t kConcealMax = 480;     // 60 ms; longer inventions sound like a robot.
constexpr std::uint32_t kDryMax = 4'000;       // Half a second without a packet: the talker paused.
constexpr unsigned kShrinkWindow = 100;        // Beats.
constexpr std::size_t kShrinkAbove = kPlayoutTargetSamples + kFrameSamples;

}  // namespace

void PlayoutBuffer::start(std::uint32_t timestamp) {
  end_ = timestamp;
  read_ = timestamp - kPlayoutTargetSamples;
  for (std::uint32_t t = read_; t != end_; ++t) at(t) = 0;
  invented_ = 0;
  window_ = 0;
  least_waiting_ = kPlayoutSamplesMax;
  primed_ = true;
}

PlayoutBuffer::Admission PlayoutBuffer::admit(std::uint32_t timestamp, std::size_t samples) {
  PEAL_ASSERT(samples <= kPacketSamplesMax);
  if (!primed_) start(timestamp);
  const auto ahead = static_cast<std::int32_t>(timestamp - end_);
  if (ahead > static_cast<std::int32_t>(kGapMax) || ahead < -static_cast<std::int32_t>(kGapMax)) {
    start(timestamp);
    return {Place::kAppend, 0};
  }
  if (ahead < 0) {
    const bool late = static_cast<std::int32_t>(timestamp - read_) < 0 ||
                      static_cast<std::int32_t>(timestamp + samples - end_) > 0;
    return {late ? Place::kLate : Place::kInsert, 0};
  }
  // What was invented while the buffer was dry stands for the lost sound.
  const std::uint32_t covered = std::min<std::uint32_t>(static_cast<std::uint32_t>(ahead), invented_);
  end_ += covered;
  read_ += covered;
  invented_ = 0;
  const auto gap = static_cast<std::size_t>(ahead) - covered;
  const std::size_t after = waiting() + gap + samples;
  // Too much waits (a burst after a stall): the oldest goes.
  if (after > kPlayoutSamplesMax) {
    read_ += static_cast<std::uint32_t>(std::min(after - kPlayoutSamplesMax, waiting()));
  }
  return {Place::kAppend, gap};
}

void PlayoutBuffer::append(std::span<const std::int16_t> sound) {
  for (const std::int16_t sample : sound) at(end_++) = sample;
  if (waiting() > kRing) read_ = end_ - kRing;
}

void PlayoutBuffer::insert(std::uint32_t timestamp, std::span<const std::int16_t> sound) {
  for (const std::int16_t sample : sound) at(timestamp++) = sample;
}

PlayoutBuffer::Pull PlayoutBuffer::pull(std::span<std::int16_t, kFrameSamples> frame) {
  if (primed_ && waiting() >= kFrameSamples) {
    for (std::int16_t& sample : frame) sample = at(read_++);
    least_waiting_ = std::min(least_waiting_, waiting());
    if (++window_ >= kShrinkWindow) {
      if (least_waiting_ >= kShrinkAbove) shrink(frame);
      window_ = 0;
      least_waiting_ = kPlayoutSamplesMax;
    }
    return Pull::kSound;
  }
  if (!primed_) return Pull::kSilent;
  invented_ += kFrameSamples;
  if (invented_ > kDryMax) primed_ = false;
  return invented_ <= kConcealMax ? Pull::kMissing : Pull::kSilent;
}

// Leaves out one frame: this one fades into the next, so nothing clicks.
void PlayoutBuffer::shrink(std::span<std::int16_t, kFrameSamples> frame) {
  for (std::size_t i = 0; i < kFrameSamples; ++i) {
    const int next = at(read_++);
    const int weight = static_cast<int>(i);
    frame[i] = static_cast<std::int16_t>((frame[i] * (static_cast<int>(kFrameSamples) - weight) + next * weight) /
                                         static_cast<int>(kFrameSamples));
  }
}

}  // namespace peal::media::codec
