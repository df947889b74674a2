#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "sip/subscription/package.hpp"
#include "sip/user_agent/events.hpp"
#include "telephony/board.hpp"

namespace peal::telephony {

/// Busy lamps and waiting messages on desk phones: who may watch whom, and
/// what there is to see. A device may watch the devices of its own tenant, and
/// the messages of its own user. Whoever may pick up a ringing call is told by
/// which names (RFC 4235 4.1.2), so that a key on the phone does it.
class Lamps {
 public:
  explicit Lamps(Board& board) : board_(board) {}

  /// 200, or the refusal.
  [[nodiscard]] std::uint16_t asked(const sip::SubscriptionAsked& asked) const;
  [[nodiscard]] std::vector<sip::WatchedDialog> dialogs_of(std::string_view user, std::string_view watcher) const;

  /// Some leg has changed: whoever is watched is looked at soon.
  void changed();
  void advance(base::Time now);
  [[nodiscard]] std::optional<base::Time> next_due() const { return due_; }

 private:
  [[nodiscard]] std::optional<sip::DialogName> name_to_take(const Leg& leg) const;
  using Dialogs = std::unordered_map<core::AgentId, std::vector<sip::WatchedDialog>>;
  [[nodiscard]] Dialogs all_dialogs() const;

  Board& board_;
  std::optional<base::Time> due_;
  std::optional<Dialogs> round_;  ///< While all who are watched are looked at, so that the legs are walked once.
};

}  // namespace peal::telephony
