#pragma once

#include <cstdint>
#include <optional>

#include "media/rtp/rtp_packet.hpp"

namespace peal::media::rtp {

/// The numbers on what we send: one SSRC, one unbroken sequence and one
/// timeline that follows the beat, whether a packet is made here or relayed.
/// A relayed run keeps its own gaps and order, so that the far end can conceal
/// and reorder; the first packet of a run carries the marker.
class RtpSender {
 public:
  RtpSender(std::uint32_t ssrc, std::uint16_t first_sequence, std::uint32_t first_timestamp)
      : ssrc_(ssrc), next_sequence_(first_sequence), timeline_(first_timestamp), last_timestamp_(first_timestamp) {}

  /// Time goes on by one beat of `ticks`, whether or not something is sent.
  void beat(std::uint32_t ticks) { timeline_ += ticks; }

  /// The header for sound of this beat, made by us; `ahead` ticks, or as many behind below 0, is where its first sample lies.
  [[nodiscard]] Header made(std::uint8_t payload_type, std::int32_t ahead = 0);
  /// The header for an event of RFC 4733: `start` of the event as its timestamp.
  [[nodiscard]] Header event(std::uint8_t payload_type, std::uint32_t start, bool marker);
  /// The header for a packet passed on. Nothing when it is older than the run.
  [[nodiscard]] std::optional<Header> relayed(const Header& incoming, std::uint8_t payload_type);
  /// The next packet begins a new run: another source, another talker.
  void break_run() { run_ = Run::kNone; }

  [[nodiscard]] std::uint32_t timeline() const { return timeline_; }
  [[nodiscard]] std::uint32_t ssrc() const { return ssrc_; }

 private:
  enum class Run : std::uint8_t { kNone, kMade, kRelayed };
  void begin_relay(const Header& incoming);

  std::uint32_t ssrc_;
  std::uint16_t next_sequence_;
  std::uint32_t timeline_;
  std::uint32_t last_timestamp_;
  Run run_ = Run::kNone;
  std::uint32_t relay_ssrc_ = 0;
  std::uint16_t relay_first_ = 0;
  std::uint16_t sequence_offset_ = 0;
  std::uint32_t timestamp_offset_ = 0;
};

}  // namespace peal::media::rtp
