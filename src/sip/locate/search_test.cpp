#include "sip/locate/search.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

#include "sip/limits.hpp"

/// RFC 3263 4.1 and 4.2, from the RFC's text: what is asked, and what it comes to.
namespace peal::sip {
namespace {

using net::DnsAnswer;
using net::DnsKind;
using net::DnsQuestion;
using Outcome = LocateSearch::Outcome;

DnsAnswer answer_with(std::vector<net::DnsPointer> pointers, std::vector<net::DnsService> services = {}) {
  DnsAnswer answer{DnsAnswer::Outcome::kFound, std::move(pointers), std::move(services), {}, base::Seconds{60}};
  if (answer.pointers.empty() && answer.services.empty()) answer.outcome = DnsAnswer::Outcome::kNothing;
  return answer;
}

net::DnsPointer pointer(std::uint16_t order, std::uint16_t preference, const std::string& services, const std::string& to) {
  return {order, preference, "s", services, "", to};
}

/// A name server with records of its own, and everything that it was asked.
struct Zone {
  std::map<DnsQuestion, DnsAnswer> records;
  std::vector<DnsQuestion> asked;

  void naptr(const std::string& name, std::vector<net::DnsPointer> pointers) { records[{DnsKind::kNaptr, name}] = answer_with(std::move(pointers)); }
  void srv(const std::string& name, std::vector<net::DnsService> services) { records[{DnsKind::kSrv, name}] = answer_with({}, std::move(services)); }
  void host(const std::string& name, const std::vector<std::string>& addresses, int life = 60) {
    DnsAnswer answer{DnsAnswer::Outcome::kFound, {}, {}, {}, base::Seconds{life}};
    for (const auto& text : addresses) answer.addresses.push_back(*net::Address::parse_ip(text));
    records[{DnsKind::kAddress, name}] = answer;
  }
  void silent(DnsKind kind, const std::string& name) { records[{kind, name}] = DnsAnswer{}; }

  LocateSearch find(LocateWish wish) {
    LocateSearch search(std::move(wish));
    for (auto questions = search.questions(); !questions.empty(); questions = search.questions()) {
      for (const auto& question : questions) {
        asked.push_back(question);
        const auto known = records.find(question);
        search.answered(question, known == records.end() ? DnsAnswer{DnsAnswer::Outcome::kNothing, {}, {}, {}, base::Seconds{20}} : known->second);
      }
    }
    return search;
  }
  [[nodiscard]] bool was_asked(DnsKind kind, const std::string& name) const {
    return std::ranges::find(asked, DnsQuestion{kind, name}) != asked.end();
  }
};

std::string first_of(const LocateSearch& search) {
  const auto& places = search.located().places;
  return places.empty() ? "" : std::string(transport_name(search.located().transport)) + " " + places.front().addresses.front().text();
}

// 4.1: "if the TARGET is a numeric IP address, the client SHOULD use UDP for a SIP URI, and TCP (TLS) for a SIPS URI".
TEST(LocateSearch, ANumericTargetIsAskedOfNobody) {
  Zone zone;
  EXPECT_EQ(first_of(zone.find({"192.0.2.7"})), "UDP 192.0.2.7:5060");
  EXPECT_EQ(first_of(zone.find({"192.0.2.7", 0, Transport::kTls})), "TLS 192.0.2.7:5061");
  EXPECT_EQ(first_of(zone.find({"2001:db8::7", 5080, Transport::kTcp})), "TCP [2001:db8::7]:5080");
  EXPECT_EQ(first_of(zone.find({"192.0.2.7", 0, {}, true})), "TLS 192.0.2.7:5061");
  EXPECT_TRUE(zone.asked.empty());
}

// 4.1: no transport, not numeric, but a port: UDP for SIP, TLS for SIPS. 4.2: then its addresses are asked for.
TEST(LocateSearch, APortEndsTheSearchForServices) {
  Zone zone;
  zone.host("carrier.test", {"192.0.2.1"});
  zone.srv("_sip._udp.carrier.test", {{1, 1, 5070, "carrier.test"}});
  EXPECT_EQ(first_of(zone.find({"carrier.test", 5080})), "UDP 192.0.2.1:5080");
  EXPECT_EQ(first_of(zone.find({"carrier.test", 5080, {}, true})), "TLS 192.0.2.1:5080");
  EXPECT_EQ(zone.asked.size(), 2u);
}

// 4.1: "Otherwise, if no transport protocol or port is specified, and the target is not a numeric IP address, the client
// SHOULD perform a NAPTR query for the domain". 4.2: "a SRV query for the replacement".
TEST(LocateSearch, NaptrChoosesTheTransportByOrderAndPreference) {
  Zone zone;
  zone.naptr("carrier.test", {pointer(50, 20, "SIP+D2T", "_sip._tcp.carrier.test"), pointer(90, 1, "SIP+D2U", "_sip._udp.carrier.test"),
                              pointer(50, 10, "SIPS+D2T", "_sips._tcp.edge.test")});
  zone.srv("_sips._tcp.edge.test", {{1, 1, 5443, "one.edge.test"}});
  zone.srv("_sip._tcp.carrier.test", {{1, 1, 5060, "one.edge.test"}});
  zone.host("one.edge.test", {"192.0.2.1"});
  EXPECT_EQ(first_of(zone.find({"carrier.test"})), "TLS 192.0.2.1:5443");
  EXPECT_FALSE(zone.was_asked(DnsKind::kSrv, "_sip._udp.carrier.test")) << "of a higher order (RFC 3403 4.1)";
}

// 4.1: services that the client does not support are discarded, for SIPS all but SIPS.
TEST(LocateSearch, WhatWeCannotSpeakIsPassedOver) {
  Zone zone;
  zone.naptr("carrier.test", {pointer(1, 1, "SIP+D2S", "_sip._sctp.carrier.test"), pointer(1, 2, "SIP+D2W", "_sip._ws.carrier.test"),
                              pointer(2, 1, "sip+d2t", "_sip._tcp.carrier.test"), pointer(3, 1, "SIPS+D2T", "_sips._tcp.carrier.test")});
  zone.srv("_sip._tcp.carrier.test", {{1, 1, 5060, "host.test"}});
  zone.srv("_sips._tcp.carrier.test", {{1, 1, 5061, "host.test"}});
  zone.host("host.test", {"192.0.2.1"});
  EXPECT_EQ(first_of(zone.find({"carrier.test"})), "TCP 192.0.2.1:5060");
  EXPECT_EQ(first_of(zone.find({"carrier.test", 0, {}, true})), "TLS 192.0.2.1:5061");
}

// RFC 3403 4.1: other flags and regular expressions are not what RFC 3263 knows.
TEST(LocateSearch, OddPointersAreNone) {
  Zone zone;
  zone.naptr("carrier.test", {{1, 1, "u", "SIP+D2T", "!^.*$!sip:evil.test!", ""}, {1, 1, "", "SIP+D2T", "", "more.test"}, {1, 1, "s", "SIP+D2T", "!a!b!", "x.test"}});
  zone.srv("_sip._udp.carrier.test", {{1, 1, 5060, "host.test"}});
  zone.host("host.test", {"192.0.2.1"});
  EXPECT_EQ(first_of(zone.find({"carrier.test"})), "UDP 192.0.2.1:5060");
}

// 4.1: "If no NAPTR records are found, the client constructs SRV queries for those transport protocols it supports".
TEST(LocateSearch, WithoutNaptrEachTransportIsAskedFor) {
  Zone zone;
  zone.srv("_sip._tcp.carrier.test", {{1, 1, 5070, "host.test"}});
  zone.host("host.test", {"192.0.2.1"});
  EXPECT_EQ(first_of(zone.find({"carrier.test"})), "TCP 192.0.2.1:5070");
  EXPECT_TRUE(zone.was_asked(DnsKind::kSrv, "_sip._udp.carrier.test"));
  EXPECT_TRUE(zone.was_asked(DnsKind::kSrv, "_sips._tcp.carrier.test"));
  Zone secure;
  (void)secure.find({"carrier.test", 0, {}, true});
  EXPECT_FALSE(secure.was_asked(DnsKind::kSrv, "_sip._udp.carrier.test"));
  EXPECT_FALSE(secure.was_asked(DnsKind::kSrv, "_sip._tcp.carrier.test"));
}

// 4.1: "If a transport is specified explicitly in the URI, that transport protocol MUST be used."
TEST(LocateSearch, AWrittenTransportIsUsed) {
  Zone zone;
  zone.naptr("carrier.test", {pointer(1, 1, "SIP+D2U", "_sip._udp.carrier.test")});
  zone.srv("_sips._tcp.carrier.test", {{1, 1, 5061, "host.test"}});
  zone.host("host.test", {"192.0.2.1"});
  EXPECT_EQ(first_of(zone.find({"carrier.test", 0, Transport::kTls})), "TLS 192.0.2.1:5061");
  EXPECT_FALSE(zone.was_asked(DnsKind::kNaptr, "carrier.test"));
  EXPECT_EQ(first_of(zone.find({"carrier.test", 0, Transport::kTcp, true})), "TLS 192.0.2.1:5061") << "TLS over TCP for SIPS";
}

// 4.2: "If no SRV records were found, the client performs an A or AAAA record lookup of the domain name"; with the usual port.
TEST(LocateSearch, WithoutServicesTheNameItselfIsMeant) {
  Zone zone;
  zone.host("carrier.test", {"192.0.2.1", "2001:db8::1"});
  EXPECT_EQ(first_of(zone.find({"carrier.test"})), "UDP 192.0.2.1:5060");
  EXPECT_EQ(first_of(zone.find({"carrier.test", 0, Transport::kTls})), "TLS 192.0.2.1:5061");
  EXPECT_EQ(first_of(zone.find({"carrier.test", 0, {}, true})), "TLS 192.0.2.1:5061");
  zone.naptr("carrier.test", {pointer(1, 1, "SIP+D2T", "_sip._tcp.carrier.test")});
  EXPECT_EQ(first_of(zone.find({"carrier.test"})), "TCP 192.0.2.1:5060") << "the transport that NAPTR chose stays";
}

// RFC 2782: "A Target of "." means that the service is decidedly not available at this domain."
TEST(LocateSearch, ADotSaysThatTheServiceIsNotThere) {
  Zone zone;
  zone.srv("_sip._udp.carrier.test", {{0, 0, 0, ""}});
  zone.host("carrier.test", {"192.0.2.1"});
  EXPECT_EQ(zone.find({"carrier.test", 0, Transport::kUdp}).outcome(), Outcome::kNothing);
  zone.srv("_sip._tcp.carrier.test", {{1, 1, 5060, "carrier.test"}});
  EXPECT_EQ(first_of(zone.find({"carrier.test"})), "TCP 192.0.2.1:5060") << "another service is";
}

TEST(LocateSearch, FamiliesThatWeDoNotSpeakAreLeftOut) {
  Zone zone;
  zone.srv("_sip._udp.carrier.test", {{1, 1, 5060, "six.test"}, {2, 1, 5060, "four.test"}});
  zone.host("six.test", {"2001:db8::1"});
  zone.host("four.test", {"192.0.2.1"});
  LocateWish wish{"carrier.test", 0, Transport::kUdp};
  wish.v6 = false;
  EXPECT_EQ(first_of(zone.find(wish)), "UDP 192.0.2.1:5060");
  zone.records.erase({DnsKind::kAddress, "four.test"});
  EXPECT_EQ(zone.find(wish).outcome(), Outcome::kNothing);
}

TEST(LocateSearch, TheShortestLifeCounts) {
  Zone zone;
  zone.srv("_sip._udp.carrier.test", {{1, 1, 5060, "a.test"}});
  zone.host("a.test", {"192.0.2.1"}, 7);
  const auto search = zone.find({"carrier.test", 0, Transport::kUdp});
  EXPECT_EQ(search.life(), base::Seconds{7});
}

TEST(LocateSearch, SilenceIsNotNothing) {
  Zone zone;
  zone.silent(DnsKind::kAddress, "carrier.test");
  EXPECT_EQ(zone.find({"carrier.test"}).outcome(), Outcome::kSilent);
  zone.host("carrier.test", {"192.0.2.1"});
  zone.silent(DnsKind::kNaptr, "carrier.test");
  const auto around = zone.find({"carrier.test"});
  EXPECT_EQ(around.outcome(), Outcome::kFound) << "name servers that know no NAPTR must not stop the call";
  EXPECT_FALSE(around.transport_known());
  EXPECT_TRUE(around.whole());
  zone.silent(DnsKind::kSrv, "_sip._udp.carrier.test");
  EXPECT_FALSE(zone.find({"carrier.test"}).whole());
}

TEST(LocateSearch, HostileAnswersAreBounded) {
  Zone zone;
  std::vector<net::DnsService> many;
  std::vector<std::string> addresses;
  for (std::uint16_t i = 0; i < 32; ++i) many.push_back({i, 1, 5060, "h" + std::to_string(i) + ".test"});
  for (int i = 1; i <= 32; ++i) addresses.push_back("192.0.2." + std::to_string(i));
  for (const auto& service : many) zone.host(service.target, addresses);
  zone.srv("_sip._udp.carrier.test", many);
  const auto search = zone.find({"carrier.test", 0, Transport::kUdp});
  ASSERT_EQ(search.located().places.size(), kPlacesMax);
  EXPECT_EQ(search.located().places.front().addresses.size(), kPlaceAddressesMax);
  // Answers to what was never asked, or asked before, change nothing.
  LocateSearch other({"other.test"});
  other.answered({DnsKind::kAddress, "other.test"}, zone.records.begin()->second);
  EXPECT_EQ(other.outcome(), Outcome::kSearching);
}

// Whatever is answered, in whatever order: a search ends after a bounded number of questions, each asked once.
RC_GTEST_PROP(LocateSearch, Ends, (const std::vector<std::tuple<std::uint8_t, std::uint16_t, std::uint16_t, std::uint8_t>>& records)) {
  DnsAnswer answer{DnsAnswer::Outcome::kFound, {}, {}, {}, base::Seconds{60}};
  for (const auto& [kind, a, b, name] : records) {
    const std::string target = name % 4 == 0 ? "" : "h" + std::to_string(name % 4) + ".test";
    if (kind % 3 == 0) answer.pointers.push_back(pointer(a, b, a % 2 == 0 ? "SIP+D2U" : "SIPS+D2T", target));
    if (kind % 3 == 1) answer.services.push_back({a, b, static_cast<std::uint16_t>(a ^ b), target});
    if (kind % 3 == 2) answer.addresses.push_back(net::Address::ipv4(192, 0, 2, name, 0));
  }
  LocateSearch search({"carrier.test"});
  std::map<DnsQuestion, int> asked;
  for (auto questions = search.questions(); !questions.empty(); questions = search.questions()) {
    for (auto question = questions.rbegin(); question != questions.rend(); ++question) {
      RC_ASSERT(++asked[*question] == 1);
      search.answered(*question, answer);
    }
  }
  RC_ASSERT(search.outcome() != Outcome::kSearching);
  RC_ASSERT(asked.size() <= 1 + 32 + kPlacesMax);
  for (const auto& place : search.located().places) RC_ASSERT(!place.addresses.empty());
}

TEST(WishOfUri, IsWhatTheUriSays) {
  EXPECT_EQ(wish_of_uri("sip:anna@example.test"), (LocateWish{"example.test"}));
  EXPECT_EQ(wish_of_uri("sips:anna@example.test:5071"), (LocateWish{"example.test", 5071, {}, true}));
  EXPECT_EQ(wish_of_uri("sip:anna@example.test;transport=tcp;maddr=edge.test"), (LocateWish{"edge.test", 0, Transport::kTcp}));
  EXPECT_FALSE(wish_of_uri("tel:+861088880000"));
  EXPECT_FALSE(wish_of_uri("sip:anna@example.test;transport=ws"));
}

Place place(const std::string& address, std::uint16_t priority, std::uint16_t weight) {
  return {address, priority, weight, {*parse_address(address, 5060)}};
}

// 4.3 and RFC 2782: all of a lower priority come before the rest.
RC_GTEST_PROP(InOrder, IsAllOfThemByPriority, (const std::vector<std::pair<std::uint8_t, std::uint16_t>>& records, std::uint64_t chance)) {
  std::vector<Place> places;
  std::map<std::string, std::uint16_t> priority_of;
  for (std::size_t i = 0; i < std::min<std::size_t>(records.size(), 200); ++i) {
    const auto address = "192.0.2." + std::to_string(i + 1);
    const auto priority = static_cast<std::uint16_t>(records[i].first % 4);
    places.push_back(place(address, priority, records[i].second));
    priority_of[address] = priority;
  }
  base::Seed seed(chance), again(chance);
  const auto order = in_order(places, seed);
  RC_ASSERT(order == in_order(places, again));
  RC_ASSERT(order.size() == places.size());
  RC_ASSERT(std::ranges::is_sorted(order, {}, [&](const SocketAddress& a) { return priority_of.at(a.host()); }));
  std::set<std::string> different;
  for (const auto& address : order) different.insert(address.host());
  RC_ASSERT(different.size() == places.size());
}

TEST(InOrder, WeightsAreShares) {
  const std::vector<Place> places{place("192.0.2.1", 1, 60), place("192.0.2.2", 1, 30), place("192.0.2.3", 1, 10), place("192.0.2.4", 1, 0)};
  std::map<std::string, int> first;
  base::Seed seed(7);
  for (int i = 0; i < 10'000; ++i) ++first[in_order(places, seed).front().host()];
  EXPECT_NEAR(first["192.0.2.1"], 6'000, 250);
  EXPECT_NEAR(first["192.0.2.2"], 3'000, 250);
  EXPECT_NEAR(first["192.0.2.3"], 1'000, 200);
  EXPECT_LT(first["192.0.2.4"], 200) << "RFC 2782: a very small chance";
  EXPECT_GT(first["192.0.2.4"], 0);
}

}  // namespace
}  // namespace peal::sip
