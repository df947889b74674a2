#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "sip/flow.hpp"
#include "sip/registrar/registrar.hpp"
#include "sip/tap.hpp"
#include "sip/transaction/timers.hpp"
#include "sip/user_agent/events.hpp"

namespace peal::sip {

using ExtraHeaders = std::vector<std::pair<std::string, std::string>>;

/// "192.0.2.1:5060" for each Transport (index by enum).
using Advertised = std::array<std::string, kTransportCount>;

struct UserAgentConfig {
  std::string product = "Peal";  ///< Server and User-Agent.
  /// What stands in our Via and Contact for each Transport (index by enum):
  /// "192.0.2.1:5060". Peers must be able to reach it, except WebSockets, which
  /// are reached by their connection.
  Advertised advertised;
  /// The same to IPv6 peers, where we are reached over both families; an empty one: as above.
  Advertised advertised_v6;
  std::string realm = "peal";
  /// Domains whose addresses of record are ours; empty: whatever host a phone
  /// used for us, all of them the same (`aor` is then "user").
  std::vector<std::string> domains;
  /// Random bytes from the operating system; nonces, tags, branches and
  /// Call-IDs come from them, so keep them secret and do not reuse them.
  std::array<std::uint8_t, 32> secret{};
  SipTimers timers;
  /// How long a call may stand without a sign of life from the peer (RFC 4028):
  /// asked for in our INVITEs, granted to theirs. 0: only where the peer asks.
  base::Seconds session_expires{kSessionExpiresDefault};
  std::size_t calls_max = kCallsMax;
};

struct PlaceRequest {
  std::string target;            ///< Request-URI: "sip:a1@192.0.2.7:5070", or a Binding's contact.
  std::optional<Flow> flow;      ///< A Binding's flow, or the address of a trunk. Without it the target's host must be numeric.
  std::vector<Flow> others;      ///< Where to go, in this order, when `flow` fails before any answer (RFC 3263 4.3); same transport and family.
  bool flow_is_kept = false;     ///< Whoever is there keeps the flow for us: the whole dialog stays on it, and our Contact says so (RFC 5626 4.3).
  bool by_flow_only = false;     ///< The flow is a phone's own: it is reached over that or not at all (RFC 5626 5.3).
  std::string from_uri;          ///< "sip:13810298208@example.com".
  std::string from_display;      ///< Any script; may be empty.
  std::string to_uri;            ///< Empty: the target.
  std::string sdp;               ///< Our offer.
  ExtraHeaders headers;          ///< Such as P-Asserted-Identity, Alert-Info, X-...
  std::optional<Credentials> credentials;
  std::vector<std::string> route;///< Pre-loaded Route URIs (RFC 3261 8.1.1.1), as for an outbound proxy.
  base::Millis patience{0};      ///< For the first sign of life; zero: timer B. Shorter where another way is known.
};

/// REGISTER at a carrier, OPTIONS to see whether one lives (RFC 3261 10.2, 11).
struct OutsideRequest {
  Method method = Method::kOptions;
  std::string uri;                ///< Request-URI.
  Flow flow;
  std::string from_uri;
  std::string to_uri;
  std::string call_id;            ///< Empty: a new one.
  std::uint32_t cseq = 1;         ///< Of the first try; a challenge takes the next.
  ExtraHeaders headers;           ///< Such as Contact and Expires.
  std::vector<std::string> route;
  std::optional<Credentials> credentials;
  base::Millis patience{0};       ///< Until nobody answers any more; zero: timer F.
};

/// Why we end a call; becomes a Reason field (RFC 3326) when it says something.
struct HangUpReason {
  std::uint8_t q850_cause = 0;      ///< 16 is a normal end.
  std::uint16_t sip_cause = 0;      ///< 200 in a CANCEL: answered elsewhere.
  std::string text;
  PEAL_FIELDS(HangUpReason, q850_cause, sip_cause, text)
};

/// The whole of SIP for one address: transactions, dialogs, registrar. It has no
/// socket, no clock and no thread; give it bytes and the time, and it gives
/// bytes and events. Equal inputs give equal outputs. Not thread safe.
class UserAgent {
 public:
  /// `out` and `events` must outlive it.
  UserAgent(UserAgentConfig config, Output& out, UserAgentEvents& events, base::Time now);
  ~UserAgent();
  UserAgent(const UserAgent&) = delete;
  UserAgent& operator=(const UserAgent&) = delete;

  /// One message: a datagram, one framed TCP message, or one WebSocket message.
  void received(const Flow& flow, std::string_view bytes, base::Time now, const Queueing& queueing = {});
  /// Shows every message that comes in to `tap`, which outlives this; what goes
  /// out is seen at the output (TappedOutput).
  void show_received(Tap* tap) { tap_ = tap; }
  /// Whether what comes from there is thrown away unread; such a connection need not stay open.
  [[nodiscard]] bool unwanted(const Flow& flow);
  /// Whether what it asks for goes before what strangers do.
  [[nodiscard]] bool known(const Flow& flow);
  /// Its requests were dropped unread, because it sent more than its share.
  void flooded(const Flow& flow);
  /// A WebSocket with what its upgrade proved. TCP needs no opening.
  void flow_opened(const Flow& flow, FlowAttributes attributes);
  /// A connection is gone: its bindings are dropped, what is being set up on it
  /// fails. Answered calls go on until their peer or telephony ends them: a
  /// browser that reloads comes back on another flow.
  void flow_closed(std::uint64_t connection, base::Time now);
  /// Nobody listens at `flow` (ICMP, connection refused).
  void unreachable(const Flow& flow, base::Time now);

  /// What a wanted name leads to; without places: nothing, or nobody tells. `life`
  /// is how long that may be believed, where the answer says it.
  void name_found(const LocateWish& wish, Located located, std::optional<base::Seconds> life, base::Time now);

  /// Runs every timer that is due.
  void advance(base::Time now);
  /// When advance is needed next, at the latest.
  [[nodiscard]] std::optional<base::Time> next_due() const;

  /// Sends an INVITE. Fails at once, without an event, on a target that does
  /// not parse (kBadInput), has no numeric address and no flow (kUnreachable), or
  /// over the limit of calls (kOverloaded).
  base::Result<CallId> place(const PlaceRequest& request, base::Time now);

  // Commands on a call. On a dead handle, or where the state does not allow it,
  // they do nothing and say kConflict: the caller's hang-up may have come first.
  base::Status ring(CallId call, base::Time now);                                   ///< 180.
  base::Status progress(CallId call, std::string_view sdp, base::Time now);         ///< 183 with early media.
  base::Status answer(CallId call, std::string_view sdp, base::Time now,
                      const ExtraHeaders& headers = {});                            ///< 200, repeated until its ACK.
  /// A final refusal of an incoming call (300-699); the handle is dead afterwards.
  base::Status reject(CallId call, std::uint16_t status, std::string_view reason, base::Time now,
                      const ExtraHeaders& headers = {});
  /// Ends the call in whatever state it is: CANCEL, BYE (after the ACK it must
  /// wait for, RFC 3261 15), or 603. The handle is dead afterwards and no event
  /// follows, also when an answer crosses it.
  base::Status hang_up(CallId call, const HangUpReason& reason, base::Time now);

  /// Offers new media in the dialog by re-INVITE: hold, resume, a new address.
  /// One at a time; 491 is retried inside (RFC 3261 14.1).
  base::Status reoffer(CallId call, std::string_view sdp, base::Time now);
  base::Status answer_offer(CallId call, std::string_view sdp, base::Time now);
  base::Status reject_offer(CallId call, std::uint16_t status, base::Time now, const ExtraHeaders& headers = {});  ///< 488 as a rule.
  base::Status send_info(CallId call, std::string_view content_type, std::string_view body, base::Time now);

  /// Sends a request outside any dialog; request_done follows. Fails at once on
  /// URIs that do not parse (kBadInput) and over the limit (kOverloaded).
  base::Result<RequestId> request(const OutsideRequest& request, base::Time now);
  /// See Output::keep_alive.
  void keep_alive(const Flow& flow, std::string_view bytes);
  /// Other addresses from now on, as after a NAT got another one. Calls that stand tell their
  /// peers with their next request; registrations of ours are their owners' to renew.
  void advertise(const Advertised& v4, const Advertised& v6);
  /// "192.0.2.1:5060": what the peer of a flow reaches us at.
  [[nodiscard]] std::string_view advertised(const Flow& flow) const;
  /// How the transfer that referred() accepted goes on: 100-199, then one final
  /// status, as the peer's phone shows them. kConflict when nobody waits for it.
  base::Status report_referral(CallId call, std::uint16_t status, std::string_view reason, base::Time now);

  /// Something about `user` may have changed: whoever watches it is told when it has.
  void state_changed(EventPackage package, std::string_view user, base::Time now);
  [[nodiscard]] bool anybody_watches() const;
  /// Users whose `package` somebody watches, each once.
  [[nodiscard]] std::vector<std::string> watched(EventPackage package) const;

  /// A call with its dialog and transactions as bytes, secrets of its
  /// credentials included; the call here goes on as if nothing had happened.
  [[nodiscard]] base::Result<std::string> write_out(CallId call) const;
  /// Goes on with such a call, in another process or after a restart; the new
  /// secret must differ from the old one. kBadInput for a broken record,
  /// kConflict when the call is here already.
  base::Result<CallId> read_back(std::string_view record, base::Time now);

  [[nodiscard]] const Registrar& registrar() const;
  /// Puts back a registration of an earlier run, without an event. Its flow must
  /// outlive a restart: UDP, or an address that TCP can be opened to.
  void restore(const Binding& binding, base::Time now);
  [[nodiscard]] std::size_t call_count() const;          ///< Handles that are alive.
  [[nodiscard]] std::size_t transaction_count() const;   ///< Including those that only wait for their timers.
  /// How Replaces names a call of ours that rings at the peer or is up; nothing before the peer has a tag.
  [[nodiscard]] std::optional<DialogName> dialog_name(CallId call) const;
  /// The Call-ID field of a live call, for logs and traces; empty for a dead one.
  [[nodiscard]] std::string_view call_id_text(CallId call) const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
  Tap* tap_ = nullptr;
};

}  // namespace peal::sip
