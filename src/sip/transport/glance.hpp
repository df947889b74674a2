#pragma once

#include <string_view>

namespace peal::sip {

/// What can be seen of a message without reading it whole.
struct Glance {
  bool asks_anew = false;   ///< A request of no call in progress: without a tag of ours, and neither CANCEL nor ACK.
  bool cancels = false;     ///< A CANCEL.
  std::string_view call_id; ///< Within the message; empty when it has none, and in messages of calls it may be.
};
/// A request whose To is folded is said to belong to a call: that may be so. One
/// without To is broken, and can wait like whatever is new.
[[nodiscard]] Glance glance_at(std::string_view message);

}  // namespace peal::sip
