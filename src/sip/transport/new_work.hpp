#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "sip/flow.hpp"

namespace peal::sip {

/// What can be seen of a message without reading it whole.
struct Glance {
  bool asks_anew = false;   ///< An INVITE, REGISTER, SUBSCRIBE or OPTIONS that belongs to no dialog yet.
  bool cancels = false;     ///< A CANCEL.
  std::string_view call_id; ///< Within the message; empty when it has none.
};
/// Doubtful ones (no To, a folded one) are not said to ask anew.
[[nodiscard]] Glance glance_at(std::string_view message);

/// Datagrams that ask for something new and wait while messages of calls in
/// progress are served, which never stand behind them. In the order of arrival;
/// bounded by kNewWorkMax and kNewWorkBytesMax: then the oldest goes, whose
/// sender repeats it. Pure: no clock, no socket. One thread.
class NewWork {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  struct Message {
    SocketAddress from;
    std::string bytes;
    Moment came;  ///< When the kernel took it.
  };

  /// False: another one had to go for it.
  bool add(const SocketAddress& from, std::string_view bytes, std::string_view call_id, Moment came);
  /// The oldest; nothing when none waits.
  [[nodiscard]] std::optional<Message> take();
  /// The one of that Call-ID from that host: a CANCEL must not overtake the INVITE
  /// that it means, or it finds nothing to cancel (RFC 3261 9.2) and the phone rings on.
  [[nodiscard]] std::optional<Message> take_of(const SocketAddress& from, std::string_view call_id);
  [[nodiscard]] std::size_t size() const { return waiting_.size(); }
  void clear();

 private:
  struct Entry {
    Message message;
    std::uint64_t mark;  ///< Of its sender and Call-ID.
  };
  Message leave(std::deque<Entry>::iterator entry);

  std::deque<Entry> waiting_;
  std::size_t bytes_ = 0;
};

}  // namespace peal::sip
