#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "base/error.hpp"
#include "base/time.hpp"
#include "media/ids.hpp"

namespace peal::media {

/// One pressed key, reported once, when it begins.
struct DigitReceived {
  StreamId stream;
  char digit = 0;  ///< 0-9, *, #, A-D.
};
/// A prompt came to its end or was stopped.
struct PlayFinished {
  StreamId stream;
  PlayId play;
  bool completed = false;  ///< False when stop_play or another prompt cut it off.
};
struct DtlsEstablished {
  StreamId stream;
};
struct DtlsFailed {
  StreamId stream;
  std::string reason;
};
/// The first packet that passed every check: sound flows from the other side.
struct FirstAudio {
  StreamId stream;
};
/// No packet for StreamParameters::idle_after; StreamResumed follows when they come back.
struct StreamIdle {
  StreamId stream;
};
struct StreamResumed {
  StreamId stream;
};
/// Somebody in a mix began to talk (told again every two seconds while it lasts),
/// or has been quiet for half a second. Nothing is told of who leaves a mix.
struct TalkChanged {
  StreamId stream;
  bool talking = false;
};
/// The last event of a stream.
struct StreamClosed {
  StreamId stream;
  std::uint64_t packets_received = 0;
  std::uint64_t packets_lost = 0;     ///< RFC 3550 A.3.
  std::uint64_t packets_refused = 0;  ///< From strangers, replayed or malformed.
  std::uint64_t packets_sent = 0;
  double jitter_ms = 0;  ///< RFC 3550 A.8, at the end.
  double round_trip_ms = 0;  ///< From the last receiver report; 0 when none came.
};
/// The file is complete on disk.
struct RecordingWritten {
  RecordingId recording;
  std::string path;
  std::uint64_t samples = 0;  ///< On each channel; 8,000 a second.
  std::uint64_t bytes = 0;    ///< Of the file.
  std::string sha256;         ///< Of the file, in lower-case hexadecimal.
};
/// The disk refused. The call goes on; what was written plays.
struct RecordingFailed {
  RecordingId recording;
  std::string path;
  base::Error error;  ///< kStorageFull, kPermission, kAlreadyExists or kStorage.
  std::uint64_t samples = 0;
};

using MediaEvent = std::variant<DigitReceived, PlayFinished, DtlsEstablished, DtlsFailed, FirstAudio, StreamIdle,
                                StreamResumed, StreamClosed, RecordingWritten, RecordingFailed, TalkChanged>;

}  // namespace peal::media
