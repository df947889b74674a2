#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/audit/auditor.hpp"
#include "core/decide.hpp"
#include "sim/simulate.hpp"
#include "sim/wire/agenda.hpp"
#include "sim/wire/directory.hpp"
#include "sim/wire/far_phone.hpp"
#include "sim/wire/network.hpp"
#include "sim/wire/sound.hpp"
#include "telephony/exchange.hpp"

namespace peal::sim {

/// The whole way of a call in simulated time: the telephones of callers and
/// agents with a SIP of their own, a bad network, the switch with its
/// transactions, dialogs and legs, and the core. Only sound and sentences are
/// stood in for. When everybody has gone home, nothing may be left anywhere.
class WiredWorld {
 public:
  explicit WiredWorld(const SimOptions& options);
  ~WiredWorld();
  [[nodiscard]] SimReport play();

 private:
  struct Desk {
    core::AgentId agent;
    core::UserId user;
    std::string number;
    bool outside = false;
    std::vector<std::unique_ptr<FarPhone>> phones;
  };
  struct Caller {
    sip::SocketAddress at;
    std::unique_ptr<FarPhone> phone;  ///< None while its battery is empty.
    std::uint64_t calls = 0;          ///< A plan made for an earlier call is off.
    core::LegId leg;
  };

  // Chance.
  [[nodiscard]] bool likely(std::uint64_t percent) { return chance_.below(100) < percent; }
  [[nodiscard]] base::Millis between(std::int64_t least_ms, std::int64_t most_ms);
  [[nodiscard]] base::Millis around(base::Millis mean);
  void later(base::Millis delay, std::function<void()> act) { agenda_.after(delay, std::move(act)); }

  // The server.
  void start_server();
  void crash();
  void raise(core::Signal signal) { mailbox_.push_back(std::move(signal)); }
  void pump();
  void decide(const core::Signal& signal);
  void carry_out(const core::Command& command);
  void keep_books(const core::Signal& signal);
  void keep_books(const core::Command& command);
  void find_customer(const core::FindCustomer& command);
  [[nodiscard]] bool turn(base::Time last);
  void fail(const std::string& what);
  void finish();

  // People.
  void open_desks();
  [[nodiscard]] FarPhone::Owner agent_hands(std::size_t desk, std::size_t nth);
  std::unique_ptr<FarPhone> agent_phone(std::size_t desk, std::size_t nth);
  void look_at_desk(std::size_t desk);
  void agent_rings(std::size_t desk, FarPhone& phone);
  void agent_talks(std::size_t desk, FarPhone& phone);
  void at_the_desk(std::size_t desk, core::ContactId contact);
  void phone_restarts(std::size_t desk, std::size_t nth, base::Millis away);
  void next_call();
  void place_call(std::size_t nth);
  void caller_hears(std::size_t nth);
  void caller_vanishes(std::size_t nth);
  void next_fault();
  void everybody_leaves();
  [[nodiscard]] Caller* idle_caller();

  SimOptions options_;
  SimReport report_;
  base::Seed chance_;
  base::Time end_;
  Agenda agenda_;
  Network network_;
  sip::SocketAddress server_at_;
  Network::End server_end_;
  core::Settings settings_;
  SimulatedDirectory directory_;
  core::StatePtr state_;
  core::Auditor auditor_;
  SimulatedSpeaker speaker_;
  std::vector<std::unique_ptr<SimulatedSound>> past_sounds_;
  std::unique_ptr<SimulatedSound> sound_;
  std::unique_ptr<telephony::Exchange> exchange_;
  std::deque<core::Signal> mailbox_;
  std::uint32_t life_ = 0;  ///< Of the server.
  std::vector<Desk> desks_;
  std::vector<Caller> callers_;
  std::map<core::LegId, std::size_t> caller_of_leg_;
  std::set<core::LegId> legs_;  ///< That should live, by signals and commands alone.
  Caller* speaking_ = nullptr;  ///< Whose datagram the server reads just now.
  bool closed_ = false;
};

}  // namespace peal::sim
