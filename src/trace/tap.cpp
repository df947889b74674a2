#include "trace/tap.hpp"

#include <algorithm>
#include <chrono>

#include "base/time.hpp"
#include "trace/limits.hpp"

namespace peal::trace {
namespace {

std::int64_t steady_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Peal's clock counts whole milliseconds; where one begins it is exact.
std::int64_t offset_to_peal() {
  const auto begun = base::live_now();
  while (base::live_now() == begun) {}
  return base::unix_millis(base::live_now()) * 1'000 - steady_us();
}

}  // namespace

Tap::Tap(std::size_t ring_bytes) : ring_(ring_bytes), offset_us_(offset_to_peal()) {}

std::int64_t Tap::now_us() const { return steady_us() + offset_us_; }

void Tap::received(const sip::Flow& flow, std::string_view bytes) { message(Head::kReceived, flow, bytes); }
void Tap::sent(const sip::Flow& flow, std::string_view bytes) { message(Head::kSent, flow, bytes); }

void Tap::message(Head::Kind kind, const sip::Flow& flow, std::string_view bytes) {
  Head head;
  head.at_us = now_us();
  head.kind = kind;
  head.transport = static_cast<std::uint8_t>(flow.transport);
  head.v6 = flow.remote.v6 ? 1 : 0;
  head.ip = flow.remote.ip;
  head.port = flow.remote.port;
  head.whole_size = static_cast<std::uint32_t>(bytes.size());
  if (!ring_.write(head, bytes.substr(0, kMessageBytesMax))) lost_.fetch_add(1, std::memory_order_relaxed);
}

void Tap::leg_has_call(const Name& leg, std::string_view call_id, const Name& trunk, std::uint64_t group) {
  Head head;
  head.at_us = now_us();
  head.kind = Head::kTie;
  head.leg = leg.value;
  head.leg_tenant = leg.tenant;
  head.trunk = trunk.value;
  head.trunk_tenant = trunk.tenant;
  head.group = group;
  if (!ring_.write(head, call_id.substr(0, kMessageBytesMax))) lost_.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace peal::trace
