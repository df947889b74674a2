#include "media/record/recording.hpp"

#include <chrono>
#include <cstring>
#include <map>
#include <thread>

#include <unistd.h>

#include <gtest/gtest.h>

#include "media/record/wav_writer.hpp"
#include "media/testing/tones.hpp"

namespace peal::media::record {
namespace {

using base::ErrorCode;

// A disk in memory that is full after `room` bytes.
class MemoryDisk final : public Disk {
 public:
  using Files = std::map<std::string, std::vector<std::uint8_t>>;
  MemoryDisk(Files& files, std::size_t room) : files_(files), room_(room) {}

  base::Result<std::unique_ptr<DiskFile>> create(const std::string& path) override {
    if (files_.contains(path)) return base::fail(ErrorCode::kAlreadyExists, "It exists.");
    return std::make_unique<File>(files_[path], room_);
  }

 private:
  class File final : public DiskFile {
   public:
    File(std::vector<std::uint8_t>& bytes, std::size_t room) : bytes_(bytes), room_(room) {}
    base::Status write_at(std::uint64_t offset, std::span<const std::uint8_t> bytes) override {
      if (offset + bytes.size() > room_) return base::fail(ErrorCode::kStorageFull, "It is full.");
      bytes_.resize(std::max<std::size_t>(bytes_.size(), offset + bytes.size()));
      std::ranges::copy(bytes, bytes_.begin() + static_cast<std::ptrdiff_t>(offset));
      return {};
    }
    base::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) override {
      const std::size_t length = std::min(out.size(), bytes_.size() - std::min<std::size_t>(offset, bytes_.size()));
      std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), length, out.begin());
      return length;
    }

   private:
    std::vector<std::uint8_t>& bytes_;
    std::size_t room_;
  };
  Files& files_;
  std::size_t room_;
};

std::uint32_t u32_at(const std::vector<std::uint8_t>& bytes, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, &bytes[at], sizeof value);
  return value;
}

TEST(WavWriter, TheFileIsWholeAfterEachWriteAndHolesAreSilence) {
  MemoryDisk::Files files;
  MemoryDisk disk(files, 1 << 20);
  auto writer = WavWriter::create(disk, "a.wav");
  ASSERT_TRUE(writer);
  EXPECT_EQ(u32_at(files["a.wav"], 40), 0U) << "a file without sound yet is a WAV file too";
  const std::vector<std::int16_t> sound(320, 1234);
  ASSERT_TRUE(writer->write(0, sound));
  ASSERT_TRUE(writer->write(480, sound));
  const auto& bytes = files["a.wav"];
  EXPECT_EQ(std::string(bytes.begin(), bytes.begin() + 4), "RIFF");
  EXPECT_EQ(u32_at(bytes, 4), bytes.size() - 8);
  EXPECT_EQ(u32_at(bytes, 24), 8'000U);
  EXPECT_EQ(u32_at(bytes, 40), bytes.size() - 44);
  EXPECT_EQ(bytes.size(), 44U + 640 * 4);
  EXPECT_EQ(u32_at(bytes, 44 + 159 * 4), 0x04D204D2U);
  EXPECT_EQ(u32_at(bytes, 44 + 160 * 4), 0U);
  EXPECT_EQ(u32_at(bytes, 44 + 479 * 4), 0U);
  EXPECT_EQ(u32_at(bytes, 44 + 480 * 4), 0x04D204D2U);
}

TEST(WavWriter, AHeaderThatCannotHoldTheSizeSaysTheMaximum) {
  const auto header = wav_header(1ULL << 32);
  EXPECT_EQ(header[40], 0xFF);
  EXPECT_EQ(header[43], 0xFF);
}

struct RecordingTest : ::testing::Test {
  void collect(MediaEvent event) {
    const std::lock_guard lock(mutex);
    events.push_back(std::move(event));
  }
  MemoryDisk::Files files;
  std::mutex mutex;
  std::vector<MediaEvent> events;
};

TEST_F(RecordingTest, SidesStayAlignedWhenOneIsSilentPausedOrReplaced) {
  const auto low = testing::tone(300, kFrameSamples);
  const Frame voice(low.data(), kFrameSamples);
  {
    RecordingWriter writer(std::make_unique<MemoryDisk>(files, 1 << 24), [&](MediaEvent e) { collect(std::move(e)); });
    std::vector<WriterMessage> batch;
    Recording recording(RecordingId{1}, {.left = StreamId{1}, .path = "x/a.wav"});
    batch.push_back(recording.opening());
    for (int i = 0; i < 100; ++i) {
      recording.pause(i >= 40 && i < 60);
      recording.beat(voice, i >= 80 ? std::optional(voice) : std::nullopt, writer, batch);
      writer.submit(batch);
    }
    recording.close(batch);
    writer.submit(batch);
  }
  ASSERT_EQ(events.size(), 1U);
  const auto& written = std::get<RecordingWritten>(events[0]);
  EXPECT_EQ(written.samples, 100U * 160);
  const auto& bytes = files["x/a.wav"];
  EXPECT_EQ(written.bytes, bytes.size());
  const auto sample = [&](std::size_t frame, std::size_t channel) {
    std::vector<std::int16_t> out(kFrameSamples);
    for (std::size_t i = 0; i < kFrameSamples; ++i) {
      std::memcpy(&out[i], &bytes[44 + ((frame * kFrameSamples + i) * 2 + channel) * 2], 2);
    }
    return testing::energy(out);
  };
  EXPECT_GT(sample(39, 0), 0);
  EXPECT_EQ(sample(40, 0), 0) << "paused";
  EXPECT_EQ(sample(59, 0), 0);
  EXPECT_GT(sample(60, 0), 0);
  EXPECT_EQ(sample(79, 1), 0);
  EXPECT_GT(sample(80, 1), 0) << "the agent came";
}

TEST_F(RecordingTest, AFullDiskIsReportedOnceAndKeepsWhatItHas) {
  const auto sound = testing::tone(300, kFrameSamples);
  const Frame voice(sound.data(), kFrameSamples);
  {
    RecordingWriter writer(std::make_unique<MemoryDisk>(files, 44 + 2 * 16'000 + 100),
                           [&](MediaEvent e) { collect(std::move(e)); });
    std::vector<WriterMessage> batch;
    Recording recording(RecordingId{7}, {.left = StreamId{1}, .path = "full.wav"});
    batch.push_back(recording.opening());
    for (int i = 0; i < 200; ++i) recording.beat(voice, voice, writer, batch);
    recording.close(batch);
    writer.submit(batch);
  }
  ASSERT_EQ(events.size(), 1U);
  const auto& failed = std::get<RecordingFailed>(events[0]);
  EXPECT_EQ(failed.error.code, ErrorCode::kStorageFull);
  EXPECT_EQ(failed.samples, 8'000U) << "two blocks of half a second";
  EXPECT_EQ(u32_at(files["full.wav"], 40), 2U * 16'000) << "what is there plays";
}

TEST_F(RecordingTest, TheHashIsOfTheFile) {
  {
    RecordingWriter writer(std::make_unique<MemoryDisk>(files, 1 << 20), [&](MediaEvent e) { collect(std::move(e)); });
    std::vector<WriterMessage> batch;
    Recording recording(RecordingId{1}, {.left = StreamId{1}, .path = "empty.wav"});
    batch.push_back(recording.opening());
    recording.close(batch);
    writer.submit(batch);
  }
  const auto& written = std::get<RecordingWritten>(events.at(0));
  EXPECT_EQ(written.bytes, 44U);
  EXPECT_EQ(written.sha256.size(), 64U);
  EXPECT_EQ(written.sha256, "ab502e0759361ed10546c1d7f4cdd606f89f51d2c9a4d5e093c9cc7d6ceb0684");
}

TEST(LocalDisk, RefusesAnExistingFileAndSaysWhy) {
  const auto disk = open_local_disk();
  const std::string path = ::testing::TempDir() + "/peal-exists-" + std::to_string(::getpid()) + ".wav";
  std::remove(path.c_str());
  ASSERT_TRUE(disk->create(path));
  const auto again = disk->create(path);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kAlreadyExists);
  std::remove(path.c_str());
}

}  // namespace
}  // namespace peal::media::record
