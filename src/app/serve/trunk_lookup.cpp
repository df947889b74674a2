#include "app/serve/trunk_lookup.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "base/log.hpp"
#include "base/thread.hpp"

namespace peal::app {
namespace {

constexpr base::Millis kNamesIdle{60'000};
constexpr std::size_t kPeopleMax = 10'000;  // Outside agents by name.

struct HostPort {
  std::string host;
  std::uint16_t port = 0;
};

// An address of the settings, which have checked its form.
HostPort split(const std::string& text) {
  const auto colon = text.find(':', text.starts_with('[') ? text.find(']') : 0);
  HostPort parts{text.substr(0, colon), 0};
  if (colon != std::string::npos) parts.port = static_cast<std::uint16_t>(std::stoi(text.substr(colon + 1)));
  if (parts.host.starts_with('[')) parts.host = parts.host.substr(1, parts.host.size() - 2);
  return parts;
}

std::optional<sip::Transport> chosen(core::TrunkTransport transport) {
  switch (transport) {
    case core::TrunkTransport::kUdp: return sip::Transport::kUdp;
    case core::TrunkTransport::kTcp: return sip::Transport::kTcp;
    case core::TrunkTransport::kTls: return sip::Transport::kTls;
    case core::TrunkTransport::kAuto: break;
  }
  return std::nullopt;
}

void add_sources(std::vector<base::IpRange>& sources, const sip::Located& located) {
  for (const auto& place : located.places) {
    for (const auto& address : place.addresses) {
      sources.push_back({address.ip, address.v6, static_cast<std::uint8_t>(address.v6 ? 128 : 32)});
    }
  }
}

std::uint64_t chance() { return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count()); }

std::string_view state_word(sip::KnownName::State state) {
  switch (state) {
    case sip::KnownName::State::kFound: return "found";
    case sip::KnownName::State::kNothing: return "no_records";
    case sip::KnownName::State::kSilent: return "no_answer";
    case sip::KnownName::State::kSearching: break;
  }
  return "searching";
}

void note(const sip::LocateWish& wish, const sip::KnownName& now) {
  std::string addresses;
  for (const auto& place : now.located.places) {
    for (const auto& address : place.addresses) addresses += (addresses.empty() ? "" : " ") + address.text();
  }
  const bool well = now.state == sip::KnownName::State::kFound;
  base::log(well ? base::LogLevel::kInfo : base::LogLevel::kWarning, "app", "name_looked_up",
            {{"name", wish.host}, {"state", state_word(now.state)}, {"transport", sip::transport_name(now.located.transport)}, {"addresses", addresses}});
}

}  // namespace

// A socket on [::] takes both families.
TrunkLookup::TrunkLookup(std::unique_ptr<net::Resolver> resolver, const net::Address& sip, Take take)
    : resolver_(std::move(resolver)), v4_(!sip.is_ipv6() || sip.is_any()), v6_(sip.is_ipv6()), take_(std::move(take)),
      keeper_(chance()), peers_(*resolver_), thread_([this] { run(); }) {}

TrunkLookup::~TrunkLookup() { stop(); }

void TrunkLookup::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  resolver_->wake();
  if (thread_.joinable()) thread_.join();
}

void TrunkLookup::also(const std::string& host, std::uint16_t port, std::function<void(const sip::Located&)> take) {
  sip::LocateWish wish{host, port, sip::Transport::kUdp, false, v4_, v6_};
  const auto numeric = known(wish);
  if (!numeric.located.places.empty()) return take(numeric.located);
  {
    const std::lock_guard lock(mutex_);
    other_ = std::move(wish);
    take_other_ = std::move(take);
    fresh_ = true;
  }
  resolver_->wake();
}

void TrunkLookup::look_up(const sip::LocateWish& wish, PeerSearches::Told told) {
  auto asked = wish;
  asked.v4 = v4_;
  asked.v6 = v6_;
  {
    const std::lock_guard lock(mutex_);
    peers_wanted_.emplace_back(std::move(asked), std::move(told));
  }
  resolver_->wake();
}

void TrunkLookup::adopt(const core::Settings& settings, const std::map<core::TrunkId, std::string>& passwords) {
  {
    const std::lock_guard lock(mutex_);
    wanted_.clear();
    people_.clear();
    for (const auto& centre : settings.centres) {
      for (const auto& agent : centre.agents) add_person(agent);
      for (const auto& trunk : centre.trunks) {
        telephony::TrunkSetup setup;
        setup.trunk = trunk;
        if (const auto password = passwords.find(trunk.id); password != passwords.end()) setup.password = password->second;
        wanted_.push_back(std::move(setup));
      }
    }
    fresh_ = true;
    take_(with_addresses(), people());
  }
  resolver_->wake();
}

// sip finds numeric hosts by itself.
void TrunkLookup::add_person(const core::Agent& agent) {
  if (agent.device != core::DeviceKind::kOutside || people_.size() >= kPeopleMax) return;
  auto wish = sip::wish_of_uri(agent.address);
  if (!wish || sip::parse_address(wish->host, 0)) return;
  wish->v4 = v4_;
  wish->v6 = v6_;
  people_.emplace(agent.address, *std::move(wish));
}

TrunkLookup::People TrunkLookup::people() const {
  People found;
  for (const auto& [uri, wish] : people_) {
    auto name = known(wish);
    if (!name.located.places.empty()) found.emplace(uri, std::move(name.located));
  }
  return found;
}

sip::LocateWish TrunkLookup::wish_of(const std::string& address, core::TrunkTransport transport) const {
  const auto parts = split(address);
  return {parts.host, parts.port, chosen(transport), false, v4_, v6_};
}

sip::KnownName TrunkLookup::known(const sip::LocateWish& wish) const {
  if (const auto found = known_.find(wish); found != known_.end()) return found->second;
  const sip::LocateSearch numeric(wish);
  if (numeric.outcome() == sip::LocateSearch::Outcome::kFound) return {sip::KnownName::State::kFound, numeric.located()};
  return {};
}

std::vector<telephony::TrunkSetup> TrunkLookup::with_addresses() const {
  auto setups = wanted_;
  for (auto& setup : setups) {
    const auto& trunk = setup.trunk;
    const auto peers = known(wish_of(trunk.address, trunk.transport));
    const auto proxies = trunk.proxy.empty() ? sip::KnownName{} : known(wish_of(trunk.proxy, trunk.transport));
    setup.hops = trunk.proxy.empty() ? peers : proxies;
    for (const auto& text : trunk.allowed_sources) setup.sources.push_back(*base::parse_ip_range(text));
    if (!trunk.allowed_sources.empty()) continue;
    add_sources(setup.sources, peers.located);
    add_sources(setup.sources, proxies.located);
  }
  return setups;
}

void TrunkLookup::run() {
  base::begin_thread("trunk-names", base::Importance::kPeople);
  for (;;) {
    decltype(peers_wanted_) peers;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      if (std::exchange(fresh_, false)) take_wishes();
      peers.swap(peers_wanted_);
    }
    for (auto& [wish, told] : peers) peers_.begin(wish, std::move(told));
    if (ask()) publish();
    const auto now = base::live_now();
    const auto due = keeper_.next_due().value_or(now + kNamesIdle);
    resolver_->turn(std::clamp<base::Millis>(due - now, base::Millis{0}, kNamesIdle));
  }
}

void TrunkLookup::take_wishes() {
  std::set<sip::LocateWish> wishes;
  for (const auto& setup : wanted_) {
    for (const auto& written : {setup.trunk.address, setup.trunk.proxy}) {
      if (!written.empty()) wishes.insert(wish_of(written, setup.trunk.transport));
    }
  }
  for (const auto& [uri, wish] : people_) wishes.insert(wish);
  if (other_) wishes.insert(*other_);
  keeper_.want(wishes, base::live_now());
  std::erase_if(known_, [&](const auto& each) { return !wishes.contains(each.first); });
}

// Answers come from inside turn(), and what they lead to is asked on the way round.
bool TrunkLookup::ask() {
  for (auto questions = keeper_.questions(base::live_now()); !questions.empty(); questions = keeper_.questions(base::live_now())) {
    for (const auto& question : questions) {
      resolver_->ask(question, [this, question](const net::DnsAnswer& answer) {
        if (keeper_.answered(question, answer, base::live_now())) answered_ = true;
      });
    }
  }
  return std::exchange(answered_, false);
}

void TrunkLookup::publish() {
  const std::lock_guard lock(mutex_);
  for (const auto& setup : wanted_) {
    for (const auto& written : {setup.trunk.address, setup.trunk.proxy}) {
      if (!written.empty()) keep(wish_of(written, setup.trunk.transport));
    }
  }
  for (const auto& [uri, wish] : people_) keep(wish);
  if (other_) publish_other();
  take_(with_addresses(), people());
}

void TrunkLookup::keep(const sip::LocateWish& wish) {
  const auto* now = keeper_.find(wish);
  if (now == nullptr || known(wish) == *now) return;
  known_[wish] = *now;
  note(wish, *now);
}

void TrunkLookup::publish_other() {
  const auto before = known(*other_);
  keep(*other_);
  if (known(*other_) != before) take_other_(known(*other_).located);
}

}  // namespace peal::app
