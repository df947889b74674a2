#include "api/recording/waveform.hpp"

#include <cstdint>
#include <fstream>

#include <gtest/gtest.h>

namespace peal::api {
namespace {

class WaveformTest : public testing::Test {
 protected:
  void SetUp() override { path_ = std::filesystem::path(testing::TempDir()) / "peal_waveform_test.wav"; }
  void TearDown() override { std::filesystem::remove(path_); }

  template <class T>
  static void put(std::string& out, T value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  // Stereo, 8 kHz, with a chunk that a reader must step over.
  void write(const std::vector<std::int16_t>& samples, std::uint32_t declared, std::uint16_t bits = 16) {
    std::string out = "RIFF";
    put<std::uint32_t>(out, 0);
    out += "WAVEfmt ";
    put<std::uint32_t>(out, 16);
    put<std::uint16_t>(out, 1);
    put<std::uint16_t>(out, 2);
    put<std::uint32_t>(out, 8'000);
    put<std::uint32_t>(out, 32'000);
    put<std::uint16_t>(out, 4);
    put<std::uint16_t>(out, bits);
    out += "LIST";
    put<std::uint32_t>(out, 3);
    out += "abc";
    out.push_back('\0');
    out += "data";
    put<std::uint32_t>(out, declared);
    for (const auto sample : samples) put(out, sample);
    std::ofstream(path_, std::ios::binary) << out;
  }
  std::filesystem::path path_;
};

TEST_F(WaveformTest, KeepsTheChannelsApartAndFindsThePeaks) {
  std::vector<std::int16_t> samples(2 * 8'000, 0);
  samples[0] = -32'768;         // Left, first stretch.
  samples[2 * 7'999 + 1] = 16'384;  // Right, last stretch.
  write(samples, 32'000);
  const auto wave = read_waveform(path_, 10);
  ASSERT_TRUE(wave) << wave.error().describe();
  EXPECT_EQ(wave->length, base::Millis{1'000});
  ASSERT_EQ(wave->left.size(), 10U);
  EXPECT_FLOAT_EQ(wave->left.front(), 1.0F);
  EXPECT_FLOAT_EQ(wave->left.back(), 0.0F);
  EXPECT_FLOAT_EQ(wave->right.front(), 0.0F);
  EXPECT_FLOAT_EQ(wave->right.back(), 0.5F);
}

TEST_F(WaveformTest, ReadsAFileThatIsStillBeingWritten) {
  write(std::vector<std::int16_t>(2 * 80, 100), 0);
  const auto wave = read_waveform(path_, 800);
  ASSERT_TRUE(wave);
  EXPECT_EQ(wave->length, base::Millis{10});
  EXPECT_EQ(wave->left.size(), 80U);
}

TEST_F(WaveformTest, SaysWhatIsWrong) {
  EXPECT_EQ(read_waveform(path_, 10).error().code, base::ErrorCode::kNotFound);
  write({1, 2}, 4, 8);
  EXPECT_EQ(read_waveform(path_, 10).error().code, base::ErrorCode::kCorrupt);
  std::ofstream(path_) << "not a wave at all";
  EXPECT_EQ(read_waveform(path_, 10).error().code, base::ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace peal::api
