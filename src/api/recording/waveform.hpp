#pragma once

#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace peal::api {

/// Largest absolute sample of each stretch, 0 to 1, one list for each channel.
struct Waveform {
  base::Millis length{0};
  std::vector<float> left;
  std::vector<float> right;
};

/// Reads a WAV file (16 bit PCM, one or two channels; of one, both lists are
/// the same) into at most `points` peaks; fewer when there are fewer samples. A
/// file that is still being written is read up to its present end. Blocks.
/// kNotFound, kCorrupt, kStorage.
[[nodiscard]] base::Result<Waveform> read_waveform(const std::filesystem::path& file, std::size_t points);

}  // namespace peal::api
