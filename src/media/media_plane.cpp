#include "media/media_plane.hpp"

#include <cstring>
#include <unordered_map>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "media/limits.hpp"
#include "media/plane/media_thread.hpp"
#include "media/secure/random.hpp"
#include "media/sound/tones.hpp"

namespace peal::media {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

struct MediaPlane::Inside {
  MediaConfig config;
  std::unique_ptr<secure::DtlsIdentity> dtls;
  std::unique_ptr<plane::SocketPool> pool;
  std::unique_ptr<record::RecordingWriter> writer;
  std::vector<std::unique_ptr<plane::MediaThread>> threads;  // End before the writer and the pool.
  std::unordered_map<StreamId, std::size_t> thread_of_stream;
  std::unordered_map<RecordingId, std::size_t> thread_of_recording;

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
  [[nodiscard]] Result<std::size_t> thread_of(StreamId stream) const {
    const auto found = thread_of_stream.find(stream);
    if (found == thread_of_stream.end()) return fail(ErrorCode::kNotFound, "The stream is not open.");
    return found->second;
  }
};

namespace {

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

}  // namespace

MediaPlane::MediaPlane(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
MediaPlane::~MediaPlane() = default;

Result<std::unique_ptr<MediaPlane>> MediaPlane::open(const MediaConfig& config, EventSink events) {
  if (config.threads == 0 || config.threads > kMediaThreadsMax) {
    return fail(ErrorCode::kBadInput, fmt::format("Media threads must be 1 to {}.", kMediaThreadsMax), "threads");
  }
  auto pool = plane::SocketPool::open(config.bind_address, config.port_first, config.port_last);
  if (!pool) return fail(pool.error());
  auto dtls = secure::DtlsIdentity::make();
  if (!dtls) return fail(dtls.error());
  auto inside = std::make_unique<Inside>();
  inside->config = config;
  inside->dtls = std::move(*dtls);
  inside->pool = std::move(*pool);
  inside->writer = std::make_unique<record::RecordingWriter>(record::open_local_disk(), events);
  const plane::SoundShelf shelf = make_shelf();
  for (unsigned i = 0; i < config.threads; ++i) {
    inside->threads.push_back(std::make_unique<plane::MediaThread>(*inside->pool, *inside->writer, shelf, events));
  }
  return std::unique_ptr<MediaPlane>(new MediaPlane(std::move(inside)));
}

Result<StreamAddress> MediaPlane::open_stream(StreamId stream, const StreamOptions& options) {
  PEAL_ASSERT(stream.value != 0 && !inside_->thread_of_stream.contains(stream));
  const auto socket = inside_->pool->take();
  if (!socket) return fail(ErrorCode::kTooMany, "Every RTP port is in use.");
  plane::StreamIdentity identity;
  identity.ssrc = random_number<std::uint32_t>();
  identity.sequence = random_number<std::uint16_t>();
  identity.timestamp = random_number<std::uint32_t>();
  identity.cname = fmt::format("{:016x}", random_number<std::uint64_t>());
  identity.ice = secure::make_ice_credentials();
  identity.dtls = inside_->dtls.get();
  StreamAddress address;
  address.address = inside_->config.public_address.empty() ? inside_->config.bind_address : inside_->config.public_address;
  if (socket->both) address.address_v6 = inside_->config.public_address_v6;
  address.port = socket->port;
  address.ssrc = identity.ssrc;
  address.cname = identity.cname;
  address.ice_ufrag = identity.ice.ufrag;
  address.ice_pwd = identity.ice.password;
  address.fingerprint = inside_->dtls->fingerprint_text();
  const std::size_t thread = std::hash<std::uint64_t>{}(options.affinity) % inside_->threads.size();
  inside_->thread_of_stream[stream] = thread;
  inside_->threads[thread]->post(
      plane::AddStream{std::make_unique<plane::Stream>(stream, *socket, std::move(identity))});
  return address;
}

Status MediaPlane::configure(StreamId stream, const StreamParameters& parameters) {
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
  inside_->post(plane::ConfigureStream{stream, parameters, remote});
  return {};
}

void MediaPlane::close_stream(StreamId stream) {
  inside_->post(plane::CloseStream{stream});
  inside_->thread_of_stream.erase(stream);
}

void MediaPlane::play(StreamId stream, PlayId play, std::vector<PromptAudio> pieces, PlayOptions options) {
  inside_->post(plane::Play{stream, play, std::move(pieces), options});
}
void MediaPlane::stop_play(StreamId stream) { inside_->post(plane::StopPlay{stream}); }
void MediaPlane::set_background(StreamId stream, Background background) {
  inside_->post(plane::SetBackground{stream, background});
}
void MediaPlane::add_music(MusicId music, PromptAudio piece) {
  PEAL_ASSERT(piece != nullptr && !piece->empty());
  for (auto& thread : inside_->threads) thread->post(plane::AddMusic{music, piece});
}

Status MediaPlane::bridge(StreamId a, StreamId b) {
  const auto first = inside_->thread_of(a);
  const auto second = inside_->thread_of(b);
  if (!first) return fail(first.error());
  if (!second) return fail(second.error());
  if (*first != *second) return fail(ErrorCode::kConflict, "The two streams were opened with different keys.");
  inside_->threads[*first]->post(plane::Bridge{a, b});
  return {};
}

void MediaPlane::unbridge(StreamId stream) { inside_->post(plane::Unbridge{stream}); }
void MediaPlane::echo(StreamId stream, bool on) { inside_->post(plane::Echo{stream, on}); }
void MediaPlane::mute(StreamId stream, bool on) { inside_->post(plane::Mute{stream, on}); }
void MediaPlane::send_digits(StreamId stream, std::string_view digits) {
  inside_->post(plane::SendDigits{stream, std::string(digits)});
}

Status MediaPlane::start_recording(RecordingId recording, const RecordingRequest& request) {
  PEAL_ASSERT(recording.value != 0 && !inside_->thread_of_recording.contains(recording));
  const auto left = inside_->thread_of(request.left);
  if (!left) return fail(left.error());
  if (request.right) {
    const auto right = inside_->thread_of(*request.right);
    if (!right) return fail(right.error());
    if (*right != *left) return fail(ErrorCode::kConflict, "The two streams were opened with different keys.");
  }
  inside_->thread_of_recording[recording] = *left;
  inside_->threads[*left]->post(plane::StartRecording{recording, request});
  return {};
}

Status MediaPlane::attach(RecordingId recording, RecordingSide side, std::optional<StreamId> stream) {
  const auto found = inside_->thread_of_recording.find(recording);
  if (found == inside_->thread_of_recording.end()) return fail(ErrorCode::kNotFound, "The recording is not running.");
  if (stream) {
    const auto thread = inside_->thread_of(*stream);
    if (!thread) return fail(thread.error());
    if (*thread != found->second) return fail(ErrorCode::kConflict, "The stream was opened with a different key.");
  }
  inside_->threads[found->second]->post(plane::AttachSide{recording, side, stream});
  return {};
}

void MediaPlane::pause_recording(RecordingId recording, bool paused) {
  inside_->post_recording(plane::PauseRecording{recording, paused});
}
void MediaPlane::stop_recording(RecordingId recording) {
  inside_->post_recording(plane::StopRecording{recording});
  inside_->thread_of_recording.erase(recording);
}

std::size_t MediaPlane::free_ports() const { return inside_->pool->free(); }
std::size_t MediaPlane::open_streams() const { return inside_->thread_of_stream.size(); }

}  // namespace peal::media
