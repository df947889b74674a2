#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "media/media_event.hpp"
#include "media/stream_parameters.hpp"

namespace peal::media {

struct MediaConfig {
  std::string bind_address = "127.0.0.1";  ///< IPv4 or IPv6; "::" is both.
  std::string public_address;              ///< What SDP says; empty: bind_address.
  std::string public_address_v6;           ///< To IPv6 peers, where bind_address is "::", which takes both families.
  std::uint16_t port_first = 20'000;       ///< Even ports from here...
  std::uint16_t port_last = 29'999;        ///< ...to here, inclusive.
  unsigned threads = 1;                    ///< 1 to kMediaThreadsMax.
};

/// All the sound of the program: its own threads on a 20 ms beat, and one that
/// writes recordings. One thread (the switch loop) calls it; no call blocks.
/// Commands take effect in order at the next beat, within 20 ms.
class MediaPlane {
 public:
  /// Called from media threads: it must only put the event into a queue.
  using EventSink = std::function<void(MediaEvent)>;

  /// Opens every port and starts the threads. Errors: kAddressInUse when no
  /// port of the range is free, kBadInput, kPermission.
  [[nodiscard]] static base::Result<std::unique_ptr<MediaPlane>> open(const MediaConfig& config, EventSink events);
  /// Ends every stream and recording (their last events are raised), then the threads.
  ~MediaPlane();
  MediaPlane(const MediaPlane&) = delete;
  MediaPlane& operator=(const MediaPlane&) = delete;

  /// Takes a port. It answers nobody until configured. Error: kTooMany when no port is left.
  [[nodiscard]] base::Result<StreamAddress> open_stream(StreamId stream, const StreamOptions& options);
  /// Error: kBadInput for an address, fingerprint or payload type that cannot be.
  [[nodiscard]] base::Status configure(StreamId stream, const StreamParameters& parameters);
  /// The port goes back to the pool; recordings keep the time with silence on that side.
  void close_stream(StreamId stream);

  /// Plays the pieces one after another without a gap; a prompt still playing is
  /// cut off. On a bridged stream it is mixed with the other side's voice.
  void play(StreamId stream, PlayId play, std::vector<PromptAudio> pieces, PlayOptions options = {});
  void stop_play(StreamId stream);
  void set_background(StreamId stream, Background background);
  /// Adds or replaces a piece; its loop should join without a click.
  void add_music(MusicId music, PromptAudio piece);

  /// Both hear each other until unbridge; a bridge of either is ended first.
  /// Error: kConflict when they were opened with keys of different threads.
  [[nodiscard]] base::Status bridge(StreamId a, StreamId b);
  void unbridge(StreamId stream);
  /// The stream hears itself, for device checks.
  void echo(StreamId stream, bool on);
  /// What this stream says reaches neither its peer nor a recording.
  void mute(StreamId stream, bool on);
  /// Sends keys (0-9, *, #, A-D) as RFC 4733 events, 160 ms each with pauses of
  /// 80 ms; as tones where events were not negotiated. Other characters are skipped.
  void send_digits(StreamId stream, std::string_view digits);

  /// Error: kConflict when the two streams are on different threads, kNotFound.
  [[nodiscard]] base::Status start_recording(RecordingId recording, const RecordingRequest& request);
  /// Replaces one side; without a stream that side is silent. Same errors.
  [[nodiscard]] base::Status attach(RecordingId recording, RecordingSide side, std::optional<StreamId> stream);
  /// While paused both channels are silence, so that the file stays true to the clock.
  void pause_recording(RecordingId recording, bool paused);
  /// RecordingWritten or RecordingFailed follows.
  void stop_recording(RecordingId recording);

  [[nodiscard]] std::size_t free_ports() const;
  [[nodiscard]] std::size_t open_streams() const;

 private:
  struct Inside;
  explicit MediaPlane(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace peal::media
