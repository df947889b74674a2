#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trace/options.hpp"
#include "trace/record.hpp"

namespace peal::trace {

/// The files of a trace, one after another, each named by the microsecond in
/// which it begins: "0001763812345678901.trace".
class Segments {
 public:
  explicit Segments(const Options& options) : options_(options) {}
  ~Segments();
  Segments(const Segments&) = delete;
  Segments& operator=(const Segments&) = delete;

  /// Makes the folder (mode 0700). kPermission, kStorageFull.
  [[nodiscard]] base::Status open();
  /// Writes one sealed block, into a new file when the last is full or old.
  [[nodiscard]] base::Status write(const std::string& sealed, std::int64_t now_us);
  /// Removes files that are too old or too many.
  void tidy(std::int64_t now_us);

 private:
  Options options_;
  int file_ = -1;
  std::uint64_t file_bytes_ = 0;
  std::int64_t file_since_us_ = 0;
};

/// A block somewhere in the files.
struct BlockPlace {
  std::filesystem::path file;
  std::uint64_t at = 0;       ///< Of its head.
  std::uint32_t before = 0;   ///< Bytes of head and names.
  std::uint32_t sealed = 0;
};

/// Blocks with anything between the two times for which `wanted(name)` holds.
/// Any thread; files may vanish meanwhile.
[[nodiscard]] std::vector<BlockPlace> find_blocks(const std::filesystem::path& folder, std::int64_t from_us, std::int64_t to_us,
                                                  const std::function<bool(std::uint64_t)>& wanted);
/// Its records; empty when it cannot be read with this key.
[[nodiscard]] std::string read_block(const BlockPlace& place, const std::string& key);

}  // namespace peal::trace
