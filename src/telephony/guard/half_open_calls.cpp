#include "telephony/guard/half_open_calls.hpp"

#include <algorithm>

namespace peal::telephony {
namespace {

std::size_t share(std::size_t streams, std::size_t part) { return std::clamp(streams / part, kHalfOpenLeast, kHalfOpenMost); }

std::uint64_t mark_of(const HalfOpenCalls::Asked& asked) { return SourceKeyHash{}(asked.source) ^ asked.call; }

}  // namespace

HalfOpenCalls::Verdict HalfOpenCalls::ask(const Asked& asked, base::Time now) {
  if (rows_.size() < share(asked.streams, kHalfOpenShare)) return {};
  if (repeated(asked, now) && rows_.size() < share(asked.streams, kHalfOpenRepeatedShare)) return {};
  if (const Row* row = gone(now)) return {true, row->leg};
  if (const Row* row = of_the_largest(neighbourhood(asked.source), now)) return {true, row->leg};
  ignore(asked, now);
  return {false, {}};
}

void HalfOpenCalls::answered(const core::LegId& leg, const SourceKey& source, base::Time now) {
  Row* row = place(leg, source);
  if (row == nullptr) return;
  row->answered = now;
  row->is_answered = true;
}

void HalfOpenCalls::over(const core::LegId& leg) {
  const auto at = by_leg_.find(leg);
  if (at == by_leg_.end()) return;
  rows_.erase(at->second);
  by_leg_.erase(at);
}

// Null when there are more than anybody could ask about: ringing calls that are answered are not refused here.
HalfOpenCalls::Row* HalfOpenCalls::place(const core::LegId& leg, const SourceKey& source) {
  if (const auto at = by_leg_.find(leg); at != by_leg_.end()) return &*at->second;
  if (rows_.size() >= kHalfOpenMost) return nullptr;
  rows_.push_back({leg, neighbourhood(source)});
  by_leg_.emplace(leg, std::prev(rows_.end()));
  return &rows_.back();
}

bool HalfOpenCalls::repeated(const Asked& asked, base::Time now) const {
  if (ignored_.empty()) return false;
  const Ignored& before = ignored_[mark_of(asked) % kHalfOpenRemembered];
  return before.call == mark_of(asked) && now - before.first >= kHalfOpenRepeats && now - before.first <= kHalfOpenForgets;
}

// The first time counts, so that its repetition is as old as it can be.
void HalfOpenCalls::ignore(const Asked& asked, base::Time now) {
  if (ignored_.empty()) ignored_.resize(kHalfOpenRemembered);
  Ignored& before = ignored_[mark_of(asked) % kHalfOpenRemembered];
  if (before.call != mark_of(asked) || now - before.first > kHalfOpenForgets) before = {mark_of(asked), now};
}

const HalfOpenCalls::Row* HalfOpenCalls::gone(base::Time now) const {
  const Row* oldest = nullptr;
  for (const Row& row : rows_) {
    if (!row.is_answered || now - row.answered < kHalfOpenGone) continue;
    if (oldest == nullptr || row.answered < oldest->answered) oldest = &row;
  }
  return oldest;
}

// Its oldest that has had a round trip's time. At most kHalfOpenMost rows, and only when the share is full.
const HalfOpenCalls::Row* HalfOpenCalls::of_the_largest(const SourceKey& newcomer, base::Time now) const {
  std::unordered_map<SourceKey, std::size_t, SourceKeyHash> held;
  for (const Row& row : rows_) ++held[row.neighbourhood];
  const auto largest = std::ranges::max_element(held, {}, [](const auto& one) { return one.second; });
  const auto own = held.find(newcomer);
  if (largest == held.end() || largest->second < 2 + (own == held.end() ? 0 : own->second)) return nullptr;
  const auto ripe = [&](const Row& row) { return row.neighbourhood == largest->first && row.is_answered && now - row.answered >= kHalfOpenRoundTrip; };
  const auto found = std::ranges::find_if(rows_, ripe);
  return found == rows_.end() ? nullptr : &*found;
}

}  // namespace peal::telephony
