#include "api/recording/waveform.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace peal::api {
namespace {

static_assert(std::endian::native == std::endian::little, "WAV is little-endian, and read as it lies.");

struct Sound {
  std::uint16_t channels = 0;
  std::uint32_t rate = 0;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

tl::unexpected<base::Error> corrupt() {
  return base::fail(base::ErrorCode::kCorrupt, "The file is not a WAV of 16 bit PCM.", "audio");
}

template <class T>
T number_at(const char* bytes) {
  T value{};
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

// RIFF chunks: four letters, four bytes of length, content padded to even.
base::Result<Sound> find_sound(std::ifstream& file, std::uint64_t file_bytes) {
  std::array<char, 12> riff{};
  file.read(riff.data(), riff.size());
  if (!file || std::memcmp(riff.data(), "RIFF", 4) != 0 || std::memcmp(riff.data() + 8, "WAVE", 4) != 0) return corrupt();
  Sound sound;
  std::uint64_t at = riff.size();
  while (at + 8 <= file_bytes) {
    std::array<char, 8> head{};
    file.seekg(static_cast<std::streamoff>(at));
    file.read(head.data(), head.size());
    if (!file) return corrupt();
    const std::uint64_t size = number_at<std::uint32_t>(head.data() + 4);
    at += head.size();
    if (std::memcmp(head.data(), "fmt ", 4) == 0) {
      std::array<char, 16> format{};
      file.read(format.data(), format.size());
      if (!file || number_at<std::uint16_t>(format.data()) != 1 || number_at<std::uint16_t>(format.data() + 14) != 16) {
        return corrupt();
      }
      sound.channels = number_at<std::uint16_t>(format.data() + 2);
      sound.rate = number_at<std::uint32_t>(format.data() + 4);
    } else if (std::memcmp(head.data(), "data", 4) == 0) {
      if (sound.channels < 1 || sound.channels > 2 || sound.rate == 0) return corrupt();
      sound.offset = at;
      // While it is being written the header says 0 or less than there is.
      const std::uint64_t present = file_bytes - at;
      sound.bytes = size == 0 || size > present ? present : size;
      return sound;
    }
    at += size + (size & 1);
  }
  return corrupt();
}

float peak(std::int16_t sample) { return static_cast<float>(std::abs(static_cast<int>(sample))) / 32'768.0F; }

}  // namespace

base::Result<Waveform> read_waveform(const std::filesystem::path& path, std::size_t points) {
  std::error_code error;
  const auto file_bytes = std::filesystem::file_size(path, error);
  if (error) return base::fail(base::ErrorCode::kNotFound, "The recording's file is not there.", "api.not_recorded");
  std::ifstream file(path, std::ios::binary);
  if (!file) return base::fail(base::ErrorCode::kStorage, "The recording cannot be read.", "audio");
  const auto sound = find_sound(file, file_bytes);
  if (!sound) return base::fail(sound.error());

  const std::uint64_t frame_bytes = 2ULL * sound->channels;
  const std::uint64_t frames = sound->bytes / frame_bytes;
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(points, frames));
  Waveform wave;
  wave.length = base::Millis{static_cast<std::int64_t>(frames * 1'000 / sound->rate)};
  wave.left.resize(count);
  wave.right.resize(count);
  std::vector<std::int16_t> samples(32'768);
  file.seekg(static_cast<std::streamoff>(sound->offset));
  for (std::uint64_t frame = 0; frame < frames;) {
    const std::uint64_t some = std::min<std::uint64_t>(frames - frame, samples.size() / sound->channels);
    file.read(reinterpret_cast<char*>(samples.data()), static_cast<std::streamsize>(some * frame_bytes));
    if (!file) return base::fail(base::ErrorCode::kStorage, "The recording cannot be read to its end.", "audio");
    for (std::uint64_t i = 0; i < some; ++i, ++frame) {
      const auto point = static_cast<std::size_t>(frame * count / frames);
      const auto first = static_cast<std::size_t>(i * sound->channels);
      wave.left[point] = std::max(wave.left[point], peak(samples[first]));
      wave.right[point] = std::max(wave.right[point], peak(samples[first + sound->channels - 1U]));
    }
  }
  return wave;
}

}  // namespace peal::api
