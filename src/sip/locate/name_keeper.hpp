#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "base/seed.hpp"
#include "base/time.hpp"
#include "sip/locate/search.hpp"

namespace peal::sip {

/// What is known of a name.
struct KnownName {
  enum class State : std::uint8_t {
    kSearching,  ///< For the first time.
    kFound,
    kNothing,    ///< It has no SRV or address record.
    kSilent,     ///< No name server tells. `located` is what they told before, if they ever did.
  };
  State state = State::kSearching;
  Located located;
  PEAL_FIELDS(KnownName, state, located)
};

/// Keeps names looked up: asks again when the life of an answer ends, goes on
/// with the old answer while name servers are silent (a trunk outlives them),
/// and remembers that there is nothing. Pure: time and answers in, questions out.
class NameKeeper {
 public:
  explicit NameKeeper(std::uint64_t chance) : seed_(chance) {}

  /// The names from now on; others are forgotten. Numeric ones are known at once.
  void want(const std::set<LocateWish>& wishes, base::Time now);
  /// Questions to be asked now.
  [[nodiscard]] std::vector<net::DnsQuestion> questions(base::Time now);
  /// True when what is known of some name has changed.
  bool answered(const net::DnsQuestion& question, const net::DnsAnswer& answer, base::Time now);
  /// Nothing for a name that was not wanted.
  [[nodiscard]] const KnownName* find(const LocateWish& wish) const;
  /// When questions() has something again, unless an answer comes first.
  [[nodiscard]] std::optional<base::Time> next_due() const;

 private:
  struct Entry {
    KnownName known;
    std::optional<LocateSearch> search;
    base::Time due{};
    unsigned silences = 0;
    bool doubted = false;  ///< There was something, and the last search found nothing.
  };
  bool conclude(Entry& entry, base::Time now);
  bool found(Entry& entry, base::Time now);
  bool nothing(Entry& entry, base::Time now);
  bool silent(Entry& entry, base::Time now);
  void ask(std::vector<net::DnsQuestion>& out, LocateSearch& search);

  base::Seed seed_;
  std::map<LocateWish, Entry> entries_;
  std::set<net::DnsQuestion> asked_;  // On their way.
};

}  // namespace peal::sip
