#include "media/plane/media_thread.hpp"

#include <chrono>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/thread.hpp"
#include "media/limits.hpp"

namespace peal::media::plane {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kBeatsPerSecond = 50;

std::int64_t millis(Clock::time_point t) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(t.time_since_epoch()).count();
}

}  // namespace

MediaThread::MediaThread(SocketPool& pool, record::RecordingWriter& writer, SoundShelf shelf,
                         std::function<void(MediaEvent)> events)
    : pool_(pool),
      writer_(writer),
      events_(std::move(events)),
      commands_(1),
      shelf_(std::move(shelf)),
      thread_([this] { run(); }) {}

MediaThread::~MediaThread() { stop(); }

void MediaThread::stop() {
  stopping_.store(true);
  if (thread_.joinable()) thread_.join();
}

void MediaThread::post(Command command) {
  bool was_empty = false;
  commands_.push_always(std::move(command), was_empty);
}

void MediaThread::run() {
  base::begin_thread("media", base::Importance::kCalls);
  auto due = Clock::now();
  while (!stopping_.load()) {
    one_beat(millis(due));
    due += kBeat;
    const auto now = Clock::now();
    if (now - due > kBeat * kBeatsCaughtUpMax) {
      const auto late = static_cast<std::uint64_t>((now - due) / kBeat);
      skip_beats(late);
      due += kBeat * static_cast<int>(late);
    }
    std::this_thread::sleep_until(due);
  }
  Beat last{millis(due), beat_number_, raised_, shelf_, traffic_, batch_};
  run_commands(last);
  close_all(last);
  publish(last);
}

void MediaThread::one_beat(std::int64_t now_ms) {
  Beat beat{now_ms, beat_number_, raised_, shelf_, traffic_, batch_};
  run_commands(beat);
  for (Stream* stream : arrivals_.take()) stream->receive(beat);
  for (auto& [id, stream] : streams_) stream->listen(beat);
  for (auto& [id, mix] : mixes_) mix.beat();
  for (auto& [id, stream] : streams_) stream->talk(beat);
  for (auto& [id, stream] : streams_) stream->keep(beat);
  record_beat(beat);
  publish(beat);
  ++beat_number_;
}

void MediaThread::skip_beats(std::uint64_t count) {
  base::counter("peal_media_beats_skipped_total", "Beats of 20 ms that a media thread was too late for.")
      .add(static_cast<double>(count));
  base::log(base::LogLevel::kWarning, "media", "beats_skipped", {{"beats", count}});
  for (std::uint64_t i = 0; i < count; ++i) {
    for (auto& [id, recording] : recordings_) recording.beat(std::nullopt, std::nullopt, writer_, to_writer_);
    ++beat_number_;
  }
}

void MediaThread::record_beat(Beat& beat) {
  for (auto& entry : recordings_) {
    auto& recording = entry.second;
    const auto side = [&](std::optional<StreamId> wanted) -> std::optional<record::Frame> {
      const Stream* const stream = wanted ? find(*wanted) : nullptr;
      if (stream == nullptr) return std::nullopt;
      if (recording.suppress_digits() && stream->digit_active(beat.now_ms)) return std::nullopt;
      return stream->heard();
    };
    if (recording.mix().value != 0) {
      std::array<std::int16_t, kFrameSamples> all{};
      if (const Mix* mix = find(recording.mix())) mix->heard_by_all(all);
      recording.beat(record::Frame(all), record::Frame(all), writer_, to_writer_);
      continue;
    }
    // In a mix the other side of a call is all the others.
    std::array<std::int16_t, kFrameSamples> others{};
    std::optional<record::Frame> right;
    const Stream* const caller = recording.left() ? find(*recording.left()) : nullptr;
    if (caller != nullptr && caller->mix() != nullptr) {
      caller->mix()->heard_by(*caller, others);
      right = record::Frame(others);
    } else if (recording.right_attached()) {
      right = side(recording.right());
    } else if (const Stream* const left = recording.left() ? find(*recording.left()) : nullptr) {
      right = left->played();
    }
    recording.beat(side(recording.left()), right, writer_, to_writer_);
  }
}

void MediaThread::publish(Beat& beat) {
  writer_.submit(to_writer_);
  for (auto& event : raised_) events_(std::move(event));
  raised_.clear();
  if (beat.number % kBeatsPerSecond != 0) return;
  static base::Counter& received = base::counter("peal_media_packets_received_total", "Datagrams taken from RTP ports.");
  static base::Counter& refused =
      base::counter("peal_media_packets_refused_total", "Datagrams from strangers, malformed, repeated or not authentic.");
  static base::Counter& sent = base::counter("peal_media_packets_sent_total", "RTP packets sent.");
  static base::Counter& relayed = base::counter("peal_media_packets_relayed_total", "RTP packets passed on as they came.");
  received.add(static_cast<double>(traffic_.received));
  refused.add(static_cast<double>(traffic_.refused));
  sent.add(static_cast<double>(traffic_.sent));
  relayed.add(static_cast<double>(traffic_.relayed));
  traffic_ = {};
}

void MediaThread::close_all(Beat& beat) {
  while (!recordings_.empty()) {
    StopRecording stop{recordings_.begin()->first};
    execute(stop, beat);
  }
  while (!streams_.empty()) {
    CloseStream close{streams_.begin()->first};
    execute(close, beat);
  }
}

}  // namespace peal::media::plane
