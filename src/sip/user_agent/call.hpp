#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "base/timer_wheel.hpp"
#include "sip/dialog/dialog.hpp"
#include "sip/limits.hpp"
#include "sip/transaction/transactions.hpp"
#include "sip/user_agent/user_agent.hpp"

/// Inside the user agent only: what it keeps of one call.
namespace peal::sip {

enum class CallTimer : std::uint8_t { kRepeat, kNoAck, kRetryOffer, kSession, kForget };
struct CallDue {
  std::uint64_t call = 0;
  CallTimer timer = CallTimer::kRepeat;
};
using CallTimers = base::TimerWheel<CallDue>;

enum class CallState : std::uint8_t {
  kIncoming,   ///< Their INVITE waits for our final response.
  kCalling,    ///< Our INVITE waits for theirs.
  kConfirmed,  ///< 2xx sent or received.
  kEnding,     ///< Hung up by us before the ACK of our 2xx: BYE must wait (RFC 3261 15).
};

/// What the two sides agreed about the session timer (RFC 4028).
struct SessionTerms {
  base::Seconds interval{0};  ///< 0: no timer.
  bool ours = false;          ///< We refresh.
  bool known = false;         ///< The peer knows the extension; otherwise we refresh alone.
};

struct SessionTimer {
  SessionTerms terms;
  base::Seconds least{kSessionExpiresMin};  ///< The largest Min-SE heard in this dialog (7.4).
  base::Time end{};                         ///< Without a refresh until then the call is over.
  CallTimers::Handle due;
};

/// A request of theirs that waits for an answer from telephony.
struct Waiting {
  ServerRef server;
  std::string lines;    ///< Via, From, To, Call-ID, CSeq of every response, written once.
  bool invite = false;
  bool offerless = false;
  std::uint32_t cseq = 0;
  Flow flow;            ///< Where a repeated 2xx goes.
  std::string contact;  ///< Becomes the target when we accept (RFC 6141 4.5); empty: it stays.
  Flow source;
  SessionTerms session; ///< To grant with the 2xx.
};

/// A 2xx that is repeated until its ACK (RFC 3261 13.3.1.4).
struct Unacknowledged {
  std::string bytes;
  Flow flow;
  std::uint32_t cseq = 0;
  bool offered = false;  ///< It carried an offer; the ACK carries the answer.
  bool initial = false;
  base::Millis interval{0};
  CallTimers::Handle repeat, give_up;
};

/// What we have shown to those who challenged one request: at most one proxy
/// and one server, whose answers go out together (RFC 3261 22.3).
struct Shown {
  std::uint32_t challenges = 0;
  std::string to_proxy, to_server;  ///< Whole lines.
  [[nodiscard]] std::string lines() const { return to_proxy + to_server; }
};

/// A BYE or INFO to a peer that may challenge it, kept until its final response.
struct Challengeable {
  std::uint64_t call = 0;  ///< Told how it ended; 0: nobody.
  Dialog dialog;           ///< Of its own: the call may be over.
  Method method = Method::kUnknown;
  std::string fields, content_type, body;
  Credentials credentials;
  Shown shown;
};

/// A re-INVITE or UPDATE of ours on its way: a new offer, or a session refresh.
struct OurOffer {
  ClientRef client;     ///< None while it waits for its retry after 491.
  Method method = Method::kInvite;
  std::string sdp;      ///< Empty in an UPDATE that only refreshes.
  bool refresh = false; ///< Sent by the session timer; telephony has not asked for it.
  std::string then;     ///< An offer that came while a refresh was on its way.
  std::uint32_t tries = 0;
  Shown shown;
  CallTimers::Handle retry;
};

struct Call {
  CallState state = CallState::kIncoming;
  bool outgoing = false;
  Dialog dialog;
  Flow peer;                              ///< Where their last message came from.
  std::optional<Waiting> waiting;         ///< Their INVITE.
  std::optional<Waiting> update;          ///< Their offer in an UPDATE.
  std::optional<Unacknowledged> unacknowledged;
  std::optional<OurOffer> our_offer;
  ClientRef invite;                       ///< Our INVITE.
  Shown shown;                            ///< With our INVITE, and again with its ACK.
  std::string invite_fields;              ///< Of our INVITE, while it may have to go out again.
  base::Millis patience{0};               ///< Of our INVITE for the first sign of life; zero: timer B.
  std::string local_sdp;                  ///< Ours that stands, for a refresh by re-INVITE.
  bool peer_updates = false;              ///< Its Allow lists UPDATE.
  std::optional<Credentials> credentials;
  std::string early_sdp;
  SessionTimer session;
  HangUpReason reason;                    ///< Of kEnding.
};

}  // namespace peal::sip
