#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/seed.hpp"
#include "sim/wire/agenda.hpp"
#include "sip/flow.hpp"

namespace peal::sim {

/// How bad the network is.
struct Weather {
  std::uint64_t lost_percent = 0;
  std::uint64_t doubled_percent = 0;
  base::Millis delay_most{0};  ///< Spread evenly from 1 ms, so that datagrams overtake each other.
};

/// Datagrams in simulated time, lost, doubled, late and in any order by seed.
class Network {
 public:
  using Take = std::function<void(const sip::Flow& from, std::string_view bytes)>;

  /// One end: what it sends leaves from `at`.
  class End final : public sip::Output {
   public:
    End(Network& network, sip::SocketAddress at) : network_(network), at_(at) {}
    void send(const sip::Flow& flow, std::string_view bytes) override { network_.send(at_, flow.remote, bytes); }
    [[nodiscard]] const sip::SocketAddress& at() const { return at_; }

   private:
    Network& network_;
    sip::SocketAddress at_;
  };

  Network(Agenda& agenda, std::uint64_t seed, Weather weather) : agenda_(agenda), chance_(seed), weather_(weather) {}

  /// From now on what comes to `at` goes to `take`; nothing does when it is empty.
  void listen(const sip::SocketAddress& at, Take take);
  void leave(const sip::SocketAddress& at) { takers_.erase(at.text()); }
  /// Nothing gets to or from `at` until then.
  void cut(const sip::SocketAddress& at, base::Time until) { cut_until_[at.text()] = until; }

  [[nodiscard]] std::uint64_t sent() const { return sent_; }
  [[nodiscard]] std::uint64_t lost() const { return lost_; }

 private:
  void send(const sip::SocketAddress& from, const sip::SocketAddress& to, std::string_view bytes);
  void carry(const sip::SocketAddress& from, const std::string& to, std::string bytes);
  [[nodiscard]] bool is_cut(const std::string& end) const;

  Agenda& agenda_;
  base::Seed chance_;
  Weather weather_;
  std::map<std::string, Take> takers_;
  std::map<std::string, base::Time> cut_until_;
  std::uint64_t sent_ = 0, lost_ = 0;
};

}  // namespace peal::sim
