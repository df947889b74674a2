#pragma once

#include <optional>
#include <vector>

#include "base/timer_wheel.hpp"
#include "core/command.hpp"
#include "telephony/board.hpp"

namespace peal::telephony {

/// Calls that we place to agents: every device of one rings, the first to
/// answer has the call, the others hear that it was answered elsewhere.
class Ringing {
 public:
  explicit Ringing(Board& board) : board_(board), timers_(base::unix_millis(board.now())) {}

  /// LegFailed when no device can be rung.
  void ring(const core::RingLeg& command);
  void progressed(Leg& leg);
  void answered(Leg& leg, Line& line, const sip::CallAnswered& answer);
  /// One device refused or could not be reached; LegFailed once none is left.
  void refused(Leg& leg, sip::CallId call, const sip::CallEnd& end);

  void advance(base::Time now);
  [[nodiscard]] std::optional<base::Time> next_due() const;

 private:
  struct Target {
    std::string uri;
    std::optional<sip::Flow> flow;
    std::vector<std::string> path = {};    ///< Of a binding (RFC 3327).
    std::vector<sip::Flow> others = {};    ///< Where a name leads besides `flow`.
    bool registered = false;               ///< The flow is the device's own.
  };
  [[nodiscard]] Target outside_target(const std::string& uri) const;
  [[nodiscard]] base::Result<std::vector<Target>> targets(core::AgentId agent) const;
  /// The telephone number on which the agent is rung over a trunk; empty: not so.
  [[nodiscard]] std::string outside_number(core::AgentId agent) const;
  [[nodiscard]] base::Status place(Leg& leg, const core::RingLeg& command, const Target& target);
  /// Over the next trunk that can carry it. Error: kUnavailable when there is
  /// none (any more), else that of the last one tried.
  /// The same after the rules for calls to outside have let it pass.
  [[nodiscard]] base::Status begin_outside(Leg& leg, const core::RingLeg& command, const std::string& number);
  [[nodiscard]] base::Status place_outside(Leg& leg);
  [[nodiscard]] bool go_on_outside(Leg& leg, sip::CallId call, const sip::CallEnd& end);
  /// The same call with another form of sound; false: there is none to try.
  [[nodiscard]] bool offer_otherwise(Leg& leg, sip::CallId call, const sip::CallEnd& end);
  void refused_everywhere(Leg& leg, sip::CallId call, base::ErrorCode cause);
  void drop_line(Leg& leg, sip::CallId call, base::ErrorCode cause);

  Board& board_;
  base::TimerWheel<core::LegId> timers_;
};

}  // namespace peal::telephony
