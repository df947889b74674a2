#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "base/seed.hpp"
#include "media/media_plane.hpp"
#include "sim/wire/agenda.hpp"
#include "speech/speech_service.hpp"

namespace peal::sim {

/// Media without sockets and threads: who hears what is only known, and events
/// come in simulated time.
class SimulatedSound final : public media::MediaPlane {
 public:
  SimulatedSound(Agenda& agenda, std::uint64_t seed, EventSink events)
      : agenda_(agenda), chance_(seed), events_(std::move(events)) {}

  /// Somebody at that far port presses a key, as RFC 4733 has it.
  void press(std::uint16_t far_port, char digit);
  /// The far end of that port sends nothing any more, without a goodbye.
  void fall_silent(std::uint16_t far_port);
  [[nodiscard]] std::size_t open_recordings() const { return recordings_.size(); }
  /// Streams that hear others in a mix.
  [[nodiscard]] std::size_t mixed() const;
  /// Two streams of which one believes to be bridged and the other does not.
  [[nodiscard]] bool bridges_agree() const;

  base::Result<media::StreamAddress> open_stream(media::StreamId stream, const media::StreamOptions& options) override;
  base::Status configure(media::StreamId stream, const media::StreamParameters& parameters) override;
  void close_stream(media::StreamId stream) override;
  void play(media::StreamId stream, media::PlayId play, std::vector<media::PromptAudio> pieces,
            media::PlayOptions options) override;
  void stop_play(media::StreamId stream) override;
  void set_background(media::StreamId, media::Background) override {}
  void add_music(media::MusicId, media::PromptAudio) override {}
  base::Status bridge(media::StreamId a, media::StreamId b) override;
  void unbridge(media::StreamId stream) override;
  base::Status join(media::MixId mix, media::StreamId stream) override;
  void leave(media::StreamId stream) override;
  void set_gain(media::StreamId, double) override {}
  void play_to_mix(media::MixId, media::MixTone) override {}
  void echo(media::StreamId, bool) override {}
  void mute(media::StreamId, bool) override {}
  void send_digits(media::StreamId, std::string_view) override {}
  void pass_key(media::StreamId, char) override {}
  base::Status start_recording(media::RecordingId recording, const media::RecordingRequest& request) override;
  base::Status attach(media::RecordingId recording, media::RecordingSide side, std::optional<media::StreamId> stream) override;
  void pause_recording(media::RecordingId, bool) override {}
  void stop_recording(media::RecordingId recording) override;
  [[nodiscard]] std::size_t free_ports() const override { return kPorts - streams_.size(); }
  [[nodiscard]] std::size_t open_streams() const override { return streams_.size(); }

 private:
  static constexpr std::size_t kPorts = 5'000;
  struct Stream {
    std::uint16_t port = 0;
    std::uint16_t far_port = 0;
    base::Seconds idle_after{0};
    bool heard = false;
    media::PlayId play;      ///< Zero: none.
    media::StreamId bridged; ///< Zero: with none.
    media::MixId mix;        ///< Zero: in none.
  };
  [[nodiscard]] Stream* find(media::StreamId stream);
  void end_play(media::StreamId id, Stream& stream, bool completed);
  void tell_idle(media::StreamId id, const Stream& stream);
  void later(base::Millis delay, media::MediaEvent event);

  Agenda& agenda_;
  base::Seed chance_;
  EventSink events_;
  std::map<media::StreamId, Stream> streams_;
  std::set<std::uint16_t> silent_;  ///< Far ports.
  std::set<media::RecordingId> recordings_;
  std::uint16_t last_port_ = 20'000;
};

/// Sentences at once, of a length that depends on their text; a few cannot be spoken.
class SimulatedSpeaker final : public speech::Speaker {
 public:
  explicit SimulatedSpeaker(std::uint64_t seed) : chance_(seed) {}
  void speak(const speech::PromptRequest& request, Answer answer) override;
  void prepare(const speech::PromptRequest&) override {}

 private:
  base::Seed chance_;
};

}  // namespace peal::sim
