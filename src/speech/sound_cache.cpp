#include "speech/sound_cache.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

#include <fmt/format.h>

#include "speech/limits.hpp"

namespace peal::speech {
namespace {

namespace fs = std::filesystem;

constexpr char kMagic[8] = {'P', 'E', 'A', 'L', 'S', 'N', 'D', '1'};

// FNV-1a (Fowler, Noll, Vo): enough against accidents, and nothing here is secret.
std::uint64_t fnv1a(std::string_view bytes, std::uint64_t basis) {
  std::uint64_t hash = basis;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

struct Header {
  char magic[8];
  std::uint64_t samples;
  std::uint64_t check;
};

std::string_view bytes_of(const Audio& audio) {
  return {reinterpret_cast<const char*>(audio.data()), audio.size() * sizeof(std::int16_t)};
}

void trim_folder(const fs::path& folder) {
  struct Found {
    fs::file_time_type written;
    std::uintmax_t size;
    fs::path path;
  };
  std::vector<Found> files;
  std::uintmax_t total = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (!entry.is_regular_file(error) || entry.path().extension() != ".sound") continue;
    files.push_back({entry.last_write_time(error), entry.file_size(error), entry.path()});
    total += files.back().size;
  }
  std::ranges::sort(files, {}, &Found::written);
  for (const auto& file : files) {
    if (total <= kCacheFolderBytesMax) return;
    if (fs::remove(file.path, error)) total -= file.size;
  }
}

}  // namespace

std::string cache_key(const std::string& provider, const PromptRequest& request) {
  const std::string all = fmt::format("{}\n{}\n{}\n{}\n{}", provider, request.language, request.voice,
                                      request.rate_percent, request.text);
  return fmt::format("{:016x}{:016x}", fnv1a(all, 0xcbf29ce484222325ULL), fnv1a(all, 0x9e3779b97f4a7c15ULL));
}

AudioPtr MemoryCache::find(const std::string& key) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  recent_first_.splice(recent_first_.begin(), recent_first_, found->second);
  return found->second->audio;
}

void MemoryCache::insert(const std::string& key, AudioPtr audio) {
  if (by_key_.contains(key)) return;
  bytes_ += audio->size() * sizeof(std::int16_t);
  recent_first_.push_front({key, std::move(audio)});
  by_key_[key] = recent_first_.begin();
  while (bytes_ > bytes_max_ && !recent_first_.empty()) {
    bytes_ -= recent_first_.back().audio->size() * sizeof(std::int16_t);
    by_key_.erase(recent_first_.back().key);
    recent_first_.pop_back();
  }
}

FileCache::FileCache(fs::path folder) : folder_(std::move(folder)) {
  if (folder_.empty()) return;
  std::error_code error;
  fs::create_directories(folder_, error);
  trim_folder(folder_);
}

std::optional<Audio> FileCache::find(const std::string& key) const {
  if (folder_.empty()) return std::nullopt;
  std::ifstream in(folder_ / (key + ".sound"), std::ios::binary);
  Header header{};
  if (!in.read(reinterpret_cast<char*>(&header), sizeof header)) return std::nullopt;
  if (std::memcmp(header.magic, kMagic, sizeof kMagic) != 0 || header.samples > kSamplesMax) return std::nullopt;
  Audio audio(header.samples);
  in.read(reinterpret_cast<char*>(audio.data()), static_cast<std::streamsize>(audio.size() * sizeof(std::int16_t)));
  if (!in || fnv1a(bytes_of(audio), header.samples) != header.check) return std::nullopt;
  return audio;
}

base::Status FileCache::insert(const std::string& key, const Audio& audio) const {
  if (folder_.empty()) return {};
  Header header{};
  std::memcpy(header.magic, kMagic, sizeof kMagic);
  header.samples = audio.size();
  header.check = fnv1a(bytes_of(audio), header.samples);
  const fs::path path = folder_ / (key + ".sound");
  const fs::path fresh = folder_ / (key + ".new");
  std::error_code error;
  errno = 0;
  {
    std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(&header), sizeof header);
    const std::string_view bytes = bytes_of(audio);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.flush();
    if (!out) {
      const bool full = errno == ENOSPC || errno == EDQUOT;
      fs::remove(fresh, error);
      return base::fail(full ? base::ErrorCode::kStorageFull : base::ErrorCode::kStorage,
                        "Spoken text could not be kept in " + folder_.string() + ".");
    }
  }
  // The rename makes the file whole or absent, also after a crash.
  fs::rename(fresh, path, error);
  if (error) return base::fail(base::ErrorCode::kStorage, "Renaming " + fresh.string() + ": " + error.message());
  return {};
}

}  // namespace peal::speech
