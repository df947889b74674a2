#include "media/record/recording.hpp"

#include <atomic>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include <unistd.h>

#include <gtest/gtest.h>

#include "media/record/wav_writer.hpp"
#include "media/testing/tones.hpp"

namespace peal::media::record {
namespace {

using base::ErrorCode;

// A disk in memory that is full after `room` bytes. `on_sync` stands for what the device does.
class MemoryDisk final : public Disk {
 public:
  using Files = std::map<std::string, std::vector<std::uint8_t>>;
  using OnSync = std::function<base::Status()>;
  MemoryDisk(Files& files, std::size_t room, OnSync on_sync = {})
      : files_(files), room_(room), on_sync_(std::move(on_sync)) {}
  std::atomic<std::size_t> read_back{0};  ///< Bytes, for the hashes.

  base::Result<std::unique_ptr<DiskFile>> create(const std::string& path) override {
    if (files_.contains(path)) return base::fail(ErrorCode::kAlreadyExists, "It exists.");
    return std::make_unique<File>(*this, files_[path], room_);
  }

 private:
  class File final : public DiskFile {
   public:
    File(MemoryDisk& disk, std::vector<std::uint8_t>& bytes, std::size_t room) : disk_(disk), bytes_(bytes), room_(room) {}
    base::Status write_at(std::uint64_t offset, std::span<const std::uint8_t> bytes) override {
      if (offset + bytes.size() > room_) return base::fail(ErrorCode::kStorageFull, "It is full.");
      bytes_.resize(std::max<std::size_t>(bytes_.size(), offset + bytes.size()));
      std::ranges::copy(bytes, bytes_.begin() + static_cast<std::ptrdiff_t>(offset));
      return {};
    }
    base::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) override {
      const std::size_t length = std::min(out.size(), bytes_.size() - std::min<std::size_t>(offset, bytes_.size()));
      std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), length, out.begin());
      disk_.read_back += length;
      return length;
    }
    base::Status sync() override { return disk_.on_sync_ ? disk_.on_sync_() : base::Status{}; }
    base::Status sync_all() override { return {}; }

   private:
    MemoryDisk& disk_;
    std::vector<std::uint8_t>& bytes_;
    std::size_t room_;
  };
  Files& files_;
  std::size_t room_;
  OnSync on_sync_;
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

TEST_F(RecordingTest, WrittenIsSaidWhenTheDiskHasItAndASlowDiskHoldsUpNoOther) {
  std::promise<void> disk_done;
  std::shared_future<void> done(disk_done.get_future());
  auto memory = std::make_unique<MemoryDisk>(files, 1 << 20, [done]() -> base::Status {
    done.wait();
    return {};
  });
  MemoryDisk& disk = *memory;
  {
    RecordingWriter writer(std::move(memory), [&](MediaEvent e) { collect(std::move(e)); });
    for (const std::uint64_t name : {1U, 2U}) {
      std::vector<WriterMessage> batch;
      Recording recording(RecordingId{name}, {.left = StreamId{1}, .path = "slow" + std::to_string(name) + ".wav"});
      batch.push_back(recording.opening());
      recording.close(batch);
      writer.submit(batch);
      // The writer has made and hashed this one while the disk still works on the first.
      const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
      while (disk.read_back < name * kWavHeaderBytes && std::chrono::steady_clock::now() < give_up) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
      }
      EXPECT_EQ(disk.read_back, name * kWavHeaderBytes);
    }
    {
      const std::lock_guard lock(mutex);
      EXPECT_TRUE(events.empty()) << "nothing is safe yet";
    }
    disk_done.set_value();
  }
  ASSERT_EQ(events.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<RecordingWritten>(events[0]) && std::holds_alternative<RecordingWritten>(events[1]));
}

TEST_F(RecordingTest, ADiskThatLosesItAtTheSyncIsReported) {
  {
    RecordingWriter writer(
        std::make_unique<MemoryDisk>(files, 1 << 20, [] { return base::fail(ErrorCode::kStorage, "Gone."); }),
        [&](MediaEvent e) { collect(std::move(e)); });
    std::vector<WriterMessage> batch;
    Recording recording(RecordingId{1}, {.left = StreamId{1}, .path = "lost.wav"});
    batch.push_back(recording.opening());
    recording.close(batch);
    writer.submit(batch);
  }
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<RecordingFailed>(events[0]).error.code, ErrorCode::kStorage);
}

TEST(LocalDisk, MakesFoldersAndBringsFilesToTheDisk) {
  const std::filesystem::path top = ::testing::TempDir() + "/peal-folders-" + std::to_string(::getpid());
  const auto disk = open_local_disk();
  {
    const auto file = disk->create((top / "a" / "b" / "c.wav").string());
    ASSERT_TRUE(file) << file.error().describe();
    const std::uint8_t byte[] = {7};
    EXPECT_TRUE((*file)->write_at(0, byte));
    EXPECT_TRUE((*file)->sync());
    EXPECT_TRUE((*file)->sync_all());
  }
  std::filesystem::remove_all(top);
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
