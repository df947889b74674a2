#include "sip/locate/search.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "sip/limits.hpp"
#include "sip/message/token.hpp"
#include "sip/transport/addresses.hpp"

namespace peal::sip {

using net::DnsAnswer;
using net::DnsKind;
using net::DnsQuestion;

namespace {

std::string service_name(Transport transport, const std::string& host) {
  switch (transport) {
    case Transport::kTls: return "_sips._tcp." + host;
    case Transport::kTcp: return "_sip._tcp." + host;
    default: return "_sip._udp." + host;
  }
}

// RFC 3263 4.1 and RFC 3403 4.1: the services that we can use.
std::optional<Transport> transport_of(const net::DnsPointer& pointer, bool secure) {
  if (!same_text(pointer.flags, "s") || !pointer.regexp.empty() || pointer.replacement.empty()) return std::nullopt;
  if (same_text(pointer.services, "SIPS+D2T")) return Transport::kTls;
  if (secure) return std::nullopt;  // 4.1: other services are discarded for a SIPS URI.
  if (same_text(pointer.services, "SIP+D2T")) return Transport::kTcp;
  if (same_text(pointer.services, "SIP+D2U")) return Transport::kUdp;
  return std::nullopt;
}

}  // namespace

LocateSearch::LocateSearch(LocateWish wish) : wish_(std::move(wish)) {
  // RFC 3261 26.2.2: nothing in the clear for a SIPS URI.
  if (wish_.secure && (wish_.transport == Transport::kTcp || wish_.transport == Transport::kUdp)) wish_.transport = Transport::kTls;
  const auto numeric = parse_address(wish_.host, wish_.port);
  const auto usual = wish_.secure ? Transport::kTls : Transport::kUdp;
  if (numeric) {  // 4.1, 4.2: nothing to ask.
    located_.transport = wish_.transport.value_or(usual);
    auto address = *numeric;
    if (wish_.port == 0) address.port = usual_port(located_.transport);
    located_.places.push_back({wish_.host, 0, 0, {address}});
    end((address.v6 ? wish_.v6 : wish_.v4) ? Outcome::kFound : Outcome::kNothing);
  } else if (wish_.port != 0) {  // 4.2: a port ends the search for services.
    ask_host(wish_.transport.value_or(usual));
  } else if (wish_.transport) {
    ask_services({{*wish_.transport, service_name(*wish_.transport, wish_.host)}});
  } else {
    step_ = Step::kPointers;
    ask(DnsKind::kNaptr, wish_.host);
  }
}

std::vector<DnsQuestion> LocateSearch::questions() { return std::exchange(to_ask_, {}); }

void LocateSearch::ask(DnsKind kind, const std::string& name) {
  DnsQuestion question{kind, name};
  if (answers_.contains(question) || !waiting_.insert(question).second) return;
  to_ask_.push_back(std::move(question));
}

void LocateSearch::answered(const DnsQuestion& question, const DnsAnswer& answer) {
  if (waiting_.erase(question) == 0) return;
  if (answer.outcome == DnsAnswer::Outcome::kSilent) (question.kind == DnsKind::kNaptr ? transport_known_ : whole_) = false;
  else if (answer.outcome == DnsAnswer::Outcome::kFound || answer.life.count() > 0) life_ = std::min(life_.value_or(answer.life), answer.life);
  answers_[question] = answer;
  if (waiting_.empty()) next();
}

const DnsAnswer& LocateSearch::answer_to(DnsKind kind, const std::string& name) const {
  static const DnsAnswer nothing;
  const auto found = answers_.find({kind, name});
  return found == answers_.end() ? nothing : found->second;
}

void LocateSearch::next() {
  switch (step_) {
    case Step::kPointers: return choose_way();
    case Step::kServices: return choose_service();
    case Step::kAddresses: return finish();
    case Step::kOver: return;
  }
}

// Of the services that the domain may have without saying so: the usual one of
// the scheme first (4.1 leaves the choice to us).
std::vector<LocateSearch::Way> LocateSearch::usual_ways() const {
  std::vector<Way> ways;
  for (const auto transport : {Transport::kUdp, Transport::kTcp, Transport::kTls}) {
    if (!wish_.secure || transport == Transport::kTls) ways.push_back({transport, service_name(transport, wish_.host)});
  }
  return ways;
}

void LocateSearch::choose_way() {
  struct Offer {
    std::uint16_t order, preference;
    Way way;
  };
  std::vector<Offer> offers;
  for (const auto& pointer : answer_to(DnsKind::kNaptr, wish_.host).pointers) {
    if (const auto transport = transport_of(pointer, wish_.secure)) {
      offers.push_back({pointer.order, pointer.preference, {*transport, pointer.replacement}});
    }
  }
  std::ranges::stable_sort(offers, {}, [](const Offer& offer) { return std::pair(offer.order, offer.preference); });
  std::vector<Way> ways;
  // RFC 3403 4.1: past the lowest order that serves us nothing may be used.
  for (const auto& offer : offers) {
    if (offer.order == offers.front().order) ways.push_back(offer.way);
  }
  ask_services(ways.empty() ? usual_ways() : std::move(ways));
}

void LocateSearch::ask_services(std::vector<Way> ways) {
  step_ = Step::kServices;
  ways_ = std::move(ways);
  for (const auto& way : ways_) ask(DnsKind::kSrv, way.name);
  if (waiting_.empty()) next();
}

void LocateSearch::choose_service() {
  bool offered = false;
  for (const auto& way : ways_) {
    auto services = answer_to(DnsKind::kSrv, way.name).services;
    offered = offered || !services.empty();
    std::erase_if(services, [](const auto& service) { return service.target.empty() || service.port == 0; });
    if (services.empty()) continue;
    std::ranges::stable_sort(services, {}, &net::DnsService::priority);
    if (services.size() > kPlacesMax) services.resize(kPlacesMax);
    step_ = Step::kAddresses;
    located_.transport = way.transport;
    for (const auto& service : services) {
      located_.places.push_back({service.target, service.priority, service.weight, {}});
      ports_.push_back(service.port);
      if (!parse_address(service.target, 0)) ask(DnsKind::kAddress, service.target);
    }
    if (waiting_.empty()) next();
    return;
  }
  // RFC 2782: a target of "." says that the service is not there at all.
  if (offered) return end(Outcome::kNothing);
  const bool one = ways_.size() == 1;
  ask_host(one ? ways_.front().transport : wish_.secure ? Transport::kTls : Transport::kUdp);
}

// 4.2: no SRV records, or a port: the addresses of the name itself.
void LocateSearch::ask_host(Transport transport) {
  step_ = Step::kAddresses;
  located_.transport = transport;
  located_.places.push_back({wish_.host, 0, 0, {}});
  ports_.push_back(wish_.port == 0 ? usual_port(transport) : wish_.port);
  ask(DnsKind::kAddress, wish_.host);
  if (waiting_.empty()) next();
}

void LocateSearch::finish() {
  for (std::size_t i = 0; i < located_.places.size(); ++i) {
    auto& place = located_.places[i];
    if (const auto numeric = parse_address(place.name, ports_[i])) place.addresses.push_back(*numeric);
    for (const auto& address : answer_to(DnsKind::kAddress, place.name).addresses) {
      if (place.addresses.size() < kPlaceAddressesMax) place.addresses.push_back(to_sip(address.with_port(ports_[i])));
    }
    std::erase_if(place.addresses, [&](const SocketAddress& address) { return !(address.v6 ? wish_.v6 : wish_.v4); });
  }
  std::erase_if(located_.places, [](const Place& place) { return place.addresses.empty(); });
  if (!located_.places.empty()) return end(Outcome::kFound);
  end(whole_ ? Outcome::kNothing : Outcome::kSilent);
}

void LocateSearch::end(Outcome outcome) {
  step_ = Step::kOver;
  outcome_ = outcome;
  if (outcome != Outcome::kFound) located_ = {};
  answers_.clear();
}

}  // namespace peal::sip
