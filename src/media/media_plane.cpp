#include "media/media_plane.hpp"

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "media/limits.hpp"
#include "media/plane/media_thread.hpp"
#include "media/plane/together.hpp"
#include "media/secure/random.hpp"
#include "media/sound/tones.hpp"

namespace peal::media {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

namespace {

class Plane final : public MediaPlane {
 public:
  // All of them before any goes: they hand streams to each other.
  ~Plane() override {
    for (auto& thread : threads) thread->stop();
  }
  void be_reached_at(std::string address, std::string address_v6) override {
    config.public_address = std::move(address);
    config.public_address_v6 = std::move(address_v6);
  }
  Result<StreamAddress> open_stream(StreamId stream, const StreamOptions& options) override;
  Status configure(StreamId stream, const StreamParameters& parameters) override;
  void close_stream(StreamId stream) override;
  void play(StreamId stream, PlayId play, std::vector<PromptAudio> pieces, PlayOptions options) override;
  void stop_play(StreamId stream) override { post(plane::StopPlay{stream}); }
  void set_background(StreamId stream, Background background) override;
  void add_music(MusicId music, PromptAudio piece) override;
  Status bridge(StreamId a, StreamId b) override;
  void unbridge(StreamId stream) override {
    together.part(stream);
    post(plane::Unbridge{stream});
  }
  Status join(MixId mix, StreamId stream) override;
  void leave(StreamId stream) override {
    together.leave(stream);
    post(plane::LeaveMix{stream});
  }
  void set_gain(StreamId stream, double gain) override {
    post(plane::SetGain{stream, static_cast<std::int32_t>(std::clamp(gain, 0.0, kGainMax) * kGainUnit)});
  }
  void play_to_mix(MixId mix, MixTone tone) override;
  void echo(StreamId stream, bool on) override { post(plane::Echo{stream, on}); }
  void mute(StreamId stream, bool on) override { post(plane::Mute{stream, on}); }
  void send_digits(StreamId stream, std::string_view digits) override;
  void pass_key(StreamId stream, char key) override;
  Status start_recording(RecordingId recording, const RecordingRequest& request) override;
  Status attach(RecordingId recording, RecordingSide side, std::optional<StreamId> stream) override;
  void pause_recording(RecordingId recording, bool paused) override;
  void stop_recording(RecordingId recording) override;
  [[nodiscard]] std::size_t free_ports() const override { return pool->free(); }
  [[nodiscard]] std::size_t open_streams() const override { return thread_of_stream.size(); }

  MediaConfig config;
  std::unique_ptr<secure::DtlsIdentity> dtls;
  std::unique_ptr<plane::SocketPool> pool;
  std::unique_ptr<record::RecordingWriter> writer;
  std::vector<std::unique_ptr<plane::MediaThread>> threads;  // End before the writer and the pool.
  std::unordered_map<StreamId, std::size_t> thread_of_stream;
  std::unordered_map<RecordingId, std::size_t> thread_of_recording;
  plane::Together together;

  /// Posts to the thread of a stream that is open; else the command is void.
  template <class Command>
  void post(Command command) {
    const auto found = thread_of_stream.find(command.stream);
    if (found != thread_of_stream.end()) threads[found->second]->post(std::move(command));
  }
  template <class Command>
  void post_recording(Command command) {
    const auto found = thread_of_recording.find(command.recording);
    if (found != thread_of_recording.end()) threads[found->second]->post(std::move(command));
  }
  /// With its recordings, to another thread.
  [[nodiscard]] Status move(StreamId stream, std::size_t from, std::size_t to);
  [[nodiscard]] Result<std::size_t> thread_of(StreamId stream) const {
    const auto found = thread_of_stream.find(stream);
    if (found == thread_of_stream.end()) return fail(ErrorCode::kNotFound, "The stream is not open.");
    return found->second;
  }
};

template <class T>
T random_number() {
  T out{};
  secure::fill_random({reinterpret_cast<std::uint8_t*>(&out), sizeof out});
  return out;
}

plane::SoundShelf make_shelf() {
  plane::SoundShelf shelf;
  shelf.music[kBuiltInMusic] = sound::make_music();
  shelf.comfort_tone = sound::make_comfort_tone();
  shelf.ring_back = sound::make_ring_back();
  shelf.test_tone = sound::make_test_tone();
  shelf.mix_came = sound::make_mix_tone(MixTone::kCame);
  shelf.mix_went = sound::make_mix_tone(MixTone::kWent);
  return shelf;
}

Status check(const StreamParameters& parameters) {
  const auto bad = [](int type) { return type > 127; };
  if (bad(parameters.send_payload_type) || bad(parameters.receive_payload_type)) {
    return fail(ErrorCode::kBadInput, "An RTP payload type is above 127.", "payload_type");
  }
  if (parameters.event_clock_rate != 8'000 && parameters.event_clock_rate != rtp_clock_rate(parameters.codec)) {
    return fail(ErrorCode::kBadInput, "Telephone events run at 8000 or at the clock of the codec.", "event_clock_rate");
  }
  const auto key_fits = [&](const std::string& key) { return key.size() == srtp_key_bytes(parameters.srtp_profile); };
  if (parameters.security == Security::kKeys && !(key_fits(parameters.srtp_send_key) && key_fits(parameters.srtp_receive_key))) {
    return fail(ErrorCode::kBadInput, "An SRTP key has the wrong length.", "srtp_send_key");
  }
  return {};
}

Result<StreamAddress> Plane::open_stream(StreamId stream, const StreamOptions& options) {
  PEAL_ASSERT(stream.value != 0 && !thread_of_stream.contains(stream));
  const auto socket = pool->take();
  if (!socket) return fail(ErrorCode::kTooMany, "Every RTP port is in use.");
  plane::StreamIdentity identity;
  identity.ssrc = random_number<std::uint32_t>();
  identity.sequence = random_number<std::uint16_t>();
  identity.timestamp = random_number<std::uint32_t>();
  identity.cname = fmt::format("{:016x}", random_number<std::uint64_t>());
  identity.ice = secure::make_ice_credentials();
  identity.dtls = dtls.get();
  StreamAddress address;
  address.address = config.public_address.empty() ? config.bind_address : config.public_address;
  if (socket->both) address.address_v6 = config.public_address_v6;
  address.port = socket->port;
  address.ssrc = identity.ssrc;
  address.cname = identity.cname;
  address.ice_ufrag = identity.ice.ufrag;
  address.ice_pwd = identity.ice.password;
  address.fingerprint = dtls->fingerprint_text();
  const std::size_t thread = std::hash<std::uint64_t>{}(options.affinity) % threads.size();
  thread_of_stream[stream] = thread;
  threads[thread]->post(
      plane::AddStream{std::make_unique<plane::Stream>(stream, *socket, std::move(identity))});
  return address;
}

Status Plane::configure(StreamId stream, const StreamParameters& parameters) {
  if (auto checked = check(parameters); !checked) return checked;
  plane::RemoteSide remote;
  if (!parameters.remote_address.empty() && parameters.remote_port != 0) {
    auto parsed = Endpoint::parse(parameters.remote_address, parameters.remote_port);
    if (!parsed) return fail(parsed.error());
    remote.endpoint = *parsed;
  }
  if (parameters.security == Security::kDtls) {
    auto fingerprint = secure::parse_fingerprint(parameters.remote_fingerprint);
    if (!fingerprint) return fail(fingerprint.error());
    remote.fingerprint = std::move(*fingerprint);
  }
  post(plane::ConfigureStream{stream, parameters, remote});
  return {};
}

void Plane::close_stream(StreamId stream) {
  post(plane::CloseStream{stream});
  together.close(stream);
  thread_of_stream.erase(stream);
}

void Plane::play(StreamId stream, PlayId play, std::vector<PromptAudio> pieces, PlayOptions options) {
  post(plane::Play{stream, play, std::move(pieces), options});
}
void Plane::set_background(StreamId stream, Background background) {
  post(plane::SetBackground{stream, background});
}
void Plane::add_music(MusicId music, PromptAudio piece) {
  PEAL_ASSERT(piece != nullptr && !piece->empty());
  for (auto& thread : threads) thread->post(plane::AddMusic{music, piece});
}

Status Plane::bridge(StreamId a, StreamId b) {
  const auto first = thread_of(a);
  const auto second = thread_of(b);
  if (!first) return fail(first.error());
  if (!second) return fail(second.error());
  if (*first != *second) return fail(ErrorCode::kConflict, "The two streams were opened with different keys.");
  together.bridge(a, b);
  threads[*first]->post(plane::Bridge{a, b});
  return {};
}

Status Plane::join(MixId mix, StreamId stream) {
  const auto from = thread_of(stream);
  if (!from) return fail(from.error());
  const auto present = together.any_of(mix);
  if (together.size(mix) >= kMixPartiesMax && together.mix_of(stream) != mix)
    return fail(ErrorCode::kTooMany, fmt::format("A mix has at most {} parties.", kMixPartiesMax));
  const std::size_t to = present ? thread_of_stream.at(*present) : *from;
  if (to != *from) {
    if (auto moved = move(stream, *from, to); !moved) return moved;
  }
  together.join(mix, stream);
  threads[to]->post(plane::JoinMix{mix, stream});
  return {};
}

Status Plane::move(StreamId stream, std::size_t from, std::size_t to) {
  const auto recordings = together.recordings_of(stream);
  if (!together.free_to_move(stream)) {
    return fail(ErrorCode::kConflict, "The stream is recorded or bridged together with one of another thread.");
  }
  threads[to]->post(plane::AwaitStream{stream});
  threads[from]->post(plane::HandOver{stream, recordings, threads[to].get()});
  thread_of_stream[stream] = to;
  for (const auto recording : recordings) thread_of_recording[recording] = to;
  return {};
}

void Plane::play_to_mix(MixId mix, MixTone tone) {
  const auto present = together.any_of(mix);
  if (present) threads[thread_of_stream.at(*present)]->post(plane::PlayToMix{mix, tone});
}

void Plane::send_digits(StreamId stream, std::string_view digits) {
  post(plane::SendDigits{stream, std::string(digits)});
}

void Plane::pass_key(StreamId stream, char key) { post(plane::PassKey{stream, key}); }

Status Plane::start_recording(RecordingId recording, const RecordingRequest& request) {
  PEAL_ASSERT(recording.value != 0 && !thread_of_recording.contains(recording));
  const auto heard = request.mix.value == 0 ? std::optional(request.left) : together.any_of(request.mix);
  if (!heard) return fail(ErrorCode::kNotFound, "There is nobody in the mix.");
  const auto left = thread_of(*heard);
  if (!left) return fail(left.error());
  if (request.right) {
    const auto right = thread_of(*request.right);
    if (!right) return fail(right.error());
    if (*right != *left) return fail(ErrorCode::kConflict, "The two streams were opened with different keys.");
  }
  thread_of_recording[recording] = *left;
  if (request.mix.value == 0) together.record(recording, RecordingSide::kLeft, request.left);
  together.record(recording, RecordingSide::kRight, request.right);
  threads[*left]->post(plane::StartRecording{recording, request});
  return {};
}

Status Plane::attach(RecordingId recording, RecordingSide side, std::optional<StreamId> stream) {
  const auto found = thread_of_recording.find(recording);
  if (found == thread_of_recording.end()) return fail(ErrorCode::kNotFound, "The recording is not running.");
  if (stream) {
    const auto thread = thread_of(*stream);
    if (!thread) return fail(thread.error());
    if (*thread != found->second) return fail(ErrorCode::kConflict, "The stream was opened with a different key.");
  }
  together.record(recording, side, stream);
  threads[found->second]->post(plane::AttachSide{recording, side, stream});
  return {};
}

void Plane::pause_recording(RecordingId recording, bool paused) {
  post_recording(plane::PauseRecording{recording, paused});
}
void Plane::stop_recording(RecordingId recording) {
  post_recording(plane::StopRecording{recording});
  together.stop(recording);
  thread_of_recording.erase(recording);
}

}  // namespace

Result<std::unique_ptr<MediaPlane>> MediaPlane::open(const MediaConfig& config, EventSink events) {
  if (config.threads == 0 || config.threads > kMediaThreadsMax) {
    return fail(ErrorCode::kBadInput, fmt::format("Media threads must be 1 to {}.", kMediaThreadsMax), "threads");
  }
  auto pool = plane::SocketPool::open(config.bind_address, config.port_first, config.port_last);
  if (!pool) return fail(pool.error());
  auto dtls = secure::DtlsIdentity::make();
  if (!dtls) return fail(dtls.error());
  auto made = std::make_unique<Plane>();
  made->config = config;
  made->dtls = std::move(*dtls);
  made->pool = std::move(*pool);
  made->writer = std::make_unique<record::RecordingWriter>(record::open_local_disk(), events);
  const plane::SoundShelf shelf = make_shelf();
  for (unsigned i = 0; i < config.threads; ++i) {
    made->threads.push_back(std::make_unique<plane::MediaThread>(*made->pool, *made->writer, shelf, events));
  }
  return made;
}

}  // namespace peal::media
