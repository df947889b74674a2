#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "base/timer_wheel.hpp"
#include "sip/dialog/dialog.hpp"
#include "sip/subscription/package.hpp"
#include "sip/transaction/transactions.hpp"
#include "sip/user_agent/tokens.hpp"

namespace peal::sip {

class UserAgentEvents;

/// Subscriptions that others hold with us (RFC 6665, the notifier's side): each
/// is a dialog that lives until its time is over, the watcher ends it, or a
/// NOTIFY finds nobody. A change is told at most once a second, and not before
/// the NOTIFY before it was answered. Part of the user agent.
class Subscriptions {
 public:
  struct Around {
    Transactions& transactions;
    Tokens& tokens;
    UserAgentEvents& events;
    /// Our Via address towards a flow, and our Contact in a dialog.
    std::function<std::string_view(const Flow&)> sent_by;
    std::function<std::string_view(const Dialog&)> contact;
    std::string_view product;
  };
  Subscriptions(Around around, base::Time now) : around_(std::move(around)), wheel_(base::unix_millis(now)) {}

  /// What becomes of a SUBSCRIBE: it was answered, or is to be refused so.
  struct Outcome {
    std::uint16_t refusal = 0;  ///< 0: a 200 has gone out, and a NOTIFY.
    std::string fields;         ///< Of the refusal; whole lines.
    std::string_view reason;
  };
  /// `watcher` has proved who it is.
  [[nodiscard]] Outcome asked(const Message& message, ServerRef server, const Flow& flow, std::string_view watcher, base::Time now);

  /// True when the response was to a NOTIFY of ours.
  [[nodiscard]] bool answered(std::uint64_t owner, std::uint16_t status, base::Time now);
  [[nodiscard]] bool failed(std::uint64_t owner);
  void flow_closed(std::uint64_t connection);

  /// Something about `user` may have changed: whoever watches it is told when it has.
  void changed(EventPackage package, std::string_view user, base::Time now);
  /// Users whose `package` somebody watches, each once.
  [[nodiscard]] std::vector<std::string> watched(EventPackage package) const;
  [[nodiscard]] std::size_t size() const { return subscriptions_.size(); }

  void advance(base::Time now);
  [[nodiscard]] std::optional<base::Time> next_due() const;

 private:
  struct Subscription {
    Dialog dialog;
    EventPackage package = EventPackage::kDialog;
    std::string event;        ///< As the watcher wrote it, with its id.
    std::string user;         ///< Who is watched.
    std::string watcher;
    base::Time expires{};
    base::Time told{};        ///< When the last NOTIFY went out.
    std::uint32_t version = 0;
    bool unanswered = false;  ///< That NOTIFY.
    bool dirty = false;
    std::vector<WatchedDialog> dialogs;  ///< As last told.
    WaitingMessages messages;
    base::TimerWheel<std::uint64_t>::Handle due;
  };

  [[nodiscard]] Outcome begin(const Message& message, ServerRef server, const Flow& flow, std::string_view watcher, base::Time now);
  [[nodiscard]] Outcome refresh(Subscription& subscription, std::uint64_t handle, const Message& message, ServerRef server, const Flow& flow,
                                base::Seconds expires, base::Time now);
  void accept(const Subscription& subscription, const Message& message, ServerRef server, const Flow& flow, base::Seconds expires, base::Time now);
  /// Takes the state of this moment; false when it is what was told before.
  [[nodiscard]] bool look(Subscription& subscription, std::vector<WatchedDialog>& gone) const;
  void notify(std::uint64_t handle, Subscription& subscription, const std::vector<WatchedDialog>& gone, std::string_view over, base::Time now);
  void tell_change(std::uint64_t handle, Subscription& subscription, base::Time now);
  void arm(std::uint64_t handle, Subscription& subscription, base::Time now);
  void due(std::uint64_t handle, base::Time now);
  void erase(std::uint64_t handle);
  [[nodiscard]] std::size_t held_by(std::string_view watcher) const;

  Around around_;
  base::TimerWheel<std::uint64_t> wheel_;
  Slab<Subscription> subscriptions_;
  std::unordered_map<std::string, std::uint64_t> by_tag_;
  std::unordered_multimap<std::string, std::uint64_t> by_user_;
  std::unordered_map<std::string, std::size_t> by_watcher_;
  ConnectionUse on_;
};

}  // namespace peal::sip
