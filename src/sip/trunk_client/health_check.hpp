#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/seed.hpp"
#include "sip/trunk_client/trouble.hpp"
#include "sip/user_agent/user_agent.hpp"

namespace peal::sip {

/// Whom we ask, and how often.
struct HealthTarget {
  std::string uri;       ///< "sip:carrier.example".
  std::string from_uri;
  Flow flow;
  std::vector<std::string> route;
  base::Seconds every{30};
};

/// Asks a peer by OPTIONS whether it lives (RFC 3261 11). Any answer is a sign
/// of life, also a refusal: an element that says 404 or 405 is there. 503 is
/// not: it asks for nothing to be sent. Shaped like RegistrationClient.
class HealthCheck {
 public:
  using Send = std::function<base::Result<RequestId>(const OutsideRequest&)>;
  enum class State : std::uint8_t { kUnknown, kUp, kDown };

  HealthCheck(HealthTarget target, Send send, std::uint64_t chance);

  void start(base::Time now);
  bool done(RequestId request, const RequestOutcome& outcome, base::Time now);
  void advance(base::Time now);
  [[nodiscard]] std::optional<base::Time> next_due() const { return due_; }

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] base::Time since() const { return since_; }
  [[nodiscard]] const Trouble& trouble() const { return trouble_; }

 private:
  void ask(base::Time now);
  void failed(Trouble trouble, base::Time now);
  void enter(State state, base::Time now);

  HealthTarget target_;
  Send send_;
  base::Seed seed_;
  State state_ = State::kUnknown;
  base::Time since_{};
  std::optional<base::Time> due_;
  RequestId request_;
  unsigned failures_ = 0;
  Trouble trouble_;
};

}  // namespace peal::sip
