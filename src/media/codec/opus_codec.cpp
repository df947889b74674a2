#include "media/codec/opus_codec.hpp"

#include <algorithm>

#include <opus/opus.h>

#include "base/assert.hpp"
#include "media/limits.hpp"

namespace peal::media::codec {
namespace {

constexpr int kRate = static_cast<int>(kSampleRate);
// Complexity 3 measured close to 0 in cost at 8 kHz, and speech keeps its clarity.
constexpr int kComplexity = 3;
constexpr int kBitsPerSecond = 20'000;
constexpr int kExpectedLossPercent = 5;

}  // namespace

void OpusDecoder::Free::operator()(::OpusDecoder* state) const { opus_decoder_destroy(state); }
void OpusEncoder::Free::operator()(::OpusEncoder* state) const { opus_encoder_destroy(state); }

OpusDecoder::OpusDecoder() {
  int error = 0;
  state_.reset(opus_decoder_create(kRate, 1, &error));
  PEAL_ASSERT(error == OPUS_OK);
}

std::optional<std::size_t> OpusDecoder::samples_in(std::span<const std::uint8_t> payload) const {
  if (payload.empty()) return std::nullopt;
  const int samples = opus_packet_get_nb_samples(payload.data(), static_cast<opus_int32>(payload.size()), kRate);
  if (samples <= 0 || static_cast<std::size_t>(samples) > kPacketSamplesMax) return std::nullopt;
  return static_cast<std::size_t>(samples);
}

bool OpusDecoder::decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out) {
  const int made = opus_decode(state_.get(), payload.data(), static_cast<opus_int32>(payload.size()), out.data(),
                               static_cast<int>(out.size()), 0);
  return made == static_cast<int>(out.size());
}

void OpusDecoder::conceal(std::span<std::int16_t> out, std::span<const std::uint8_t> next) {
  constexpr std::size_t kStep = kFrameSamples;
  std::size_t done = 0;
  while (done < out.size()) {
    const std::size_t length = std::min(kStep, out.size() - done);
    const bool last = done + length == out.size();
    const bool forward = last && !next.empty() && length == kStep;
    int made = 0;
    // Opus conceals in units of 2.5 ms only.
    if (length % (kSampleRate / 400) == 0) {
      made = opus_decode(state_.get(), forward ? next.data() : nullptr, forward ? static_cast<opus_int32>(next.size()) : 0,
                         out.data() + done, static_cast<int>(length), forward ? 1 : 0);
    }
    if (made < static_cast<int>(length)) {
      const std::size_t from = done + static_cast<std::size_t>(std::max(made, 0));
      std::ranges::fill(out.subspan(from, done + length - from), std::int16_t{0});
    }
    done += length;
  }
}

OpusEncoder::OpusEncoder() {
  int error = 0;
  state_.reset(opus_encoder_create(kRate, 1, OPUS_APPLICATION_VOIP, &error));
  PEAL_ASSERT(error == OPUS_OK);
  opus_encoder_ctl(state_.get(), OPUS_SET_COMPLEXITY(kComplexity));
  opus_encoder_ctl(state_.get(), OPUS_SET_BITRATE(kBitsPerSecond));
  opus_encoder_ctl(state_.get(), OPUS_SET_INBAND_FEC(1));
  opus_encoder_ctl(state_.get(), OPUS_SET_PACKET_LOSS_PERC(kExpectedLossPercent));
}

std::size_t OpusEncoder::encode(std::span<const std::int16_t> sound, std::span<std::uint8_t> out) {
  const int made = opus_encode(state_.get(), sound.data(), static_cast<int>(sound.size()), out.data(),
                               static_cast<opus_int32>(out.size()));
  return made > 0 ? static_cast<std::size_t>(made) : 0;
}

}  // namespace peal::media::codec
