#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "net/dns_answer.hpp"
#include "sip/locate/located.hpp"

namespace peal::sip {

/// One search by RFC 3263 4.1 and 4.2: what to ask the name servers, one step
/// after another, and what it comes to. Pure; whoever owns it asks.
class LocateSearch {
 public:
  enum class Outcome : std::uint8_t {
    kSearching,
    kFound,
    kNothing,  ///< The name has no record that leads to an address of a family of ours.
    kSilent,   ///< It could not be found out.
  };

  explicit LocateSearch(LocateWish wish);

  /// Questions to be asked now; each is given once.
  [[nodiscard]] std::vector<net::DnsQuestion> questions();
  void answered(const net::DnsQuestion& question, const net::DnsAnswer& answer);

  [[nodiscard]] Outcome outcome() const { return outcome_; }
  [[nodiscard]] const Located& located() const { return located_; }
  /// How long the outcome may be believed, as the answers say; nothing: they do not say it.
  [[nodiscard]] std::optional<base::Seconds> life() const { return life_; }
  /// False when a question for services or addresses stayed without an answer:
  /// an older outcome is the better one.
  [[nodiscard]] bool whole() const { return whole_; }
  /// False when only the question for the transport stayed so; some name servers
  /// never answer it. Another transport than before is then no news.
  [[nodiscard]] bool transport_known() const { return transport_known_; }

 private:
  enum class Step : std::uint8_t { kPointers, kServices, kAddresses, kOver };
  /// One way that the domain may offer: where its SRV records are.
  struct Way {
    Transport transport = Transport::kUdp;
    std::string name;
  };

  void ask(net::DnsKind kind, const std::string& name);
  void ask_services(std::vector<Way> ways);
  void ask_host(Transport transport);
  void next();
  void choose_way();
  void choose_service();
  void finish();
  void end(Outcome outcome);
  [[nodiscard]] const net::DnsAnswer& answer_to(net::DnsKind kind, const std::string& name) const;
  [[nodiscard]] std::vector<Way> usual_ways() const;

  LocateWish wish_;
  Step step_ = Step::kOver;
  Outcome outcome_ = Outcome::kSearching;
  Located located_;
  std::optional<base::Seconds> life_;
  bool whole_ = true, transport_known_ = true;
  std::vector<Way> ways_;
  std::vector<std::uint16_t> ports_;  // Of the places, until their addresses are known.
  std::vector<net::DnsQuestion> to_ask_;
  std::set<net::DnsQuestion> waiting_;
  std::map<net::DnsQuestion, net::DnsAnswer> answers_;
};

}  // namespace peal::sip
