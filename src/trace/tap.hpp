#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "sip/tap.hpp"
#include "trace/ring.hpp"

namespace peal::trace {

/// The switch loop's end of the trace: copies messages into the ring with the
/// microsecond in which they came or went. When the ring is full they are lost
/// and counted; the switch never waits for the trace.
class Tap final : public sip::Tap {
 public:
  explicit Tap(std::size_t ring_bytes);

  void received(const sip::Flow& flow, std::string_view bytes) override;
  void sent(const sip::Flow& flow, std::string_view bytes) override;
  /// That leg has this Call-ID, over that trunk (or none). `group` is the same
  /// for all legs of a contact.
  void leg_has_call(const Name& leg, std::string_view call_id, const Name& trunk, std::uint64_t group);

  [[nodiscard]] Ring& ring() { return ring_; }
  /// Records that found no room, since the start.
  [[nodiscard]] std::uint64_t lost() const { return lost_.load(std::memory_order_relaxed); }
  /// Microseconds since 1970 on Peal's clock.
  [[nodiscard]] std::int64_t now_us() const;

 private:
  void message(Head::Kind kind, const sip::Flow& flow, std::string_view bytes);

  Ring ring_;
  std::int64_t offset_us_;
  std::atomic<std::uint64_t> lost_{0};
};

}  // namespace peal::trace
