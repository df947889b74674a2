#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "sip/subscription/package.hpp"
#include "sip/user_agent/events.hpp"
#include "telephony/board.hpp"

namespace peal::telephony {

/// Busy lamps and waiting messages on desk phones: who may watch whom, and
/// what there is to see. A device may watch the devices of its own tenant, and
/// the messages of its own user.
class Lamps {
 public:
  explicit Lamps(Board& board) : board_(board) {}

  /// 200, or the refusal.
  [[nodiscard]] std::uint16_t asked(const sip::SubscriptionAsked& asked) const;
  [[nodiscard]] std::vector<sip::WatchedDialog> dialogs_of(std::string_view user) const;

  /// Some leg has changed: whoever is watched is looked at soon.
  void changed();
  void advance(base::Time now);
  [[nodiscard]] std::optional<base::Time> next_due() const { return due_; }

 private:
  Board& board_;
  std::optional<base::Time> due_;
};

}  // namespace peal::telephony
