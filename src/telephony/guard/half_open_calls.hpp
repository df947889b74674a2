#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "core/ids.hpp"
#include "telephony/guard/source_key.hpp"
#include "telephony/limits.hpp"

namespace peal::telephony {

/// Calls of strangers that hold a stream although nothing shows yet that anybody
/// is there: anybody can write any address into an INVITE, and only the ACK of our
/// answer proves that its sender hears us. They may hold a share of the streams.
/// Once it is full, a further call gets a place
/// - of the call that was answered longest ago, when it has let three of our answers pass;
/// - else of one from the neighbourhood that holds most, when that is more than the
///   caller's own would hold: so whoever comes alone gets in while others crowd;
/// - else none, for now. An INVITE that comes again, as those of phones do and those
///   of forgers as a rule do not, may use a larger share.
/// Ringing calls are not counted: nobody is expected to say anything meanwhile. Pure. One thread.
class HalfOpenCalls {
 public:
  struct Asked {
    SourceKey source;
    std::uint64_t call = 0;   ///< The same each time the INVITE comes.
    std::size_t streams = 0;  ///< Of the switch, free ones included.
  };
  struct Verdict {
    bool welcome = true;
    core::LegId ends;         ///< Has to make room for it; none: nobody.
  };
  [[nodiscard]] Verdict ask(const Asked& asked, base::Time now);

  void began(const core::LegId& leg, const SourceKey& source) { place(leg, source); }
  /// Our 200 has gone out.
  void answered(const core::LegId& leg, const SourceKey& source, base::Time now);
  /// The ACK came, it rings, or the call is over; also for a leg that is not among them.
  void over(const core::LegId& leg);
  [[nodiscard]] std::size_t size() const { return rows_.size(); }

 private:
  struct Row {
    core::LegId leg;
    SourceKey neighbourhood;
    base::Time answered{};
    bool is_answered = false;
  };
  struct Ignored {
    std::uint64_t call = 0;   // With its source.
    base::Time first{};
  };
  Row* place(const core::LegId& leg, const SourceKey& source);
  [[nodiscard]] bool repeated(const Asked& asked, base::Time now) const;
  void ignore(const Asked& asked, base::Time now);
  [[nodiscard]] const Row* gone(base::Time now) const;
  [[nodiscard]] const Row* of_the_largest(const SourceKey& newcomer, base::Time now) const;

  std::list<Row> rows_;  // The oldest first.
  std::unordered_map<core::LegId, std::list<Row>::iterator> by_leg_;
  std::vector<Ignored> ignored_;  // Each at a place of its own number; filled at the first.
};

}  // namespace peal::telephony
