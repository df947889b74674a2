#include "media/record/wav_writer.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "base/assert.hpp"
#include "media/limits.hpp"

namespace peal::media::record {
namespace {

static_assert(std::endian::native == std::endian::little, "WAV is little-endian; samples are written as they lie.");

void put_u32(std::uint8_t* out, std::uint32_t value) { std::memcpy(out, &value, sizeof value); }
void put_u16(std::uint8_t* out, std::uint16_t value) { std::memcpy(out, &value, sizeof value); }

std::uint32_t capped(std::uint64_t value) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(value, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace

std::array<std::uint8_t, kWavHeaderBytes> wav_header(std::uint64_t samples) {
  constexpr std::uint16_t kChannels = 2;
  constexpr std::uint16_t kBits = 16;
  std::array<std::uint8_t, kWavHeaderBytes> out{};
  const std::uint64_t data = samples * kChannels * kBits / 8;
  std::memcpy(&out[0], "RIFF", 4);
  put_u32(&out[4], capped(data + kWavHeaderBytes - 8));
  std::memcpy(&out[8], "WAVEfmt ", 8);
  put_u32(&out[16], 16);
  put_u16(&out[20], 1);  // Linear PCM.
  put_u16(&out[22], kChannels);
  put_u32(&out[24], kSampleRate);
  put_u32(&out[28], kSampleRate * kChannels * kBits / 8);
  put_u16(&out[32], kChannels * kBits / 8);
  put_u16(&out[34], kBits);
  std::memcpy(&out[36], "data", 4);
  put_u32(&out[40], capped(data));
  return out;
}

base::Result<WavWriter> WavWriter::create(Disk& disk, const std::string& path) {
  auto file = disk.create(path);
  if (!file) return base::fail(file.error());
  WavWriter writer(std::move(*file));
  if (auto written = writer.patch_header(); !written) return base::fail(written.error());
  return writer;
}

base::Status WavWriter::patch_header() {
  const auto header = wav_header(samples_);
  return file_->write_at(0, header);
}

base::Status WavWriter::write(std::uint64_t first, std::span<const std::int16_t> interleaved) {
  PEAL_ASSERT(first >= samples_ && interleaved.size() % 2 == 0);
  if (first > samples_) {
    if (auto extended = extend(first); !extended) return extended;
  }
  const std::span<const std::uint8_t> bytes(reinterpret_cast<const std::uint8_t*>(interleaved.data()),
                                            interleaved.size() * sizeof(std::int16_t));
  if (auto written = file_->write_at(this->bytes(), bytes); !written) return written;
  samples_ += interleaved.size() / 2;
  return patch_header();
}

base::Status WavWriter::extend(std::uint64_t samples) {
  static constexpr std::array<std::uint8_t, 64 * 1024> kSilence{};
  while (samples_ < samples) {
    const std::uint64_t step = std::min<std::uint64_t>(samples - samples_, kSilence.size() / 4);
    if (auto written = file_->write_at(bytes(), std::span(kSilence).first(step * 4)); !written) return written;
    samples_ += step;
  }
  return patch_header();
}

}  // namespace peal::media::record
