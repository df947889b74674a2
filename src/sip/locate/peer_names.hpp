#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>

#include "base/time.hpp"
#include "sip/locate/located.hpp"

namespace peal::sip {

/// Host names that peers wrote into Contact and Record-Route. They are looked up
/// once and kept for the life of the answer, and since strangers can write what
/// they like, how many we ask for is bounded for each of them and for all. Pure:
/// whoever is told by `ask` answers with found(), once for each.
class PeerNames {
 public:
  using Ask = std::function<void(const LocateWish&)>;
  explicit PeerNames(Ask ask) : ask_(std::move(ask)) {}

  enum class State : std::uint8_t {
    kKnown,
    kSearching,
    kNothing,  ///< It leads nowhere, nobody could tell, or whoever wrote it has written too many.
  };
  struct Known {
    State state = State::kNothing;
    const Located* located = nullptr;  ///< With kKnown, until the next call.
  };
  /// `writer` is where the name came from.
  [[nodiscard]] Known look(const LocateWish& wish, const SocketAddress& writer, base::Time now);
  /// No places: there is nothing, or nobody tells. Without a `life` the answer did not say it.
  void found(const LocateWish& wish, Located located, std::optional<base::Seconds> life, base::Time now);
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Located located;
    bool searching = false;
    base::Time until{};      ///< The answer's life, or how long one is waited for.
    base::Time last_used{};
  };
  struct Writer {
    base::Time since{};
    std::size_t asked = 0;
  };
  [[nodiscard]] bool may_ask(const SocketAddress& writer, base::Time now);
  [[nodiscard]] bool room_for_one(base::Time now);
  void search(const LocateWish& wish, Entry& entry, base::Time now);
  void give_up(Entry& entry, base::Time now);
  /// Whether one more may be looked up; those whose answer never came make room.
  [[nodiscard]] bool may_search(base::Time now);

  Ask ask_;
  std::map<LocateWish, Entry> entries_;
  std::unordered_map<SocketAddress, Writer> writers_;  ///< Without their ports.
  Writer all_;
  std::size_t searching_ = 0;
  base::Time swept_{};
};

/// Whether a name may be asked for at all: one of letters, digits, dots, '-' and
/// '_' that belongs to no domain kept out of the DNS (RFC 6761, RFC 6762).
[[nodiscard]] bool may_be_looked_up(std::string_view host);

}  // namespace peal::sip
