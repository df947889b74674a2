#include "sim/wire/sound.hpp"

#include <algorithm>

namespace peal::sim {

using base::ErrorCode;
using base::Millis;

SimulatedSound::Stream* SimulatedSound::find(media::StreamId stream) {
  const auto found = streams_.find(stream);
  return found == streams_.end() ? nullptr : &found->second;
}

void SimulatedSound::later(Millis delay, media::MediaEvent event) {
  agenda_.after(delay, [this, event = std::move(event)] { events_(event); });
}

base::Result<media::StreamAddress> SimulatedSound::open_stream(media::StreamId stream, const media::StreamOptions&) {
  if (streams_.size() == kPorts) return base::fail(ErrorCode::kTooMany, "Every port is in use.");
  last_port_ = last_port_ >= 29'998 ? 20'000 : static_cast<std::uint16_t>(last_port_ + 2);
  Stream made;
  made.port = last_port_;
  streams_[stream] = made;
  media::StreamAddress address;
  address.address = "10.0.0.1";
  address.port = made.port;
  return address;
}

base::Status SimulatedSound::configure(media::StreamId id, const media::StreamParameters& parameters) {
  auto* stream = find(id);
  if (stream == nullptr) return {};
  stream->far_port = parameters.remote_port;
  stream->idle_after = parameters.idle_after;
  if (silent_.contains(stream->far_port)) tell_idle(id, *stream);
  else if (!std::exchange(stream->heard, true)) later(Millis{20}, media::FirstAudio{id});
  return {};
}

void SimulatedSound::close_stream(media::StreamId id) {
  if (find(id) == nullptr) return;
  unbridge(id);
  streams_.erase(id);
  later(Millis{20}, media::StreamClosed{id, 0, 0, 0, 0, 0, 0});
}

void SimulatedSound::play(media::StreamId id, media::PlayId play, std::vector<media::PromptAudio> pieces,
                          media::PlayOptions options) {
  auto* stream = find(id);
  if (stream == nullptr) return;
  end_play(id, *stream, false);
  stream->play = play;
  if (options.loop) return;
  std::size_t samples = 0;
  for (const auto& piece : pieces) samples += piece->size();
  agenda_.after(Millis{static_cast<std::int64_t>(samples / 8)}, [this, id, play] {
    auto* still = find(id);
    if (still != nullptr && still->play == play) end_play(id, *still, true);
  });
}

void SimulatedSound::stop_play(media::StreamId id) {
  if (auto* stream = find(id)) end_play(id, *stream, false);
}

void SimulatedSound::end_play(media::StreamId id, Stream& stream, bool completed) {
  const auto play = std::exchange(stream.play, {});
  if (play.value != 0) later(Millis{1}, media::PlayFinished{id, play, completed});
}

base::Status SimulatedSound::bridge(media::StreamId a, media::StreamId b) {
  if (find(a) == nullptr || find(b) == nullptr) return base::fail(ErrorCode::kNotFound, "The stream is not open.");
  for (const auto each : {a, b}) {
    unbridge(each);
    leave(each);
  }
  find(a)->bridged = b;
  find(b)->bridged = a;
  return {};
}

void SimulatedSound::unbridge(media::StreamId id) {
  auto* stream = find(id);
  if (stream == nullptr) return;
  if (auto* other = find(std::exchange(stream->bridged, {}))) other->bridged = {};
}

base::Status SimulatedSound::join(media::MixId mix, media::StreamId id) {
  auto* stream = find(id);
  if (stream == nullptr) return base::fail(ErrorCode::kNotFound, "The stream is not open.");
  unbridge(id);
  stream->mix = mix;
  return {};
}

void SimulatedSound::leave(media::StreamId id) {
  if (auto* stream = find(id)) stream->mix = {};
}

std::size_t SimulatedSound::mixed() const {
  return static_cast<std::size_t>(std::ranges::count_if(streams_, [](const auto& each) { return each.second.mix.value != 0; }));
}

bool SimulatedSound::bridges_agree() const {
  return std::ranges::all_of(streams_, [this](const auto& each) {
    const auto& [id, stream] = each;
    if (stream.bridged.value == 0) return true;
    const auto other = streams_.find(stream.bridged);
    return other != streams_.end() && other->second.bridged == id;
  });
}

base::Status SimulatedSound::start_recording(media::RecordingId recording, const media::RecordingRequest& request) {
  recordings_.insert(recording);
  if (chance_.below(100) != 0) return {};
  agenda_.after(Millis{static_cast<std::int64_t>(100 + chance_.below(60'000))}, [this, recording, path = request.path] {
    if (recordings_.erase(recording) == 0) return;
    events_(media::RecordingFailed{recording, path, base::Error{ErrorCode::kStorageFull, "The disk is full.", {}}, 8'000});
  });
  return {};
}

base::Status SimulatedSound::attach(media::RecordingId recording, media::RecordingSide, std::optional<media::StreamId>) {
  if (!recordings_.contains(recording)) return base::fail(ErrorCode::kNotFound, "The recording is not running.");
  return {};
}

void SimulatedSound::stop_recording(media::RecordingId recording) {
  if (recordings_.erase(recording) == 0) return;
  later(Millis{static_cast<std::int64_t>(5 + chance_.below(2'000))},
        media::RecordingWritten{recording, "simulated.wav", 480'000, 1'920'044, "5eed"});
}

void SimulatedSound::press(std::uint16_t far_port, char digit) {
  for (const auto& [id, stream] : streams_)
    if (stream.far_port == far_port) later(Millis{static_cast<std::int64_t>(chance_.below(30))}, media::DigitReceived{id, digit});
}

void SimulatedSound::fall_silent(std::uint16_t far_port) {
  silent_.insert(far_port);
  for (const auto& [id, stream] : streams_)
    if (stream.far_port == far_port) tell_idle(id, stream);
}

void SimulatedSound::tell_idle(media::StreamId id, const Stream& stream) {
  if (stream.idle_after.count() > 0) later(stream.idle_after, media::StreamIdle{id});
}

void SimulatedSpeaker::speak(const speech::PromptRequest& request, Answer answer) {
  if (chance_.below(200) == 0) return answer(base::fail(ErrorCode::kUnavailable, "The voice is hoarse."));
  const auto ms = 800 + 150 * std::min<std::size_t>(request.text.size(), 40);
  answer(std::make_shared<const speech::Audio>(8 * ms));
}

}  // namespace peal::sim
