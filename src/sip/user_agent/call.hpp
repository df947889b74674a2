#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "base/timer_wheel.hpp"
#include "sip/dialog/dialog.hpp"
#include "sip/limits.hpp"
#include "sip/transaction/transactions.hpp"
#include "sip/user_agent/user_agent.hpp"

/// Inside the user agent only: what it keeps of one call.
namespace peal::sip {

enum class CallTimer : std::uint8_t { kRepeat, kNoAck, kRepeatReliable, kNoPrack, kStillRinging, kRetryOffer, kSession, kForget, kNews };
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
  PEAL_FIELDS(SessionTerms, interval, ours, known)
};

struct SessionTimer {
  SessionTerms terms;
  base::Seconds least{kSessionExpiresMin};  ///< The largest Min-SE heard in this dialog (7.4).
  base::Time end{};                         ///< Without a refresh until then the call is over.
  CallTimers::Handle due;
  PEAL_FIELDS(SessionTimer, terms, least, end)
};

/// A request of theirs that waits for an answer from telephony.
struct Waiting {
  ServerRef server;
  std::string lines;    ///< Via, From, To, Call-ID, CSeq of every response, written once.
  Method method = Method::kInvite;
  bool offerless = false;
  bool reliable = false;          ///< The caller knows 100rel (RFC 3262).
  bool reliable_required = false; ///< It takes no provisional response without.
  std::uint32_t cseq = 0;
  Flow flow;            ///< Where a repeated 2xx goes.
  std::string remote_tag;  ///< The dialog it came in, when there may be several.
  std::string contact;  ///< Becomes the target when we accept (RFC 6141 4.5); empty: it stays.
  Flow source;
  bool secure = false;  ///< Asked by a SIPS URI.
  std::uint16_t told = 0;  ///< The newest provisional response that telephony sent; 0: none.
  bool keeps_flow = false; ///< Of its dialog, which our Contact repeats.
  SessionTerms session; ///< To grant with the 2xx.
  PEAL_FIELDS(Waiting, server, lines, method, offerless, reliable, reliable_required, cseq, flow, remote_tag, contact, source,
              session, secure, told, keeps_flow)
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
  PEAL_FIELDS(Unacknowledged, bytes, flow, cseq, offered, initial, interval)
};

/// A response that may not go before the PRACK of the one before it.
struct LaterResponse {
  std::uint16_t status = 0;  ///< 200 and above: the answer.
  std::string fields, sdp;
  PEAL_FIELDS(LaterResponse, status, fields, sdp)
};

/// Our provisional responses that want a PRACK (RFC 3262 3): one at a time.
struct Reliable {
  std::uint32_t rseq = 0;
  std::uint32_t cseq = 0;        ///< Of the INVITE, as its RAck says.
  bool unacknowledged = false;
  bool described = false;        ///< The unacknowledged one carries SDP: a 2xx must wait for its PRACK.
  bool offered = false;          ///< That SDP is an offer; the PRACK carries the answer.
  bool exchanged = false;        ///< Offer and answer of the INVITE are complete.
  std::string bytes;
  Flow flow;
  base::Millis interval{0};
  CallTimers::Handle repeat, give_up;
  std::optional<LaterResponse> later;  ///< Waits for the PRACK.
  PEAL_FIELDS(Reliable, rseq, cseq, unacknowledged, described, offered, exchanged, bytes, flow, interval, later)
};

/// A dialog that a reliable provisional response to our INVITE made (RFC 3262 4).
struct EarlyDialog {
  Dialog dialog;
  std::uint32_t rseq = 0;
  std::uint32_t cseq = 0;        ///< Of the INVITE.
  std::string sdp;               ///< Their newest description in it.
  bool exchanged = false;        ///< Offer and answer are complete.
  bool owed = false;             ///< It carried an offer; our PRACK waits for the answer.
  bool updates = false;
  PEAL_FIELDS(EarlyDialog, dialog, rseq, cseq, sdp, exchanged, owed, updates)
};

/// What we have shown to those who challenged one request: at most one proxy
/// and one server, whose answers go out together (RFC 3261 22.3).
struct Shown {
  std::uint32_t challenges = 0;
  std::string to_proxy, to_server;  ///< Whole lines.
  [[nodiscard]] std::string lines() const { return to_proxy + to_server; }
  PEAL_FIELDS(Shown, challenges, to_proxy, to_server)
};

/// What an outgoing call that is over leaves for answers that still come: of
/// another fork, or one that crossed our CANCEL (RFC 3261 13.2.2.4, 9.1).
struct Departed {
  std::optional<Credentials> credentials;
  std::string authorization;        ///< Lines of the INVITE, for the ACK.
  std::vector<EarlyDialog> early;   ///< Their requests are counted.
  bool offerless = false;
  HangUpReason reason;
};

/// A BYE, INFO or PRACK to a peer that may challenge it, kept until its final response.
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
  PEAL_FIELDS(OurOffer, client, method, sdp, refresh, then, tries, shown)
};

/// What the peer is told of the transfer it asked for: a subscription within the
/// call (RFC 3515 2.4.4) that ends by itself (RFC 6665 4.2.2).
struct News {
  std::uint32_t referral = 0;      ///< CSeq of the REFER, the id of its event (RFC 3515 2.4.6).
  std::uint32_t first_notify = 0;  ///< CSeq of the first of its NOTIFYs.
  std::uint16_t told = 100;
  base::Time until{};
  CallTimers::Handle due;
  PEAL_FIELDS(News, referral, first_notify, told, until)
};

/// Plain data but for its timers and `reliable`, which handover.cpp writes beside it.
struct Call {
  CallState state = CallState::kIncoming;
  bool outgoing = false;
  Dialog dialog;
  Flow peer;                              ///< Where their last message came from.
  Flow source;                            ///< Where it was heard from when it wrote a name that is being looked up.
  std::optional<Waiting> waiting;         ///< Their INVITE.
  CallTimers::Handle still_ringing;       ///< What it was told last is told again.
  std::optional<Waiting> update;          ///< Their offer in an UPDATE or PRACK.
  std::optional<Unacknowledged> unacknowledged;
  std::optional<OurOffer> our_offer;
  std::unique_ptr<Reliable> reliable;     ///< Where the caller knows 100rel and we had something to say.
  std::vector<EarlyDialog> early;         ///< Of our INVITE; each fork counts its requests on its own.
  ClientRef invite;                       ///< Our INVITE.
  std::optional<std::uint32_t> ack_owed;  ///< Its 2xx carried an offer; the ACK with this CSeq waits for our answer.
  Shown shown;                            ///< With our INVITE, and again with its ACK.
  std::string invite_fields;              ///< Of our INVITE, while it may have to go out again.
  base::Millis patience{0};               ///< Of our INVITE for the first sign of life; zero: timer B.
  std::vector<Flow> others;               ///< Where our INVITE goes when its target fails before any answer.
  std::string local_sdp;                  ///< Ours that stands, for a refresh by re-INVITE.
  bool peer_updates = false;              ///< Its Allow lists UPDATE.
  std::optional<Credentials> credentials;
  std::string early_sdp, early_tag;       ///< From the newest provisional response that had SDP.
  std::vector<std::string> early_tags;    ///< Of every dialog that a provisional response to our INVITE made.
  SessionTimer session;
  HangUpReason reason;                    ///< Of kEnding, or of our CANCEL.
  std::optional<News> news;               ///< Of a transfer that the peer asked for, while they are not over.
  PEAL_FIELDS(Call, state, outgoing, dialog, peer, waiting, update, unacknowledged, our_offer, early, invite, ack_owed, shown,
              invite_fields, local_sdp, peer_updates, credentials, early_sdp, early_tag, session, reason, news,
              patience, early_tags, others, source)
};

}  // namespace peal::sip
