#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <map>
#include <mutex>
#include <numbers>
#include <string>
#include <vector>

#include "telephony/lines.hpp"
#include "telephony/testing/world.hpp"

namespace peal::telephony::testing {

/// Sound at the far ends: real RTP on loopback, made and recorded by a media
/// plane of its own.
class FarSound {
 public:
  explicit FarSound(World& world)
      : world_(world), plane_(World::open_media(1, [this](const media::MediaEvent& event) {
          if (const auto* done = std::get_if<media::RecordingWritten>(&event)) keep(done->recording.value);
          if (const auto* key = std::get_if<media::DigitReceived>(&event)) keep(key->stream.value, key->digit);
        })) {}

  /// Gives the phone a port, before it makes or answers an offer.
  void open(Phone& phone, std::uint64_t name) {
    const auto address = plane_->open_stream(media::StreamId{name}, {.affinity = 1});
    ASSERT_TRUE(address);
    phone.address = address->address;
    phone.port = address->port;
  }
  /// What the phone's descriptions agreed on; then it plays a tone for ever.
  void start(const Phone& phone, std::uint64_t name, double hz) {
    ASSERT_TRUE(phone.media);
    const auto& agreed = *phone.media;
    media::StreamParameters to;
    to.codec = media_codec(agreed.codec.codec);
    to.send_payload_type = agreed.codec.send_payload;
    to.receive_payload_type = agreed.codec.receive_payload;
    to.send_event_type = agreed.event_send_payload;
    to.receive_event_type = agreed.event_receive_payload;
    to.remote_address = agreed.remote_address;
    to.remote_port = agreed.remote_port;
    ASSERT_TRUE(plane_->configure(media::StreamId{name}, to));
    if (hz > 0) plane_->play(media::StreamId{name}, media::PlayId{name}, {tone(hz, std::chrono::milliseconds{1000})}, {.loop = true});
  }
  /// Records what the phone hears from now on.
  void listen(std::uint64_t name) {
    media::RecordingRequest request;
    request.left = media::StreamId{name};
    const auto recording = listening_[name] = ++last_recording_;
    request.path = file_of(recording);
    ASSERT_TRUE(plane_->start_recording(media::RecordingId{recording}, request));
  }
  /// What was heard since `listen`, once it is whole on disk.
  [[nodiscard]] std::vector<double> heard(std::uint64_t name);
  /// Listens for half a second, again and again until the tone is heard clearly;
  /// false after half a minute, which no machine is busy for.
  [[nodiscard]] bool hears(std::uint64_t name, double hz);
  /// The keys that reached the phone so far.
  [[nodiscard]] std::string keys(std::uint64_t name) {
    const std::lock_guard lock(mutex_);
    return keys_[name];
  }
  [[nodiscard]] media::MediaPlane& plane() { return *plane_; }

 private:
  // Each time another one: a recording never writes over a file.
  [[nodiscard]] std::string file_of(std::uint64_t recording) const {
    return (world_.folder / ("heard_" + std::to_string(recording) + ".wav")).string();
  }
  void keep(std::uint64_t name) {
    const std::lock_guard lock(mutex_);
    written_.push_back(name);
  }
  void keep(std::uint64_t name, char key) {
    const std::lock_guard lock(mutex_);
    keys_[name] += key;
  }

  World& world_;
  std::mutex mutex_;
  std::map<std::uint64_t, std::string> keys_;
  std::vector<std::uint64_t> written_;
  std::map<std::uint64_t, std::uint64_t> listening_;  ///< The recording of each name.
  std::uint64_t last_recording_ = 0;
  std::unique_ptr<media::MediaPlane> plane_;  // Last: its threads call keep.
};

/// One channel of a 16-bit WAV file with a plain 44-byte head.
inline std::vector<double> wav_channel(const std::string& path, unsigned channel) {
  std::ifstream in(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const auto data = bytes.find("data");
  std::vector<double> samples;
  if (data == std::string::npos) return samples;
  for (std::size_t i = data + 8 + 2 * channel; i + 1 < bytes.size(); i += 4) {
    samples.push_back(static_cast<std::int16_t>(static_cast<unsigned char>(bytes[i]) | (static_cast<unsigned char>(bytes[i + 1]) << 8)));
  }
  return samples;
}

inline std::vector<double> FarSound::heard(std::uint64_t name) {
  const auto recording = listening_[name];
  plane_->stop_recording(media::RecordingId{recording});
  EXPECT_TRUE(world_.until([&] {
    const std::lock_guard lock(mutex_);
    return std::ranges::find(written_, recording) != written_.end();
  }));
  return wav_channel(file_of(recording), 0);
}

/// The share of a sound's power at one frequency, 0 to 1 (Goertzel's algorithm).
inline double share_at(const std::vector<double>& samples, double hz) {
  double s1 = 0, s2 = 0, power = 0;
  const double w = 2 * std::cos(2 * std::numbers::pi * hz / 8000);
  for (const double x : samples) {
    const double s0 = x + w * s1 - s2;
    s2 = s1;
    s1 = s0;
    power += x * x;
  }
  const auto n = static_cast<double>(samples.size());
  return power == 0 ? 0 : (s1 * s1 + s2 * s2 - w * s1 * s2) / (power * n / 2);
}
/// The best share of any fifth of a second: what came through over real sockets is clear somewhere, whatever hole a
/// busy machine tore elsewhere; what did not is clear nowhere.
inline double clearest_share_at(const std::vector<double>& samples, double hz) {
  constexpr std::ptrdiff_t kWindow = 1'600;
  constexpr std::ptrdiff_t kStep = 160;
  double best = 0;
  for (auto from = samples.begin(); samples.end() - from >= kWindow; from += kStep) {
    best = std::max(best, share_at({from, from + kWindow}, hz));
    if (samples.end() - from < kWindow + kStep) break;
  }
  return best;
}
inline bool FarSound::hears(std::uint64_t name, double hz) {
  for (int round = 0; round < 60; ++round) {
    listen(name);
    world_.until([] { return false; }, std::chrono::milliseconds{500});
    if (clearest_share_at(heard(name), hz) > 0.9) return true;
  }
  return false;
}
/// The last `ms` of a sound.
inline std::vector<double> tail(const std::vector<double>& samples, std::size_t ms) {
  const auto n = std::min(samples.size(), ms * 8);
  return {samples.end() - static_cast<std::ptrdiff_t>(n), samples.end()};
}

}  // namespace peal::telephony::testing
