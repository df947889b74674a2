#include <benchmark/benchmark.h>

#include <array>
#include <string>
#include <vector>

#include "media/codec/decoder.hpp"
#include "media/codec/encoder.hpp"
#include "media/limits.hpp"
#include "media/testing/tones.hpp"

/// What 20 ms cost each codec, for how many conversions a machine can carry.
namespace peal::media::codec {
namespace {

constexpr std::size_t kFrames = 50;

const CodecRow& row_at(benchmark::State& state) {
  const CodecRow& row = kCodecs[static_cast<std::size_t>(state.range(0))];
  state.SetLabel(std::string(row.name));
  return row;
}

void encode_20_ms(benchmark::State& state) {
  Encoder encoder(row_at(state).codec);
  const auto sound = testing::tone(600, kFrames * kFrameSamples);
  std::array<std::uint8_t, kDatagramBytesMax> payload;
  std::size_t at = 0;
  for (auto each : state) {
    benchmark::DoNotOptimize(encoder.encode(std::span(sound).subspan(at++ % kFrames * kFrameSamples, kFrameSamples), payload));
  }
}
BENCHMARK(encode_20_ms)->DenseRange(0, kCodecs.size() - 1);

void decode_20_ms(benchmark::State& state) {
  const Codec codec = row_at(state).codec;
  Encoder encoder(codec);
  Decoder decoder(codec);
  const auto sound = testing::tone(600, kFrames * kFrameSamples);
  std::array<std::vector<std::uint8_t>, kFrames> payloads;
  for (std::size_t i = 0; i < kFrames; ++i) {
    std::array<std::uint8_t, kDatagramBytesMax> payload;
    const std::size_t bytes = encoder.encode(std::span(sound).subspan(i * kFrameSamples, kFrameSamples), payload);
    payloads[i].assign(payload.begin(), payload.begin() + static_cast<std::ptrdiff_t>(bytes));
  }
  std::array<std::int16_t, kFrameSamples> out;
  std::size_t at = 0;
  for (auto each : state) benchmark::DoNotOptimize(decoder.decode(payloads[at++ % kFrames], out));
}
BENCHMARK(decode_20_ms)->DenseRange(0, kCodecs.size() - 1);

}  // namespace
}  // namespace peal::media::codec
