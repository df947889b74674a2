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
/// Commands take effect in order at the next beat, within 20 ms. It is a door,
/// so that the simulated world can hear without sockets and threads.
class MediaPlane {
 public:
  /// Called from media threads: it must only put the event into a queue.
  using EventSink = std::function<void(MediaEvent)>;

  /// Opens every port and starts the threads. Errors: kAddressInUse when no
  /// port of the range is free, kBadInput, kPermission.
  [[nodiscard]] static base::Result<std::unique_ptr<MediaPlane>> open(const MediaConfig& config, EventSink events);
  /// Ends every stream and recording (their last events are raised), then the threads.
  virtual ~MediaPlane() = default;
  MediaPlane(const MediaPlane&) = delete;
  MediaPlane& operator=(const MediaPlane&) = delete;

  /// What addresses of streams say from now on, as MediaConfig does; streams that are open keep theirs.
  virtual void be_reached_at(std::string /*address*/, std::string /*address_v6*/) {}
  /// Takes a port. It answers nobody until configured. Error: kTooMany when no port is left.
  [[nodiscard]] virtual base::Result<StreamAddress> open_stream(StreamId stream, const StreamOptions& options) = 0;
  /// Error: kBadInput for an address, fingerprint or payload type that cannot be.
  [[nodiscard]] virtual base::Status configure(StreamId stream, const StreamParameters& parameters) = 0;
  /// The port goes back to the pool; recordings keep the time with silence on that side.
  virtual void close_stream(StreamId stream) = 0;

  /// Plays the pieces one after another without a gap; a prompt still playing is
  /// cut off. On a bridged stream it is mixed with the other side's voice.
  virtual void play(StreamId stream, PlayId play, std::vector<PromptAudio> pieces, PlayOptions options = {}) = 0;
  virtual void stop_play(StreamId stream) = 0;
  virtual void set_background(StreamId stream, Background background) = 0;
  /// Adds or replaces a piece; its loop should join without a click.
  virtual void add_music(MusicId music, PromptAudio piece) = 0;

  /// Both hear each other until unbridge; a bridge of either is ended first.
  /// Error: kConflict when they were opened with keys of different threads.
  [[nodiscard]] virtual base::Status bridge(StreamId a, StreamId b) = 0;
  virtual void unbridge(StreamId stream) = 0;

  /// The stream hears all others of the mix and they hear it; its bridge or its
  /// earlier mix ends first. A mix begins with its first stream, whose thread
  /// carries it: one of another thread moves there, with its recordings. Errors:
  /// kNotFound, kTooMany above kMixPartiesMax, kConflict when it is bridged or
  /// recorded together with a stream that stays behind.
  [[nodiscard]] virtual base::Status join(MixId mix, StreamId stream) = 0;
  virtual void leave(StreamId stream) = 0;
  /// How loud the others hear it in a mix, 0 to kGainMax; 1: as it is.
  virtual void set_gain(StreamId stream, double gain) = 0;
  virtual void play_to_mix(MixId mix, MixTone tone) = 0;
  /// The stream hears itself, for device checks.
  virtual void echo(StreamId stream, bool on) = 0;
  /// What this stream says reaches neither its peer nor a recording.
  virtual void mute(StreamId stream, bool on) = 0;
  /// Sends keys (0-9, *, #, A-D) as RFC 4733 events, 160 ms each with pauses of
  /// 80 ms; as tones where events were not negotiated. Other characters are skipped.
  virtual void send_digits(StreamId stream, std::string_view digits) = 0;
  /// Whoever speaks on this stream pressed a key by signalling (SIP INFO): its
  /// peer gets it as by send_digits. Keys that come as events are passed on by
  /// media itself; of one who sends both, the way that came first counts.
  virtual void pass_key(StreamId stream, char key) = 0;

  /// Error: kConflict when the two streams are on different threads, kNotFound.
  [[nodiscard]] virtual base::Status start_recording(RecordingId recording, const RecordingRequest& request) = 0;
  /// Replaces one side; without a stream the left one is silent and the right one has
  /// what the left one is played. Same errors.
  [[nodiscard]] virtual base::Status attach(RecordingId recording, RecordingSide side, std::optional<StreamId> stream) = 0;
  /// While paused both channels are silence, so that the file stays true to the clock.
  virtual void pause_recording(RecordingId recording, bool paused) = 0;
  /// RecordingWritten or RecordingFailed follows.
  virtual void stop_recording(RecordingId recording) = 0;

  [[nodiscard]] virtual std::size_t free_ports() const = 0;
  [[nodiscard]] virtual std::size_t open_streams() const = 0;

 protected:
  MediaPlane() = default;
};

}  // namespace peal::media
