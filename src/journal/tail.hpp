#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/result.hpp"
#include "journal/record.hpp"

namespace peal::journal {

/// Reads records in order and remembers where it stopped, so that a follower
/// pays only for what is new. One thread at a time; independent of the writer.
class Tail {
 public:
  /// Starts after position `after`.
  Tail(std::filesystem::path directory, Position after);
  ~Tail();
  Tail(const Tail&) = delete;
  Tail& operator=(const Tail&) = delete;

  /// Hands out at most `most` records up to and including `limit`; returns how
  /// many. Stops at the first error of `take`, which is returned.
  using Take = std::function<base::Status(const Record&)>;
  [[nodiscard]] base::Result<std::size_t> read(Position limit, std::size_t most, const Take& take);
  /// The last position handed out.
  [[nodiscard]] Position position() const { return position_; }

 private:
  [[nodiscard]] base::Status open_segment();
  [[nodiscard]] base::Result<bool> fill();

  std::filesystem::path directory_;
  Position position_;
  int file_ = -1;
  std::uint64_t offset_ = 0;  ///< In the file, of the end of `buffer_`.
  std::string buffer_;
  std::size_t used_ = 0;  ///< Of `buffer_`.
};

}  // namespace peal::journal
