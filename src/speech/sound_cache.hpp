#pragma once

#include <cstddef>
#include <filesystem>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "speech/provider.hpp"

namespace peal::speech {

/// 128 bits in hexadecimal over everything that changes the sound. The text
/// itself, which may name a person, is not in it.
[[nodiscard]] std::string cache_key(const std::string& provider, const PromptRequest& request);

/// Sound by key, the least recently used leaves first. Not thread-safe.
class MemoryCache {
 public:
  explicit MemoryCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}
  [[nodiscard]] AudioPtr find(const std::string& key);
  void insert(const std::string& key, AudioPtr audio);
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    std::string key;
    AudioPtr audio;
  };
  std::list<Entry> recent_first_;
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
};

/// Sound in files that outlive the program. A damaged file counts as missing.
class FileCache {
 public:
  /// An empty folder name turns it off. Trims the folder to kCacheFolderBytesMax.
  explicit FileCache(std::filesystem::path folder);
  [[nodiscard]] std::optional<Audio> find(const std::string& key) const;
  /// Error: kStorage, kStorageFull.
  [[nodiscard]] base::Status insert(const std::string& key, const Audio& audio) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace peal::speech
