#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "sip/dialog/replaces.hpp"
#include "sip/digest/secret.hpp"
#include "sip/flow.hpp"
#include "sip/locate/located.hpp"
#include "sip/message/message.hpp"
#include "sip/registrar/binding.hpp"
#include "sip/subscription/package.hpp"

namespace peal::sip {

/// A handle of one call (one INVITE dialog, or an INVITE on the way to one).
/// Never reused: a stale one is recognised and does nothing. Zero means none.
struct CallId {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(const CallId&, const CallId&) = default;
  [[nodiscard]] constexpr bool valid() const { return value != 0; }
};

/// A request outside any dialog. Everything in it lives only during the callback.
struct RequestView {
  const Message& message;
  const Flow& flow;
  const FlowAttributes& attributes;      ///< Of the flow; empty for UDP and TCP.
  std::string_view authenticated_user;   ///< Digest user whose password was right; empty when none was shown.
  DigestFinding shown = DigestFinding::kNone;
  std::string_view claimed_user = {};    ///< Whom the credentials name, right or wrong.
  Queueing queueing = {};
};

struct Admission {
  enum class Kind : std::uint8_t {
    kAccept,
    kChallenge,  ///< 401 with a fresh nonce; also when credentials were shown and are wrong.
    kReject,     ///< With `status` and `reason`.
    kIgnore,     ///< No answer at all, and nothing is kept.
  };
  Kind kind = Kind::kChallenge;
  std::uint16_t status = 403;
  std::string reason = "Forbidden";
  base::Seconds retry_after{0};  ///< Above zero: becomes Retry-After.

  static Admission accept() { return {Kind::kAccept, 200, {}}; }
  static Admission challenge() { return {}; }
  static Admission ignore() { return {Kind::kIgnore, 0, {}}; }
  static Admission reject(std::uint16_t status, std::string reason, base::Seconds retry_after = base::Seconds{0}) {
    return {Kind::kReject, status, std::move(reason), retry_after};
  }
};

struct IncomingCall {
  const RequestView& request;
  const Uri& request_uri;
  const NameAddr& from;
  const NameAddr& to;
  const NameAddr& contact;
  std::optional<NameAddr> asserted;  ///< First P-Asserted-Identity (RFC 3325). Telephony decides whether that flow may be believed.
  std::string_view sdp;              ///< The offer; empty: the answer() carries ours and the ACK their answer.
  CallId replaces = {};              ///< The call of ours that this one is to replace (RFC 3891).
  CallId joins = {};                 ///< The call of ours that this one wants to join (RFC 3911).
};

/// A transfer that the peer of a call asks for (REFER, RFC 3515). Lives only during the callback.
struct Referral {
  CallId replaced_call = {};         ///< Attended: the call of ours that `replaces` names, when it is one of ours.
  std::string_view target;           ///< Whom to call: a URI without its headers.
  std::string_view referred_by;      ///< RFC 3892, as written; may be empty. Not proven.
  std::optional<DialogName> replaces;///< Attended: the dialog that the new call must replace.
  bool wants_news = true;            ///< report_referral will be heard (RFC 4488).
  const Message& request;
};

struct CallProgress {
  std::uint16_t status;         ///< 180 to 199; 100 is not told.
  std::string_view reason;
  std::string_view sdp;         ///< Early media's answer; empty when there is none.
  bool offer = false;           ///< Our INVITE had no SDP: this is their offer, and answer_offer answers it (RFC 3262 5).
  const Message& response;
};

struct CallAnswered {
  std::string_view sdp;  ///< The answer to our offer; when the 2xx had none, the early one again.
  bool offer = false;    ///< Our INVITE had no SDP: this is their offer. answer_offer, now or later, sends the ACK.
  const Message& response;
};

/// The last word on a call: why it is over. Statuses and causes are those of the
/// wire, 0 when there was none; `error` row numbers do the translation upstairs.
struct CallEnd {
  enum class By : std::uint8_t {
    kRemote,     ///< BYE, CANCEL, or a final response above 299.
    kTimeout,    ///< No answer from the peer: 408, no ACK, or a session timer.
    kTransport,  ///< Its connection broke or could not be made.
    kProtocol,   ///< The peer broke the rules so that the call cannot go on.
  };
  By by = By::kRemote;
  std::uint16_t status = 0;       ///< SIP status for a call that never was answered; 487 after CANCEL.
  std::string_view reason;        ///< Reason phrase, or the text of Reason.
  std::uint8_t q850_cause = 0;    ///< From a Reason field (RFC 3326), when it had one.
  bool answered_elsewhere = false;///< Reason: SIP;cause=200 in a CANCEL.
  std::string_view foreign_challenge = {};  ///< Who asked for a password that was not meant for it, and was not shown it; empty: nobody.
};

/// A handle of a request outside any dialog that we sent. Zero means none.
struct RequestId {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(const RequestId&, const RequestId&) = default;
  [[nodiscard]] constexpr bool valid() const { return value != 0; }
};

/// How such a request ended. Challenges were answered before.
struct RequestOutcome {
  const Message* response = nullptr;  ///< The final one; null: there was none.
  bool timed_out = false;             ///< Without a response: nobody answered. Else nobody could be reached.
  std::uint32_t cseq = 0;             ///< Of the last try; the next request of this Call-ID must go above it.
  std::string_view foreign_challenge = {};  ///< As in CallEnd.
  Flow flow = {};                     ///< Where the response came from.
};

/// Somebody who has proved to be `watcher` wants to watch `user`. Lives only during the callback.
struct SubscriptionAsked {
  EventPackage package = EventPackage::kDialog;
  std::string_view user;
  std::string_view watcher;
};

/// What telephony implements. Callbacks come from inside received(), advance(),
/// flow_closed() and unreachable(), never from inside a command, and a command may be given
/// from inside any of them. After failed() or ended() the handle is dead.
class UserAgentEvents {
 public:
  virtual ~UserAgentEvents() = default;

  /// A peer has written this name where its requests come from; whoever looks it up calls name_found, once, however it ends.
  virtual void name_wanted(const LocateWish& /*wish*/) {}

  /// Asked for each message before anything of it is read. True: it is thrown away.
  virtual bool unwanted(const Flow& /*flow*/) { return false; }
  /// Asked for each datagram that wants something new: whether its source is a trunk, or somebody has signed in
  /// from there lately. What they ask for goes before what strangers do.
  virtual bool known(const Flow& /*flow*/) { return false; }
  /// Requests of that source were dropped unread, because it sent more than its share; they may have been forged.
  virtual void flooded(const Flow& /*flow*/) {}
  /// A message that breaks the rules has come from there; it may have been forged.
  virtual void malformed(const Flow& /*flow*/) {}

  /// Asked for each new INVITE before anything is kept of it. Something: it gets
  /// a 503 with that Retry-After, and nothing is kept, so that a storm costs
  /// little. Its retransmissions get the same without being asked about. Zero: it gets no
  /// answer, and is asked about again when it comes again.
  virtual std::optional<base::Seconds> shed(const RequestView& /*invite*/) { return std::nullopt; }
  /// Asked once for each INVITE, REGISTER and OPTIONS outside a dialog, before
  /// anything else is decided on it. A challenge is no answer to OPTIONS.
  virtual Admission admit(const RequestView& request) = 0;
  /// The stored hashes of a user; nothing for an unknown one (which then looks
  /// and costs the same as a wrong password).
  virtual std::optional<DigestSecret> digest_secret(std::string_view realm, std::string_view user) = 0;

  /// A new call, 100 already sent. Answer with ring, progress, answer or reject, now or later.
  virtual void incoming_call(CallId call, const IncomingCall& incoming) = 0;
  /// The ACK of our answer has come; `sdp` is its answer when our 200 carried the offer.
  virtual void acknowledged(CallId call, std::string_view sdp) = 0;

  /// The PRACK of our progress() has come; `sdp` is the answer to the offer it carried (RFC 3262 5).
  virtual void progress_acknowledged(CallId /*call*/, std::string_view /*sdp*/) {}

  /// A provisional response above 100 to a call we placed.
  virtual void progressed(CallId call, const CallProgress& progress) = 0;
  /// `failed` took no sign of the call we placed, or said 503; it goes to `next` now (RFC 3263 4.3).
  virtual void target_failed(CallId /*call*/, const Flow& /*failed*/, const Flow& /*next*/) {}
  /// The call we placed was answered; its ACK has been sent.
  virtual void answered(CallId call, const CallAnswered& answer) = 0;
  /// A call that was never answered is over: ours was refused or timed out, or
  /// the caller gave up (status 487).
  virtual void failed(CallId call, const CallEnd& end) = 0;
  /// An answered call is over, and not by our hang_up.
  virtual void ended(CallId call, const CallEnd& end) = 0;

  /// The peer offers new media in the dialog (hold, resume, a new address), by
  /// re-INVITE, UPDATE or PRACK; the last two also before the answer.
  /// Call answer_offer or reject_offer, now or later; no other offer comes meanwhile.
  /// An empty `offer` asks for ours: answer_offer then carries an offer, and its
  /// answer comes by reoffer_answered.
  virtual void offered(CallId call, std::string_view offer) = 0;
  virtual void reoffer_answered(CallId call, std::string_view answer) = 0;
  /// The peer did not take our new offer; the old media goes on (RFC 3261 14.1).
  virtual void reoffer_refused(CallId call, std::uint16_t status) = 0;

  /// The peer asks us to call somebody in its place. 202: it will be done, and
  /// report_referral tells how; 300 and above: the refusal. Nothing is ever passed
  /// on to another leg.
  virtual std::uint16_t referred(CallId /*call*/, const Referral& /*referral*/) { return 603; }

  /// A digit by INFO: application/dtmf-relay or application/dtmf. `digit` is one of 0-9 * # A-D.
  virtual void digit(CallId call, char digit, base::Millis duration) = 0;
  /// Any other INFO body; it has been answered 200.
  virtual void info(CallId call, std::string_view content_type, std::string_view body) = 0;

  /// Whether a subscription may begin (RFC 6665): 200, or the refusal. admit() was asked before.
  virtual std::uint16_t subscription_asked(const SubscriptionAsked& /*asked*/) { return 403; }
  /// The calls of a watched user at this moment, as this watcher may see them.
  virtual std::vector<WatchedDialog> dialogs_of(std::string_view /*user*/, std::string_view /*watcher*/) { return {}; }
  virtual WaitingMessages waiting_messages(std::string_view /*user*/) { return {}; }

  virtual void binding_changed(const Binding& binding, BindingChange change) = 0;
  /// A request outside any dialog that we sent is over; its handle is dead.
  virtual void request_done(RequestId /*request*/, const RequestOutcome& /*outcome*/) {}
  /// A connection is gone, after its bindings and what was being set up on it
  /// have been told. Answered calls on it go on until someone ends them.
  virtual void flow_lost(std::uint64_t /*connection*/) {}
};

}  // namespace peal::sip
