#include "media/rtp/rtp_receiver.hpp"

#include <algorithm>

namespace peal::media::rtp {
namespace {

constexpr int kDropoutMax = 3'000;           // RFC 3550 A.1, MAX_DROPOUT.
constexpr std::int64_t kSourceSilentMs = 60;  // Three packets of 20 ms.

}  // namespace

Arrival RtpReceiver::receive(const Header& header, unsigned clock_rate, std::int64_t now_ms) {
  if (!started_) {
    start(header, clock_rate, now_ms);
    return Arrival::kFresh;
  }
  if (header.ssrc != ssrc_) {
    if (!confirmed(header) || now_ms - last_ms_ < kSourceSilentMs) return Arrival::kStranger;
    start(header, clock_rate, now_ms);
    return Arrival::kFresh;
  }
  const int ahead = static_cast<std::int16_t>(header.sequence - highest_);
  Arrival arrival = Arrival::kFresh;
  if (ahead > kDropoutMax || ahead <= -64) {
    // A jump in either direction: the source began again, or the packet is not its own.
    if (!confirmed(header)) return Arrival::kStranger;
    start(header, clock_rate, now_ms);
    return Arrival::kFresh;
  }
  if (ahead > 0) {
    seen_ = ahead >= 64 ? 1 : seen_ << ahead | 1;
    if (header.sequence < highest_) cycles_ += 0x10000;
    highest_ = header.sequence;
    measure_jitter(header, clock_rate, now_ms);
  } else {
    const std::uint64_t bit = std::uint64_t{1} << -ahead;
    if ((seen_ & bit) != 0) return Arrival::kDuplicate;
    seen_ |= bit;
    arrival = Arrival::kLate;
  }
  ++packets_;
  ++source_packets_;
  last_ms_ = now_ms;
  return arrival;
}

bool RtpReceiver::confirmed(const Header& header) {
  const bool sequential = header.ssrc == candidate_ssrc_ && header.sequence == candidate_next_;
  candidate_ssrc_ = header.ssrc;
  candidate_next_ = static_cast<std::uint16_t>(header.sequence + 1);
  return sequential;
}

void RtpReceiver::start(const Header& header, unsigned clock_rate, std::int64_t now_ms) {
  if (started_) lost_before_ = lost();
  started_ = true;
  ssrc_ = header.ssrc;
  highest_ = header.sequence;
  cycles_ = 0;
  base_ = header.sequence;
  // What lies before the first packet counts as seen: it is not ours to play.
  seen_ = ~std::uint64_t{0};
  ++packets_;
  source_packets_ = 1;
  reported_expected_ = 0;
  reported_received_ = 0;
  last_ms_ = now_ms;
  candidate_next_ = 0x10000;
  jitter_ = 0;
  transit_ = static_cast<std::uint32_t>(now_ms * static_cast<std::int64_t>(clock_rate) / 1000) - header.timestamp;
}

void RtpReceiver::measure_jitter(const Header& header, unsigned clock_rate, std::int64_t now_ms) {
  const auto arrival = static_cast<std::uint32_t>(now_ms * static_cast<std::int64_t>(clock_rate) / 1000);
  const std::uint32_t transit = arrival - header.timestamp;
  const auto difference = static_cast<std::int32_t>(transit - transit_);
  transit_ = transit;
  const double magnitude = difference < 0 ? -static_cast<double>(difference) : difference;
  // A pause in the stream is not jitter.
  if (magnitude < clock_rate) jitter_ += (magnitude - jitter_) / 16;
}

std::uint64_t RtpReceiver::lost() const {
  if (!started_) return 0;
  const std::uint64_t wanted = expected();
  return lost_before_ + (wanted > source_packets_ ? wanted - source_packets_ : 0);
}

std::uint8_t RtpReceiver::take_fraction_lost() {
  if (!started_) return 0;
  const std::uint64_t wanted = expected() - reported_expected_;
  const std::uint64_t came = source_packets_ - reported_received_;
  reported_expected_ = expected();
  reported_received_ = source_packets_;
  if (wanted == 0 || came >= wanted) return 0;
  return static_cast<std::uint8_t>(std::min<std::uint64_t>((wanted - came) * 256 / wanted, 255));
}

}  // namespace peal::media::rtp
