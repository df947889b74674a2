#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "trace/options.hpp"
#include "trace/record.hpp"
#include "trace/tap.hpp"

namespace peal::trace {

/// One message of a call as it stood on the wire, its secrets covered.
struct Message {
  std::int64_t at_us = 0;
  bool sent = false;
  bool again = false;       ///< The same bytes went the same way before.
  bool cut = false;         ///< Longer than what is kept.
  sip::Transport transport = sip::Transport::kUdp;
  sip::SocketAddress remote;
  std::uint64_t call = 0;   ///< The same for all messages of a Call-ID.
  Name leg;                 ///< None: of no leg, as a registration.
  Name trunk;
  std::string text;
};

struct OfCall {
  std::vector<Message> messages;  ///< In order of time.
  bool more = false;              ///< There were more than kMessagesOfCallMax.
};

struct Watched {
  std::vector<Message> messages;
  std::uint64_t next = 0;     ///< To ask with for what comes after these.
  std::uint64_t missed = 0;   ///< Came since the last question and are not remembered any more.
};

/// Keeps the trace: a thread takes what the tap copied, covers secrets, seals
/// it and writes it to files that are removed by age and size. Questions may
/// be asked from any thread that may block on files.
class Store {
 public:
  /// Errors say which folder and why: kPermission, kStorageFull.
  [[nodiscard]] static base::Result<std::unique_ptr<Store>> open(Options options);
  /// Writes what it has and ends the thread.
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// For the switch; null when nothing is kept. Lives as long as this.
  [[nodiscard]] Tap* tap();

  /// All messages of these legs between two times (milliseconds matter little:
  /// some seconds around them are looked at too).
  [[nodiscard]] OfCall messages_of(const std::vector<Name>& legs, base::Time from, base::Time to) const;
  /// All messages of calls to us that never had a leg, which is those that were
  /// refused before anything was kept of them; between two times, the newest
  /// when there are too many.
  [[nodiscard]] OfCall legless_calls(base::Time from, base::Time to) const;
  /// What came after `next` of the question before; the first question gets
  /// nothing but the place to begin. Only while somebody asks is anything
  /// remembered for it, kept or not.
  [[nodiscard]] Watched watch(std::optional<std::uint64_t> after);

 private:
  struct Inside;
  explicit Store(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace peal::trace
