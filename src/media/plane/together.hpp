#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "media/ids.hpp"
#include "media/stream_parameters.hpp"

namespace peal::media::plane {

/// Which streams belong together, as the one who commands the threads knows it:
/// what a stream that moves to another thread would leave behind. One thread.
class Together {
 public:
  void bridge(StreamId a, StreamId b);
  void part(StreamId stream);
  void join(MixId mix, StreamId stream);
  void leave(StreamId stream);
  void close(StreamId stream);
  void record(RecordingId recording, RecordingSide side, std::optional<StreamId> stream);
  void stop(RecordingId recording) { sides_.erase(recording); }

  [[nodiscard]] std::size_t size(MixId mix) const;
  /// Zero: it is in none.
  [[nodiscard]] MixId mix_of(StreamId stream) const;
  /// Somebody of the mix; nothing when nobody is in it.
  [[nodiscard]] std::optional<StreamId> any_of(MixId mix) const;
  [[nodiscard]] std::vector<RecordingId> recordings_of(StreamId stream) const;
  /// Its recordings hold no other stream. Its bridge and its mix end before it moves.
  [[nodiscard]] bool free_to_move(StreamId stream) const;

 private:
  struct Sides {
    std::optional<StreamId> left, right;
  };
  std::unordered_map<StreamId, StreamId> bridged_;
  std::unordered_map<StreamId, MixId> mixes_;
  std::unordered_map<MixId, std::vector<StreamId>> parties_;
  std::unordered_map<RecordingId, Sides> sides_;
};

}  // namespace peal::media::plane
