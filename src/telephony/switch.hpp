#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "base/result.hpp"
#include "base/ip_range.hpp"
#include "core/command.hpp"
#include "core/guard_view.hpp"
#include "core/outside_rules.hpp"
#include "core/signal.hpp"
#include "core/stranger_rules.hpp"
#include "net/http_message.hpp"
#include "net/loop.hpp"
#include "net/websocket.hpp"
#include "speech/speech_service.hpp"
#include "telephony/busy_text.hpp"
#include "telephony/directory.hpp"
#include "telephony/switch_config.hpp"
#include "telephony/trunk/setup.hpp"
#include "telephony/trunk/test_calls.hpp"

namespace peal::telephony {

/// What happened, for the core. Called on the switch loop, also from inside
/// carry_out: it must only put the signal into a queue.
using Raise = std::function<void(core::Signal)>;

/// Legs: the SIP dialogs and media streams of the program. Carries out the
/// core's commands and raises its signals; it has no rule of its own about who
/// talks to whom. Lives on the loop's thread.
///
/// After LegFailed, LegHungUp or LegLost, and after RejectLeg or HangUpLeg, no
/// further signal of that leg is raised, also when messages cross on the wire.
class Switch {
 public:
  /// Opens the SIP and RTP ports and restores registrations (a DeviceUp for
  /// each agent who has one). `directory` and `speech` outlive it. Errors say
  /// which port or file and what to do: kAddressInUse, kPermission, kBadInput.
  [[nodiscard]] static base::Result<std::unique_ptr<Switch>> open(SwitchConfig config, net::Loop& loop,
                                                                  Directory& directory, speech::Speaker& speech,
                                                                  Raise raise);
  /// Saves registrations. Calls still up lose their media; hang_up_all before it says goodbye to them.
  ~Switch();
  Switch(const Switch&) = delete;
  Switch& operator=(const Switch&) = delete;

  /// Commands that are not about legs (FindCustomer, Refuse) are ignored, and so
  /// are those for a leg that is gone: they crossed its end.
  void carry_out(const core::Command& command);

  /// Speaks ahead what these settings will play, so that greetings start at
  /// once. Call at start and whenever settings change.
  void prepare(const core::Settings& settings);

  /// The handler of `/sip` (RFC 7118). `accept` checks Origin and token on the
  /// HTTP thread and attaches what Directory::web_call reads.
  [[nodiscard]] net::UpgradeHandler websocket(
      std::function<base::Result<net::UpgradeAccepted>(const net::HttpRequest&)> accept);

  /// Says goodbye to every leg and closes recordings; the signals LegLost are
  /// raised. The loop should run for about half a second more.
  void hang_up_all();

  /// See Exchange.
  void adopt_trunks(std::vector<TrunkSetup> trunks);
  [[nodiscard]] std::vector<core::TrunkView> trunks() const;
  [[nodiscard]] std::vector<core::LegId> talkers() const;
  void adopt_places(std::map<std::string, sip::Located> places);
  /// What SwitchConfig::look_up was asked for; see UserAgent::name_found.
  void name_found(const sip::LocateWish& wish, sip::Located located, std::optional<base::Seconds> life);
  /// What a STUN server says about us.
  struct Mapped {
    std::string address;  ///< Empty: not known.
    bool silent = false;  ///< No server answers.
  };
  /// Asks these STUN servers, best first, what our address is, and tells it to
  /// peers from then on. `told` is called on the loop whenever something changes.
  void ask_stun(std::vector<sip::SocketAddress> servers, std::function<void(const Mapped&)> told);
  void test_call(const TestCall& call, std::function<void(base::Result<core::TrunkTestOutcome>)> done);

  /// Ranges that are never shut out, whatever comes from there.
  void adopt_allowed(std::vector<base::IpRange> never_banned);
  void adopt_outside(std::map<core::TenantId, core::OutsideRules> rules);
  void adopt_busy(const std::map<core::TenantId, BusyText>& texts);
  void adopt_strangers(std::map<core::TenantId, core::StrangerRules> rules);
  bool acknowledge_alarm(core::TenantId tenant, std::uint64_t alarm);
  [[nodiscard]] core::GuardView guard();
  bool lift_ban(std::string_view source);

  [[nodiscard]] std::size_t live_legs() const;
  [[nodiscard]] std::size_t registrations() const;
  /// Where SIP really listens.
  [[nodiscard]] net::Address sip_address() const;
  [[nodiscard]] std::optional<net::Address> sip_tls_address() const;
  /// Shown by SIP over TLS from now on; connections that stand stay as they are.
  [[nodiscard]] base::Status use_certificate(const net::CertificateFiles& files);

 private:
  struct Inside;
  explicit Switch(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace peal::telephony
