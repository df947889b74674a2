#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/ip_range.hpp"
#include "core/command.hpp"
#include "core/guard_view.hpp"
#include "core/signal.hpp"
#include "core/stranger_rules.hpp"
#include "media/media_event.hpp"
#include "media/media_plane.hpp"
#include "sip/transport/tls_peers.hpp"
#include "sip/user_agent/events.hpp"
#include "sip/user_agent/user_agent.hpp"
#include "speech/speech_service.hpp"
#include "telephony/busy_text.hpp"
#include "telephony/directory.hpp"
#include "telephony/guard/bans.hpp"
#include "telephony/guard/lockout.hpp"
#include "telephony/guard/outside_guard.hpp"
#include "telephony/reached_at.hpp"
#include "telephony/switch_config.hpp"
#include "telephony/trunk/setup.hpp"
#include "telephony/trunk/test_calls.hpp"

namespace peal::telephony {

/// The switch without its SIP sockets, loop and files: bytes and commands in,
/// bytes and signals out. One thread.
class Exchange {
 public:
  struct Around {
    sip::Output& out;
    media::MediaPlane& media;
    speech::Speaker& speech;
    Directory& directory;
    std::function<void(core::Signal)> raise;
    std::function<base::Time()> clock;
    /// Runs a task on the exchange's thread, later; callable from any thread.
    std::function<void(std::function<void()>)> post;
    sip::TlsPeers* tls = nullptr;  ///< Of the transports; none: no TLS.
  };

  /// `user_agent.secret` and the advertised addresses must be set.
  Exchange(SwitchConfig config, sip::UserAgentConfig user_agent, Around around);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  void carry_out(const core::Command& command);
  void media_event(const media::MediaEvent& event);
  /// How long the oldest of the messages of this turn has waited, without new calls.
  void waited(base::Micros wait, std::size_t messages);
  void prepare(const core::Settings& settings);
  void hang_up_all();
  /// The trunks from now on.
  void adopt_trunks(std::vector<TrunkSetup> trunks);
  [[nodiscard]] std::vector<core::TrunkView> trunks() const;
  /// Legs that talk in a mix at this moment, of every tenant.
  [[nodiscard]] std::vector<core::LegId> talkers() const;
  /// Where the names in URIs of outside agents lead.
  void adopt_places(std::map<std::string, sip::Located> places);
  /// True when the datagram was an answer to a question of a trunk's.
  bool heard_stun(const sip::SocketAddress& from, std::string_view datagram);
  /// Tells other addresses from now on; carriers hear of it at once.
  void be_reached_at(const ReachedAt& at);
  /// Calls `number` over the trunk, speaks a sentence and hangs up. `done` is
  /// called once, later or at once: with an error when nothing could be tried.
  void test_call(const TestCall& call, std::function<void(base::Result<core::TrunkTestOutcome>)> done);

  /// Ranges that are never shut out.
  void adopt_allowed(std::vector<base::IpRange> never_banned);
  /// Where, how much and when each tenant may call to outside.
  void adopt_outside(std::map<core::TenantId, core::OutsideRules> rules);
  /// How fast anybody may call the open numbers of each tenant.
  /// What callers are told whom overload control sheds.
  void adopt_busy(const std::map<core::TenantId, BusyText>& texts);
  void adopt_strangers(std::map<core::TenantId, core::StrangerRules> rules);
  bool acknowledge_alarm(core::TenantId tenant, std::uint64_t alarm);
  [[nodiscard]] OutsideGuard::Kept kept_outside();
  void restore_outside(const OutsideGuard::Kept& kept);
  [[nodiscard]] core::GuardView guard();
  /// Lets a source in again; false when it is not shut out.
  bool lift_ban(std::string_view source);
  [[nodiscard]] std::vector<Bans::Kept> kept_bans() const;
  void restore_bans(const std::vector<Bans::Kept>& bans);
  [[nodiscard]] std::vector<Lockout::Kept> kept_locks() const;
  void restore_locks(const std::vector<Lockout::Kept>& locks);
  /// Grows with each ban, each lift and each lock.
  [[nodiscard]] std::uint64_t ban_changes() const;

  /// The timers of this room; those of sip are the user agent's own.
  void advance();
  [[nodiscard]] std::optional<base::Time> next_due() const;

  /// Feed it with what the transports receive.
  [[nodiscard]] sip::UserAgent& user_agent();
  [[nodiscard]] std::size_t live_legs() const;
  [[nodiscard]] std::size_t registrations() const;
  /// Bindings that can be used again after a restart.
  [[nodiscard]] std::vector<sip::Binding> lasting_bindings() const;
  /// Those of an earlier run; a DeviceUp is raised for each that still lives.
  void restore(const std::vector<sip::Binding>& bindings);
  /// Grows whenever bindings change.
  [[nodiscard]] std::uint64_t binding_changes() const;

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace peal::telephony
