#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/centre.hpp"
#include "core/ids.hpp"
#include "media/stream_parameters.hpp"
#include "sip/digest/secret.hpp"
#include "base/time.hpp"
#include "sip/flow.hpp"
#include "sip/subscription/package.hpp"
#include "telephony/guard/outside_number.hpp"
#include "telephony/trunk/written_number.hpp"

/// What telephony asks of the rest of the program. It keeps no settings itself.
namespace peal::telephony {

/// A device that may register: the owner of a SIP user name.
struct DeviceOwner {
  core::AgentId agent;
  std::string name;
};

/// Where an agent is rung.
struct AgentDevice {
  core::DeviceKind kind = core::DeviceKind::kBrowser;
  std::string user;     ///< SIP user name; for kBrowser and kSipPhone.
  std::string address;  ///< For kOutside: a SIP URI with a numeric host, or "tel:" and a number.
};

/// What a source address without an account may do.
enum class SourceTrust : std::uint8_t {
  kRefused,  ///< 403.
  kCaller,   ///< May call our numbers; its From is shown as it is.
  kTrunk,    ///< Also believed in its P-Asserted-Identity (RFC 3325 4).
};

/// What opens a conference; an empty one opens nothing.
struct ConferencePins {
  std::string guest, host;
};

/// What a customer's token allows: one number, once.
struct WebCall {
  core::TenantId tenant;
  std::string number;  ///< The only Request-URI user it may call.
  std::string caller;  ///< Shown to the agent, such as a number the customer gave; may be empty.
  std::string name;    ///< May be empty.
};

/// A call to outside that the rules did not let out.
struct RefusedOutside {
  core::TenantId tenant;
  std::string_view why;   ///< As in logs: "country", "night" ...
  std::string beginning;  ///< Of the number; no more of it is kept.
  core::AgentId agent;    ///< Who called, or was to be called; none: a test call.
};

/// All members are called on the switch loop and must not block: the program
/// answers from a snapshot in memory.
class Directory {
 public:
  virtual ~Directory() = default;

  /// Whose number `dialled` is; nothing: nobody's, the caller gets 404.
  [[nodiscard]] virtual std::optional<core::TenantId> tenant_of(std::string_view dialled) const = 0;
  /// The number of `tenant` that a trunk means by `dialled`, as its settings
  /// write it: the network may send +861088880000 for 01088880000. Nothing: none of theirs.
  [[nodiscard]] virtual std::optional<std::string> number_on_trunk(core::TenantId tenant, std::string_view dialled) const = 0;
  /// The only trunk that this number comes in on; none: any.
  [[nodiscard]] virtual core::TrunkId trunk_of(core::TenantId tenant, std::string_view number) const = 0;
  /// A number in the forms that trunks want.
  [[nodiscard]] virtual NumberForms forms_of(core::TenantId tenant, std::string_view number) const = 0;
  /// The same as the rules for calls to outside see it.
  [[nodiscard]] virtual OutsideNumber outside_number(core::TenantId tenant, std::string_view number) const = 0;
  /// Minutes since midnight in the tenant's time zone.
  [[nodiscard]] virtual std::uint32_t minute_of_day(core::TenantId tenant, base::Time now) const = 0;
  /// The party key of a caller: the customer's when known, else a keyed hash.
  [[nodiscard]] virtual core::PartyId party_of(core::TenantId tenant, std::string_view caller) const = 0;
  [[nodiscard]] virtual SourceTrust trust(const sip::SocketAddress& source) const = 0;

  /// Digest hashes of a SIP user: a phone's password, or a browser's credentials
  /// of a few hours that the API gave out. Nothing for an unknown user.
  [[nodiscard]] virtual std::optional<sip::DigestSecret> device_secret(std::string_view realm,
                                                                       std::string_view user) const = 0;
  [[nodiscard]] virtual std::optional<DeviceOwner> device_owner(std::string_view user) const = 0;
  [[nodiscard]] virtual std::optional<AgentDevice> device_of(core::AgentId agent) const = 0;

  /// Whether `one` may take a call that rings `other`, as the core will judge it.
  [[nodiscard]] virtual bool may_pick_up(core::AgentId /*one*/, core::AgentId /*other*/) const { return false; }

  /// For the audit log.
  virtual void outside_refused(const RefusedOutside& /*call*/) const {}
  /// Of a conference; none where nobody has set any.
  [[nodiscard]] virtual ConferencePins conference_pins(core::ConferenceId /*conference*/) const { return {}; }

  /// How many messages wait for the owner of a device; none where nobody keeps any.
  [[nodiscard]] virtual sip::WaitingMessages waiting_messages(std::string_view /*user*/) const { return {}; }

  /// The claims of a customer's WebSocket, from what its upgrade attached;
  /// nothing when it is not one. Such a flow can neither register nor call
  /// anything else.
  [[nodiscard]] virtual std::optional<WebCall> web_call(const sip::FlowAttributes& attributes) const = 0;
  /// The first call of this customer's WebSocket has arrived: the token is used up.
  virtual void web_call_used(const sip::FlowAttributes& attributes) = 0;

  /// The uploaded sound of a prompt in exactly this language, in memory; null when there is none.
  [[nodiscard]] virtual media::PromptAudio prompt_recording(core::TenantId tenant, std::string_view key,
                                                            std::string_view language) const = 0;
  /// A queue's music by its name; null: the built-in piece.
  [[nodiscard]] virtual media::PromptAudio music(core::TenantId tenant, std::string_view name) const = 0;
};

}  // namespace peal::telephony
