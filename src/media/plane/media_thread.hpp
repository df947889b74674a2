#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/bounded_queue.hpp"
#include "media/plane/arrivals.hpp"
#include "media/plane/command.hpp"
#include "media/plane/mix.hpp"
#include "media/record/recording.hpp"
#include "media/record/recording_writer.hpp"

namespace peal::media::plane {

/// One thread that carries a share of the streams on a 20 ms beat. Commands
/// wait for the next beat, at most 20 ms: waking the thread for each would cost
/// more than several packets do.
class MediaThread {
 public:
  MediaThread(SocketPool& pool, record::RecordingWriter& writer, SoundShelf shelf,
              std::function<void(MediaEvent)> events);
  /// Closes every stream and recording with its last event.
  ~MediaThread();
  MediaThread(const MediaThread&) = delete;
  MediaThread& operator=(const MediaThread&) = delete;

  /// Any thread. Commands are never lost: what opens streams is limited by the ports.
  void post(Command command);
  /// Ends the thread. Others may still post to it; nothing comes of that.
  void stop();

 private:
  void run();
  void one_beat(std::int64_t now_ms);
  void run_commands(Beat& beat);
  void skip_beats(std::uint64_t count);
  void record_beat(Beat& beat);
  void publish(Beat& beat);
  void close_all(Beat& beat);
  [[nodiscard]] Stream* find(StreamId stream);
  void tap(const record::Recording& recording, int change);
  void leave_mix(Stream& stream);
  [[nodiscard]] Mix* find(MixId mix);

  void execute(AddStream& command, Beat& beat);
  void execute(ConfigureStream& command, Beat& beat);
  void execute(CloseStream& command, Beat& beat);
  void execute(Play& command, Beat& beat);
  void execute(StopPlay& command, Beat& beat);
  void execute(SetBackground& command, Beat& beat);
  void execute(AddMusic& command, Beat& beat);
  void execute(Bridge& command, Beat& beat);
  void execute(Unbridge& command, Beat& beat);
  void execute(Echo& command, Beat& beat);
  void execute(Mute& command, Beat& beat);
  void execute(SendDigits& command, Beat& beat);
  void execute(PassKey& command, Beat& beat);
  void execute(StartRecording& command, Beat& beat);
  void execute(AttachSide& command, Beat& beat);
  void execute(PauseRecording& command, Beat& beat);
  void execute(StopRecording& command, Beat& beat);
  void execute(JoinMix& command, Beat& beat);
  void execute(LeaveMix& command, Beat& beat);
  void execute(SetGain& command, Beat& beat);
  void execute(PlayToMix& command, Beat& beat);
  void execute(AwaitStream& command, Beat& beat);
  void execute(HandOver& command, Beat& beat);
  void execute(TakeOver& command, Beat& beat);

  SocketPool& pool_;
  record::RecordingWriter& writer_;
  std::function<void(MediaEvent)> events_;
  base::BoundedQueue<Command> commands_;
  SoundShelf shelf_;
  Traffic traffic_;
  ReceiveBatch batch_;
  std::vector<MediaEvent> raised_;
  std::vector<record::WriterMessage> to_writer_;
  Arrivals arrivals_;
  std::vector<Command> held_back_;            // Until the stream that is awaited has come.
  StreamId awaited_;                          // Zero: none is.
  std::unordered_set<StreamId> come_early_;   // Before the order to await them was reached.
  std::unordered_map<MixId, Mix> mixes_;
  std::unordered_map<StreamId, std::unique_ptr<Stream>> streams_;
  std::unordered_map<RecordingId, record::Recording> recordings_;
  std::uint64_t beat_number_ = 0;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace peal::media::plane
