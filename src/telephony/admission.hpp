#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "core/signal.hpp"
#include "sip/user_agent/events.hpp"
#include "telephony/board.hpp"
#include "telephony/devices.hpp"
#include "telephony/guard/source_guard.hpp"
#include "telephony/guard/stranger_gate.hpp"
#include "telephony/limits.hpp"
#include "telephony/busy_announcement.hpp"
#include "telephony/overload.hpp"
#include "telephony/source_gate.hpp"

namespace peal::telephony {

/// Who is allowed to call or to register, and as whom.
class Admissions {
 public:
  Admissions(Board& board, const Devices& devices, SourceGuard& guard)
      : board_(board), devices_(devices), guard_(guard), overload_(board.now()) {}

  [[nodiscard]] sip::Admission admit(const sip::RequestView& request);

  /// How long the oldest of the messages of this turn has waited, without new calls.
  void waited(base::Micros wait, std::size_t messages);
  /// A new call, before anything is known of it: nothing, or when to try again;
  /// zero: its phone will by itself.
  [[nodiscard]] std::optional<base::Seconds> shed(const sip::RequestView& invite);

  /// Callers of ours whom overload control sheds may be told by it; outlives this.
  void tell_busy_by(BusyAnnouncements& announcements) { announcements_ = &announcements; }
  /// Of the call that was admitted last: it is to be told that every line is busy,
  /// as whose caller, and when it may try again. Once.
  struct Shed {
    core::TenantId tenant;
    base::Seconds retry_after;
  };
  [[nodiscard]] std::optional<Shed> take_shed() { return std::exchange(shed_now_, std::nullopt); }

  /// How fast anybody may call open numbers.
  void adopt_strangers(std::map<core::TenantId, core::StrangerRules> rules) { strangers_.adopt(std::move(rules)); }
  void view(core::GuardView& into) const { strangers_.view(into); }

  /// Who an admitted caller is.
  struct Caller {
    core::LegSource source = core::LegSource::kTrunk;
    core::AgentId agent;           ///< For kDevice.
    std::optional<WebCall> web;    ///< For kWeb.
    const TrunkSetup* trunk = nullptr;  ///< It came in on.
    bool asserts_identity = false; ///< Its P-Asserted-Identity is believed.
    bool stranger = false;         ///< Nobody of ours, no carrier, and nobody whom the settings never shut out.
  };
  [[nodiscard]] Caller identify(const sip::RequestView& request) const;

  /// A customer's WebSocket has made its one call.
  void web_call_made(const sip::RequestView& request);
  void connection_lost(std::uint64_t connection) { web_used_.erase(connection); }

 private:
  sip::Admission admit_register(const sip::RequestView& request);
  sip::Admission admit_subscribe(const sip::RequestView& request);
  sip::Admission admit_invite(const sip::RequestView& request);
  sip::Admission admit_trunk_call(const TrunkSetup& trunk);
  /// Whose open number is called.
  [[nodiscard]] std::optional<core::TenantId> open_to_strangers(const sip::RequestView& request) const;
  [[nodiscard]] bool rings_there(std::string_view user, const sip::Flow& flow) const;
  sip::Admission admit_stranger(const sip::RequestView& request);
  /// False: too many calls of strangers have shown nothing yet.
  [[nodiscard]] bool make_room(const sip::RequestView& invite);
  sip::Admission admit_web_call(const sip::RequestView& request, const WebCall& web) const;
  sip::Admission challenge(const sip::RequestView& request);
  [[nodiscard]] std::optional<core::TenantId> to_be_told(const sip::RequestView& invite) const;
  [[nodiscard]] Importance importance_of(const sip::RequestView& invite) const;
  [[nodiscard]] std::optional<DeviceOwner> caller_device(const sip::RequestView& request) const;

  Board& board_;
  const Devices& devices_;
  SourceGuard& guard_;
  Overload overload_;
  StrangerGate strangers_;
  std::uint64_t shed_ = 0;  // Calls, since it began.
  BusyAnnouncements* announcements_ = nullptr;
  std::optional<Shed> shed_now_;
  SourceGate gate_{kRegisterPerSecond, kRegisterBurst, kSourcesMax};
  std::unordered_set<std::uint64_t> web_used_;  // WebSockets whose token is used up.
};

}  // namespace peal::telephony
