#include "app/serve/peer_searches.hpp"

#include <utility>

#include "base/log.hpp"

namespace peal::app {

void PeerSearches::begin(const sip::LocateWish& wish, Told told) {
  const auto heard = [name = wish.host, told = std::move(told)](sip::Located located, std::optional<base::Seconds> life) {
    const bool nothing = located.places.empty();
    base::log(base::LogLevel::kInfo, "app", "peer_name_looked_up",
              {{"name", name}, {"address", nothing ? std::string() : located.places.front().addresses.front().text()}});
    told(std::move(located), life);
  };
  sip::LocateSearch search(wish);
  if (search.outcome() != sip::LocateSearch::Outcome::kSearching) return heard(search.located(), search.life());
  running_.push_front({std::move(search), heard});
  go_on(running_.begin());
}

// Answers may come from inside ask().
void PeerSearches::go_on(At at) {
  for (auto& question : at->search.questions()) {
    resolver_.ask(question, [this, at, question](const net::DnsAnswer& answer) {
      at->search.answered(question, answer);
      if (at->search.outcome() == sip::LocateSearch::Outcome::kSearching) return go_on(at);
      const One done = std::move(*at);
      running_.erase(at);
      done.told(done.search.located(), done.search.life());
    });
  }
}

}  // namespace peal::app
