#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.hpp"
#include "media/record/disk.hpp"

namespace peal::media::record {

inline constexpr std::size_t kWavHeaderBytes = 44;

/// The header of 16 bit stereo at 8 kHz with `samples` on each channel. Sizes
/// that 32 bits cannot hold are written as their maximum, which players take
/// as "to the end of the file".
[[nodiscard]] std::array<std::uint8_t, kWavHeaderBytes> wav_header(std::uint64_t samples);

/// A WAV file that is whole after each write: the sound first, then the sizes
/// in the header, so that a program killed in between leaves a file that plays.
class WavWriter {
 public:
  [[nodiscard]] static base::Result<WavWriter> create(Disk& disk, const std::string& path);

  /// Interleaved left and right, for sample `first` of the recording on. A hole
  /// before it becomes silence; sound from before the end is refused by assertion.
  [[nodiscard]] base::Status write(std::uint64_t first, std::span<const std::int16_t> interleaved);
  /// Silence up to `samples`.
  [[nodiscard]] base::Status extend(std::uint64_t samples);

  [[nodiscard]] std::uint64_t samples() const { return samples_; }
  [[nodiscard]] std::uint64_t bytes() const { return kWavHeaderBytes + samples_ * 4; }
  [[nodiscard]] DiskFile& file() { return *file_; }
  /// Ends the writing.
  [[nodiscard]] std::unique_ptr<DiskFile> take_file() { return std::move(file_); }

 private:
  explicit WavWriter(std::unique_ptr<DiskFile> file) : file_(std::move(file)) {}
  [[nodiscard]] base::Status patch_header();

  std::unique_ptr<DiskFile> file_;
  std::uint64_t samples_ = 0;
};

}  // namespace peal::media::record
