#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "media/endpoint.hpp"
#include "media/plane/stream.hpp"
#include "media/record/recording.hpp"
#include "media/stream_parameters.hpp"

namespace peal::media::plane {

/// What MediaPlane asks of a media thread; one struct for each of its functions.
struct AddStream {
  std::unique_ptr<Stream> stream;
};
struct ConfigureStream {
  StreamId stream;
  StreamParameters parameters;
  RemoteSide remote;
};
struct CloseStream {
  StreamId stream;
};
struct Play {
  StreamId stream;
  PlayId play;
  std::vector<PromptAudio> pieces;
  PlayOptions options;
};
struct StopPlay {
  StreamId stream;
};
struct SetBackground {
  StreamId stream;
  Background background;
};
struct AddMusic {
  MusicId music;
  PromptAudio piece;
};
struct Bridge {
  StreamId a;
  StreamId b;
};
struct Unbridge {
  StreamId stream;
};
struct Echo {
  StreamId stream;
  bool on = false;
};
struct Mute {
  StreamId stream;
  bool on = false;
};
struct SendDigits {
  StreamId stream;
  std::string digits;
};
struct PassKey {
  StreamId stream;
  char key = 0;
};
struct StartRecording {
  RecordingId recording;
  RecordingRequest request;
};
struct AttachSide {
  RecordingId recording;
  RecordingSide side = RecordingSide::kLeft;
  std::optional<StreamId> stream;
};
struct PauseRecording {
  RecordingId recording;
  bool paused = false;
};
struct StopRecording {
  RecordingId recording;
};

struct JoinMix {
  MixId mix;
  StreamId stream;
};
struct LeaveMix {
  StreamId stream;
};
struct SetGain {
  StreamId stream;
  std::int32_t gain = kGainUnit;
};
struct PlayToMix {
  MixId mix;
  MixTone tone = MixTone::kCame;
};

class MediaThread;
/// A stream moves to another thread with its recordings. The one it comes to is
/// told to wait first, so that no later command overtakes the stream.
struct AwaitStream {
  StreamId stream;
};
struct HandOver {
  StreamId stream;
  std::vector<RecordingId> recordings;
  MediaThread* to = nullptr;
};
struct TakeOver {
  StreamId name;
  std::unique_ptr<Stream> stream;  ///< None: it was closed before it could move.
  std::vector<record::Recording> recordings;
};

using Command = std::variant<AddStream, ConfigureStream, CloseStream, Play, StopPlay, SetBackground, AddMusic, Bridge,
                             Unbridge, Echo, Mute, SendDigits, PassKey, StartRecording, AttachSide,
                             PauseRecording, StopRecording, JoinMix, LeaveMix, SetGain, PlayToMix, AwaitStream, HandOver, TakeOver>;

}  // namespace peal::media::plane
