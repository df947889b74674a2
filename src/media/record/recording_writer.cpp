#include "media/record/recording_writer.hpp"

#include <optional>
#include <span>

#include <openssl/evp.h>

#include <fmt/format.h>

#include "base/thread.hpp"
#include "media/record/wav_writer.hpp"

namespace peal::media::record {
namespace {

// Long enough to write several blocks with one wake-up, short enough that a
// block of half a second is on disk within the second.
constexpr std::chrono::milliseconds kRest{200};

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

std::string hexadecimal(std::span<const std::uint8_t> bytes) {
  std::string out;
  for (const std::uint8_t byte : bytes) out += fmt::format("{:02x}", byte);
  return out;
}

}  // namespace

struct RecordingWriter::File {
  RecordingId id;
  std::string path;
  std::optional<WavWriter> wav;  // None once the disk refused.
  std::unique_ptr<EVP_MD_CTX, FreeDigest> digest;
  std::uint64_t hashed = 0;
};

RecordingWriter::RecordingWriter(std::unique_ptr<Disk> disk, std::function<void(MediaEvent)> events)
    : disk_(std::move(disk)), events_(std::move(events)), settler_(events_), thread_([this] { run(); }) {}

RecordingWriter::~RecordingWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::unique_ptr<Block> RecordingWriter::take_block() {
  const std::lock_guard lock(mutex_);
  if (!free_.empty()) {
    auto block = std::move(free_.back());
    free_.pop_back();
    return block;
  }
  if (blocks_ >= kRecordingBlocksMax) return nullptr;
  ++blocks_;
  return std::make_unique<Block>();
}

void RecordingWriter::submit(std::vector<WriterMessage>& batch) {
  if (batch.empty()) return;
  bool was_empty = false;
  {
    const std::lock_guard lock(mutex_);
    was_empty = messages_.empty();
    for (auto& message : batch) messages_.push_back(std::move(message));
  }
  batch.clear();
  if (was_empty) changed_.notify_all();
}

void RecordingWriter::run() {
  base::begin_thread("recorder", base::Importance::kPeople);
  std::unique_lock lock(mutex_);
  bool idle = true;
  while (true) {
    changed_.wait(lock, [&] { return stopping_ || !messages_.empty() || !idle; });
    std::deque<WriterMessage> taken;
    taken.swap(messages_);
    const bool last_round = stopping_;
    lock.unlock();
    for (auto& message : taken) handle(message);
    do {
      idle = hash_step();
    } while (last_round && !idle);
    lock.lock();
    for (auto& message : taken) {
      if (message.block) free_.push_back(std::move(message.block));
    }
    if (last_round && messages_.empty()) return;
    if (idle) changed_.wait_for(lock, kRest, [this] { return stopping_; });
  }
}

void RecordingWriter::handle(WriterMessage& message) {
  if (message.kind == WriterMessage::Kind::kOpen) {
    auto file = std::make_unique<File>();
    file->id = message.recording;
    file->path = message.path;
    if (auto wav = WavWriter::create(*disk_, message.path)) {
      file->wav.emplace(std::move(*wav));
    } else {
      give_up(*file, wav.error());
    }
    files_[message.recording] = std::move(file);
    return;
  }
  const auto found = files_.find(message.recording);
  if (found == files_.end()) return;
  File& file = *found->second;
  if (message.kind == WriterMessage::Kind::kBlock) {
    write(file, *message.block);
    return;
  }
  if (file.wav) {
    if (auto extended = file.wav->extend(message.samples); !extended) give_up(file, extended.error());
  }
  if (file.wav) finishing_.push_back(std::move(found->second));
  files_.erase(found);
}

void RecordingWriter::write(File& file, const Block& block) {
  if (!file.wav) return;
  const std::span<const std::int16_t> sound(block.sound.data(), block.frames * kFrameSamples * 2);
  if (auto written = file.wav->write(block.first_sample, sound); !written) give_up(file, written.error());
}

void RecordingWriter::give_up(File& file, const base::Error& error) {
  events_(refused({file.id, file.path, error, file.wav ? file.wav->samples() : 0}));
  file.wav.reset();
}

bool RecordingWriter::hash_step() {
  if (finishing_.empty()) return true;
  File& file = *finishing_.front();
  if (!file.digest) {
    file.digest.reset(EVP_MD_CTX_new());
    EVP_DigestInit_ex(file.digest.get(), EVP_sha256(), nullptr);
  }
  std::vector<std::uint8_t> buffer(std::min<std::uint64_t>(kHashStepBytes, file.wav->bytes() - file.hashed));
  const auto length = file.wav->file().read_at(file.hashed, buffer);
  if (!length || *length != buffer.size()) {
    const base::Error cut{base::ErrorCode::kCorrupt, "The recording became shorter while it was open.", file.path};
    give_up(file, length ? cut : length.error());
    finishing_.pop_front();
    return finishing_.empty();
  }
  EVP_DigestUpdate(file.digest.get(), buffer.data(), buffer.size());
  file.hashed += buffer.size();
  if (file.hashed < file.wav->bytes()) return false;
  std::array<std::uint8_t, 32> hash{};
  EVP_DigestFinal_ex(file.digest.get(), hash.data(), nullptr);
  RecordingWritten written{file.id, file.path, file.wav->samples(), file.wav->bytes(), hexadecimal(hash)};
  settler_.submit({std::move(written), file.wav->take_file()});
  finishing_.pop_front();
  return finishing_.empty();
}

}  // namespace peal::media::record
