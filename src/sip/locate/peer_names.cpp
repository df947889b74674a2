#include "sip/locate/peer_names.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "sip/limits.hpp"
#include "sip/message/token.hpp"

namespace peal::sip {
namespace {

constexpr std::size_t kNameMaxBytes = 253;  // RFC 1035 2.3.4, as text.
constexpr std::size_t kLabelMaxBytes = 63;
// RFC 7118's clients write names below .invalid; the others mean the machine or
// the link of whoever wrote them.
constexpr std::array<std::string_view, 4> kNeverAsked = {"invalid", "localhost", "local", "onion"};

// One customer owns a /64 whole.
SocketAddress source_of(const SocketAddress& writer) {
  SocketAddress source = writer;
  source.port = 0;
  if (source.v6) std::fill(source.ip.begin() + 8, source.ip.end(), std::uint8_t{0});
  return source;
}

bool label_suits(std::string_view label) { return label.size() <= kLabelMaxBytes && all(label, kHostPart); }

}  // namespace

bool may_be_looked_up(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty() || host.size() > kNameMaxBytes) return false;
  for (std::string_view rest = host;;) {
    const auto dot = rest.find('.');
    const auto label = rest.substr(0, dot);
    if (!label_suits(label)) return false;
    if (dot == std::string_view::npos) return std::ranges::none_of(kNeverAsked, [&](auto never) { return same_text(label, never); });
    rest.remove_prefix(dot + 1);
  }
}

PeerNames::Known PeerNames::look(const LocateWish& wish, const SocketAddress& writer, base::Time now) {
  auto at = entries_.find(wish);
  const bool stale = at != entries_.end() && at->second.until <= now;
  if (stale && at->second.searching) {
    give_up(at->second, now);
  } else if (at == entries_.end() || stale) {
    if (may_be_looked_up(wish.host) && may_search(now) && may_ask(writer, now) && (stale || room_for_one(now))) {
      at = entries_.try_emplace(wish).first;
      search(wish, at->second, now);
      at = entries_.find(wish);
    }
  }
  if (at == entries_.end()) return {};
  at->second.last_used = now;
  // While a name is asked for again, what it was goes on.
  if (!at->second.located.places.empty()) return {State::kKnown, &at->second.located};
  return {at->second.searching ? State::kSearching : State::kNothing, nullptr};
}

void PeerNames::search(const LocateWish& wish, Entry& entry, base::Time now) {
  entry.searching = true;
  entry.until = now + kPeerNameSearchMax;
  ++searching_;
  ask_(wish);
}

void PeerNames::found(const LocateWish& wish, Located located, std::optional<base::Seconds> life, base::Time now) {
  const auto at = entries_.find(wish);
  if (at == entries_.end() || !std::exchange(at->second.searching, false)) return;
  --searching_;
  const bool nothing = located.places.empty();
  const base::Seconds usual = nothing ? base::Seconds{kNoNameLifeUsual} : base::Seconds{kNameLifeMin};
  const base::Seconds most = nothing ? base::Seconds{kNoNameLifeMax} : base::Seconds{kNameLifeMax};
  at->second.located = std::move(located);
  at->second.until = now + std::clamp(life.value_or(usual), base::Seconds{kNameLifeMin}, most);
}

// Whoever looks has forgotten us.
void PeerNames::give_up(Entry& entry, base::Time now) {
  entry.searching = false;
  entry.until = now + kNoNameLifeUsual;
  --searching_;
}

bool PeerNames::may_search(base::Time now) {
  if (searching_ < kPeerNamesSearchedMax) return true;
  if (now - swept_ < base::Seconds{1}) return false;
  swept_ = now;
  for (auto& [wish, entry] : entries_) {
    if (entry.searching && entry.until <= now) give_up(entry, now);
  }
  return searching_ < kPeerNamesSearchedMax;
}

bool PeerNames::room_for_one(base::Time now) {
  if (entries_.size() < kPeerNamesMax) return true;
  std::erase_if(entries_, [&](const auto& each) { return !each.second.searching && each.second.until <= now; });
  if (entries_.size() < kPeerNamesMax) return true;
  const auto oldest = std::ranges::min_element(entries_, [](const auto& a, const auto& b) {
    return std::pair(a.second.searching, a.second.last_used) < std::pair(b.second.searching, b.second.last_used);
  });
  if (oldest->second.searching) return false;
  entries_.erase(oldest);
  return true;
}

bool PeerNames::may_ask(const SocketAddress& writer, base::Time now) {
  const auto source = source_of(writer);
  if (!writers_.contains(source) && writers_.size() >= kPeerNameWritersMax) {
    std::erase_if(writers_, [&](const auto& each) { return now - each.second.since >= kPeerNamesWindow; });
    if (writers_.size() >= kPeerNameWritersMax) return false;
  }
  const auto counted = [&](Writer& who, std::size_t most) {
    if (now - who.since >= kPeerNamesWindow) who = {now, 0};
    return who.asked++ < most;
  };
  return counted(writers_[source], kPeerNamesPerWriter) && counted(all_, kPeerNamesPerWindow);
}

}  // namespace peal::sip
