#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "sip/flow.hpp"
#include "sip/limits.hpp"

namespace peal::sip {

/// Datagrams that ask for something new and wait while messages of calls in
/// progress are served, which never stand behind them.
/// - Each source (an IPv4 address, an IPv6 /64) has a line of its own, in the order of
///   arrival, and the lines take turns. Those that we know come first, then those that
///   asked for little lately, then the rest (the new and the old flows of RFC 8290
///   4.2); of the known and of the quiet, only so many in a row.
/// - Bounded by kNewWorkMax places, of which a message takes one for each
///   kNewWorkPlaceBytes: then the oldest of the longest line goes (RFC 8290 4.1), whose
///   sender repeats it.
/// Every step takes the same time, however many wait. Pure: no clock, no socket. One thread.
class NewWork {
 public:
  NewWork() = default;
  NewWork(const NewWork&) = delete;
  NewWork& operator=(const NewWork&) = delete;

  using Moment = std::chrono::steady_clock::time_point;
  struct Message {
    SocketAddress from;
    std::string bytes;
    Moment came;              ///< When the kernel took it.
    bool pressing = false;    ///< Its source is not known and asks for much: its turn came last.
    std::size_t rivals = 0;   ///< Those that still wait and whose turn is as early.
  };
  struct Asked {
    const SocketAddress& from;
    std::string_view bytes;
    std::string_view call_id;
    Moment came;
    bool known = false;       ///< A trunk, or a source where somebody signed in lately.
  };
  struct Lost {
    std::size_t messages = 0;             ///< That had to go for it.
    std::optional<SocketAddress> flooder; ///< Who lost one, with more than kNewWorkShare places taken.
  };

  Lost add(const Asked& asked);
  /// Whose turn it is; nothing when none waits.
  [[nodiscard]] std::optional<Message> take();
  /// The one of that Call-ID from that host: a CANCEL must not overtake the INVITE
  /// that it means, or it finds nothing to cancel (RFC 3261 9.2) and the phone rings on.
  [[nodiscard]] std::optional<Message> take_of(const SocketAddress& from, std::string_view call_id);
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Sources of which anything is kept, for tests of their bound.
  [[nodiscard]] std::size_t sources() const { return sources_.size(); }
  void clear();

 private:
  struct Source;
  struct Entry {
    Message message;
    std::uint64_t mark;                 // Of its host and Call-ID.
    Source* source;
    std::list<Entry>::iterator self;
    Entry* before = nullptr;            // In its place of the index.
    Entry* after = nullptr;
  };
  struct SourceKey {
    std::uint64_t front = 0;
    bool v6 = false;
    friend bool operator==(const SourceKey&, const SourceKey&) = default;
  };
  struct SourceKeyHash {
    std::size_t operator()(const SourceKey& key) const noexcept;
  };
  using Line = std::list<Source*>;
  struct Source {
    SourceKey key;
    bool known = false;
    double credit = kNewWorkCredit;     // Messages that it may still send as a quiet source.
    Moment filled;                      // The credit.
    std::list<Entry> waiting;
    std::size_t places = 0;             // That they take.
    Line* line = nullptr;               // Where it stands: one of the four below.
    Line::iterator turn;
    Line::iterator weight;              // In by_places_, while it takes any.
  };

  Source& source_of(const SocketAddress& from, Moment came);
  void forget_idle();
  static void charge(Source& source, Moment now);
  [[nodiscard]] Line& line_of(const Source& source);
  void know(Source& source, bool known);
  void stand(Source& source, Line& line);
  void weigh(Source& source, std::size_t places);
  Message leave(Entry& entry);
  [[nodiscard]] Line* next_line();
  [[nodiscard]] std::size_t rivals_in(const Line* line) const;

  std::unordered_map<SourceKey, Source, SourceKeyHash> sources_;
  Line known_, quiet_, rest_;           // Whose turn comes, in the order of their turns.
  Line idle_;                           // Without a message; the one that sent last is the last.
  std::size_t known_row_ = 0, quiet_row_ = 0;  // Turns without one of those behind them.
  std::size_t size_ = 0, places_ = 0, known_size_ = 0;
  std::vector<Line> by_places_ = std::vector<Line>(kNewWorkMax + kNewWorkMessagePlaces + 1);
  std::size_t most_places_ = 0;         // No line has more.
  std::vector<Entry*> index_ = std::vector<Entry*>(kNewWorkIndex);  // By mark.
};

}  // namespace peal::sip
