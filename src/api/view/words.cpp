#include "api/view/words.hpp"

#include <array>

namespace peal::api {
namespace {

// In the order of the enumeration; a value of a newer release reads as the last.
template <class Enum, std::size_t N>
std::string_view pick(const std::array<std::string_view, N>& words, Enum value) {
  return words[std::min(static_cast<std::size_t>(value), N - 1)];
}

constexpr std::array<std::string_view, 5> kContactEnds{"handled", "abandoned", "in_flow", "rejected", "failed"};

}  // namespace

std::string_view word(core::AgentStatus status) {
  static constexpr std::array<std::string_view, 3> kWords{"signed_out", "ready", "not_ready"};
  return pick(kWords, status);
}
std::string_view word(core::AgentActivity activity) {
  static constexpr std::array<std::string_view, 7> kWords{"idle",         "offered", "talking",      "held",
                                                          "reconnecting", "wrap_up", "internal_call"};
  return pick(kWords, activity);
}
std::string_view word(core::StatusCause cause) {
  static constexpr std::array<std::string_view, 7> kWords{"asked",   "no_answer", "device_lost", "supervisor",
                                                          "restart", "settings",  "queued_break"};
  return pick(kWords, cause);
}
std::string_view word(core::DeviceKind kind) {
  static constexpr std::array<std::string_view, 3> kWords{"browser", "sip_phone", "outside"};
  return pick(kWords, kind);
}
std::string_view word(core::ContactPlace place) {
  static constexpr std::array<std::string_view, 10> kWords{"flow",    "waiting",      "offered", "talking", "held",
                                                           "reconnecting", "wrap_up", "transferring", "outside", "parked"};
  return pick(kWords, place);
}
std::string_view word(core::LegSource source) {
  static constexpr std::array<std::string_view, 3> kWords{"trunk", "web", "device"};
  return pick(kWords, source);
}
std::string_view word(core::ContactEnd end) { return pick(kContactEnds, end); }
std::string_view word(core::VisitEnd end) {
  static constexpr std::array<std::string_view, 8> kWords{"answered",    "abandoned", "short_abandoned", "overflowed",
                                                          "transferred", "callback",  "withdrawn",       "failed"};
  return pick(kWords, end);
}
std::string_view word(core::OfferEnd end) {
  static constexpr std::array<std::string_view, 5> kWords{"accepted", "rejected", "expired", "rescinded", "failed"};
  return pick(kWords, end);
}
std::string_view word(core::HandlingEnd end) {
  static constexpr std::array<std::string_view, 5> kWords{"customer_hung_up", "agent_hung_up", "transferred",
                                                          "agent_lost", "failed"};
  return pick(kWords, end);
}
std::string_view word(core::ConsultEnd end) {
  static constexpr std::array<std::string_view, 7> kWords{"completed",     "cancelled",  "target_left", "not_reached",
                                                          "customer_left", "agent_lost", "failed"};
  return pick(kWords, end);
}
std::string_view word(core::ParkEnd end) {
  static constexpr std::array<std::string_view, 4> kWords{"retrieved", "returned", "abandoned", "failed"};
  return pick(kWords, end);
}
std::string_view word(core::WrapUpPolicy policy) {
  static constexpr std::array<std::string_view, 5> kWords{"none", "optional", "mandatory", "timed",
                                                          "timed_early_exit"};
  return pick(kWords, policy);
}
std::string_view word(core::Strategy strategy) {
  static constexpr std::array<std::string_view, 8> kWords{"longest_idle", "round_robin", "least_occupied",
                                                          "fewest_calls", "best_skill",  "top_down",
                                                          "ring_all",     "weighted_random"};
  return pick(kWords, strategy);
}
std::string_view word(core::RecordingMark mark) {
  static constexpr std::array<std::string_view, 4> kWords{"none", "on", "whole", "broken"};
  return pick(kWords, mark);
}

std::string_view word(core::DiversionReason reason) {
  static constexpr std::array<std::string_view, 9> kWords{"unknown", "unconditional", "busy", "no_answer", "unavailable",
                                                          "deflected", "do_not_disturb", "time_of_day", "away"};
  return pick(kWords, reason);
}

std::optional<core::ContactEnd> contact_end_of(std::string_view word) {
  for (std::size_t i = 0; i < kContactEnds.size(); ++i) {
    if (kContactEnds[i] == word) return static_cast<core::ContactEnd>(i);
  }
  return std::nullopt;
}

}  // namespace peal::api
