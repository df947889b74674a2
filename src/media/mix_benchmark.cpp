#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "media/plane/beat.hpp"
#include "media/plane/mix.hpp"
#include "media/plane/stream.hpp"

/// What one beat of a mix costs beside the sockets and codecs of its parties: the
/// sum, and what each of them hears.
namespace peal::media::plane {
namespace {

void one_beat_of_a_mix(benchmark::State& state) {
  std::vector<std::unique_ptr<Stream>> streams;
  Mix mix;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    auto& stream = streams.emplace_back(std::make_unique<Stream>(StreamId{static_cast<std::uint64_t>(i + 1)}, PortSocket{}, StreamIdentity{}));
    stream->pretend_heard(static_cast<std::int16_t>(100 * i));
    mix.add(*stream);
  }
  std::array<std::int16_t, kFrameSamples> out{};
  for (auto each : state) {
    mix.beat();
    for (const auto& stream : streams) {
      mix.heard_by(*stream, out);
      benchmark::DoNotOptimize(out);
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(one_beat_of_a_mix)->Arg(3)->Arg(10)->Arg(50);

}  // namespace
}  // namespace peal::media::plane
