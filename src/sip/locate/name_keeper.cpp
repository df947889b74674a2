#include "sip/locate/name_keeper.hpp"

#include <algorithm>
#include <utility>

#include "sip/limits.hpp"

namespace peal::sip {

using base::Seconds;
using base::Time;
using State = KnownName::State;

namespace {

// Name servers turn their answers round from time to time; who is asked first
// then changes only when somebody new is there.
void keep_order(const Located& before, Located& now) {
  if (before.transport != now.transport || before.places.size() != now.places.size()) return;
  auto remaining = now.places;
  std::vector<Place> kept;
  for (const auto& old : before.places) {
    const auto same = std::ranges::find_if(remaining, [&](const Place& place) {
      return place.name == old.name && place.priority == old.priority && place.weight == old.weight &&
             std::ranges::is_permutation(place.addresses, old.addresses);
    });
    if (same == remaining.end()) return;
    kept.push_back(old);
    remaining.erase(same);
  }
  now.places = std::move(kept);
}

}  // namespace

void NameKeeper::want(const std::set<LocateWish>& wishes, Time now) {
  std::erase_if(entries_, [&](const auto& entry) { return !wishes.contains(entry.first); });
  for (const auto& wish : wishes) {
    if (entries_.contains(wish)) continue;
    LocateSearch search(wish);
    Entry& entry = entries_[wish];
    entry.due = now;
    if (search.outcome() == LocateSearch::Outcome::kSearching) continue;
    entry.known.state = search.outcome() == LocateSearch::Outcome::kFound ? State::kFound : State::kNothing;
    entry.known.located = search.located();
    entry.due = Time::max();  // Numeric: nothing to ask, ever.
  }
}

void NameKeeper::ask(std::vector<net::DnsQuestion>& out, LocateSearch& search) {
  for (auto& question : search.questions()) {
    if (asked_.insert(question).second) out.push_back(std::move(question));
  }
}

std::vector<net::DnsQuestion> NameKeeper::questions(Time now) {
  std::vector<net::DnsQuestion> out;
  for (auto& [wish, entry] : entries_) {
    if (!entry.search && entry.due <= now && asked_.size() < kQuestionsAtOnce) entry.search.emplace(wish);
    if (entry.search) ask(out, *entry.search);
  }
  return out;
}

bool NameKeeper::answered(const net::DnsQuestion& question, const net::DnsAnswer& answer, Time now) {
  asked_.erase(question);
  bool changed = false;
  for (auto& [wish, entry] : entries_) {
    if (!entry.search) continue;
    entry.search->answered(question, answer);
    if (entry.search->outcome() == LocateSearch::Outcome::kSearching) continue;
    changed = conclude(entry, now) || changed;
    entry.search.reset();
  }
  return changed;
}

bool NameKeeper::conclude(Entry& entry, Time now) {
  const auto& search = *entry.search;
  const auto& old = entry.known.located;
  const auto outcome = search.outcome();
  const bool doubtful = !search.whole() || (!search.transport_known() && search.located().transport != old.transport);
  if (outcome == LocateSearch::Outcome::kSilent || (!old.places.empty() && doubtful)) return silent(entry, now);
  return outcome == LocateSearch::Outcome::kFound ? found(entry, now) : nothing(entry, now);
}

bool NameKeeper::found(Entry& entry, Time now) {
  KnownName known{State::kFound, entry.search->located()};
  keep_order(entry.known.located, known.located);
  entry.silences = 0;
  entry.doubted = false;
  entry.due = now + std::clamp<base::Seconds>(entry.search->life().value_or(kNameLifeMin), kNameLifeMin, kNameLifeMax);
  if (!entry.search->whole() || !entry.search->transport_known()) entry.due = std::min<Time>(entry.due, now + kNameRetryMax);
  return std::exchange(entry.known, known) != known;
}

// RFC 2308: that there is nothing is remembered, too. What worked until now is
// not given up before a second search says so: a zone that is being changed is
// empty for a moment.
bool NameKeeper::nothing(Entry& entry, Time now) {
  entry.silences = 0;
  if (!entry.known.located.places.empty() && !std::exchange(entry.doubted, true)) {
    entry.due = now + kNameDoubt;
    return false;
  }
  entry.doubted = false;
  entry.due = now + std::clamp<base::Seconds>(entry.search->life().value_or(kNoNameLifeUsual), kNameLifeMin, kNoNameLifeMax);
  const KnownName known{State::kNothing, {}};
  return std::exchange(entry.known, known) != known;
}

bool NameKeeper::silent(Entry& entry, Time now) {
  const base::Millis wait = std::min<base::Millis>(base::Millis{kNameRetryFirst} * (1 << std::min(entry.silences, 6U)), kNameRetryMax);
  ++entry.silences;
  // A random part, so that all names do not come back at once.
  entry.due = now + wait * static_cast<std::int64_t>(75 + seed_.below(26)) / 100;
  return std::exchange(entry.known.state, State::kSilent) != State::kSilent;
}

const KnownName* NameKeeper::find(const LocateWish& wish) const {
  const auto found = entries_.find(wish);
  return found == entries_.end() ? nullptr : &found->second.known;
}

std::optional<Time> NameKeeper::next_due() const {
  if (asked_.size() >= kQuestionsAtOnce) return std::nullopt;  // An answer comes first.
  std::optional<Time> first;
  for (const auto& [wish, entry] : entries_) {
    if (entry.search || entry.due == Time::max()) continue;
    if (!first || entry.due < *first) first = entry.due;
  }
  return first;
}

}  // namespace peal::sip
