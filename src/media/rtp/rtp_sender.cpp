#include "media/rtp/rtp_sender.hpp"

namespace peal::media::rtp {
namespace {

// More than a second between a relayed timestamp and our own timeline means
// that the source jumped: the run begins anew. In ticks of 48 kHz this is 1 s,
// of 8 kHz 6 s, both beyond any jitter.
constexpr std::int32_t kDriftMax = 48'000;

}  // namespace

Header RtpSender::made(std::uint8_t payload_type, std::int32_t ahead) {
  const bool first = run_ != Run::kMade;
  const auto shift = static_cast<std::uint32_t>(ahead);
  if (first) {
    // After a relayed run our clock may lag behind the source's: never step back.
    if (static_cast<std::int32_t>(timeline_ + shift - last_timestamp_) < 0) timeline_ = last_timestamp_ + 1 - shift;
    run_ = Run::kMade;
  }
  last_timestamp_ = timeline_ + shift;
  return Header{first, payload_type, next_sequence_++, last_timestamp_, ssrc_};
}

Header RtpSender::event(std::uint8_t payload_type, std::uint32_t start, bool marker) {
  run_ = Run::kNone;
  return Header{marker, payload_type, next_sequence_++, start, ssrc_};
}

void RtpSender::begin_relay(const Header& incoming) {
  if (static_cast<std::int32_t>(timeline_ - last_timestamp_) <= 0) timeline_ = last_timestamp_ + 1;
  run_ = Run::kRelayed;
  relay_ssrc_ = incoming.ssrc;
  relay_first_ = incoming.sequence;
  sequence_offset_ = static_cast<std::uint16_t>(next_sequence_ - incoming.sequence);
  timestamp_offset_ = timeline_ - incoming.timestamp;
}

std::optional<Header> RtpSender::relayed(const Header& incoming, std::uint8_t payload_type) {
  const auto drift = static_cast<std::int32_t>(incoming.timestamp + timestamp_offset_ - timeline_);
  bool first = false;
  if (run_ != Run::kRelayed || incoming.ssrc != relay_ssrc_ || drift > kDriftMax || drift < -kDriftMax) {
    begin_relay(incoming);
    first = true;
  }
  if (static_cast<std::int16_t>(incoming.sequence - relay_first_) < 0) return std::nullopt;
  const auto sequence = static_cast<std::uint16_t>(incoming.sequence + sequence_offset_);
  const auto ahead = static_cast<std::int16_t>(sequence - next_sequence_);
  if (ahead >= 0) next_sequence_ = static_cast<std::uint16_t>(sequence + 1);
  // In a long run the first sequence would wrap to look newer; keep it near.
  if (ahead >= 0 && static_cast<std::uint16_t>(incoming.sequence - relay_first_) > 0x4000) {
    relay_first_ = static_cast<std::uint16_t>(incoming.sequence - 0x100);
  }
  const std::uint32_t timestamp = incoming.timestamp + timestamp_offset_;
  if (static_cast<std::int32_t>(timestamp - last_timestamp_) > 0) last_timestamp_ = timestamp;
  return Header{first || incoming.marker, payload_type, sequence, timestamp, ssrc_};
}

}  // namespace peal::media::rtp
