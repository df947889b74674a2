#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

/// Every bound of this room. A peer that passes one gets a refusal, never more
/// of our memory or time.
namespace peal::sip {

using namespace std::chrono_literals;

// Messages.
inline constexpr std::size_t kMessageMaxBytes = 64 * 1024;  ///< UDP's own bound; TCP and WebSocket get the same.
inline constexpr std::size_t kHeadMaxBytes = 32 * 1024;     ///< Start line and headers.
inline constexpr std::size_t kHeaderFieldsMax = 128;        ///< RFC 4475 3.1.1.7 has 45.
inline constexpr std::size_t kHeaderValueMaxBytes = 8 * 1024;
inline constexpr std::size_t kParametersMax = 32;           ///< For each URI, Via or address.
inline constexpr std::size_t kListValuesMax = 80;           ///< Values of one comma list that are looked at; more than kViaMax, for a response names every Via.
inline constexpr std::size_t kForwardingsMax = 5;           ///< Of those who sent a call on: as many are named...
inline constexpr std::uint32_t kForwardingsCounted = 99;    ///< ...and as many are counted.
inline constexpr std::size_t kForwardingUriMaxBytes = 512;  ///< Of each: a longer one is counted and not named.
inline constexpr std::size_t kHistoryEntriesMax = 32;       ///< Of History-Info that are looked at.
inline constexpr std::size_t kViaMax = 71;                  ///< RFC 3261 8.1.1.6 starts Max-Forwards at 70: as many hops, and the sender.

// Transactions, dialogs, calls. Beyond them new requests get 503.
inline constexpr std::size_t kTransactionsMax = 1'000'000;
inline constexpr std::size_t kTransactionBytesMax = 512U << 20;  ///< What all of them hold: large messages fill it before their number does.
inline constexpr std::size_t kCallsMax = 200'000;
inline constexpr std::size_t kForksMax = 16;                ///< Early dialogs of one INVITE that are followed.
inline constexpr std::size_t kRouteSetMax = 16;
inline constexpr std::size_t kOfferRetriesMax = 5;          ///< After 491 (RFC 3261 14.1).
inline constexpr auto kStillRingingEvery = 60s;             ///< RFC 3261 13.3.1.1: or a proxy on the way gives up.
inline constexpr auto kReferralLife = 180s;                 ///< How long news of a transfer may come (RFC 3515 2.4.4).
inline constexpr std::size_t kChallengesMax = 4;            ///< Digest rounds of one request: a proxy and a server, and a stale nonce of each.
inline constexpr std::size_t kDatagramRequestMaxBytes = 1300;  ///< RFC 3261 18.1.1; a larger request goes over TCP.
inline constexpr std::size_t kDatagramPeersRemembered = 4'096;  ///< Who refused TCP for one...
inline constexpr auto kDatagramPeerLife = 600s;                 ///< ...is not asked again so long.
inline constexpr std::size_t kShedRemembered = 65'536;      ///< At 10,000 a second, longer than a caller repeats itself.
inline constexpr auto kRetryAfterOverload = 5s;             ///< In a 503 of this room's own.

// Requests of ours outside dialogs, registrations at carriers and their health.
inline constexpr std::size_t kOutsideRequestsMax = 10'000;
inline constexpr auto kRegisterRetryFirst = 5s;             ///< Doubled with each failure...
inline constexpr auto kRegisterRetryMax = 300s;             ///< ...up to this, and at once after a refused password.
inline constexpr auto kRegisterRetryAfterMax = 3600s;       ///< A Retry-After beyond it is not believed.
inline constexpr auto kRegisterExpiresMax = 7200s;          ///< A Min-Expires beyond it is not accepted.
inline constexpr auto kFlowRetryFirst = 30s;                ///< RFC 5626 4.5: base-time, doubled with each failure of a flow...
inline constexpr auto kFlowRetryMax = 1800s;                ///< ...up to max-time.
inline constexpr auto kPingUsual = 95s;                     ///< RFC 5626 4.4.1: over connections, where no Flow-Timer says it.
inline constexpr auto kPingLeast = 10s;                     ///< A shorter Flow-Timer is not followed.
inline constexpr auto kPongMax = 10s;                       ///< RFC 5626 4.4.1: without a pong until then the flow has failed.
inline constexpr auto kHealthPatience = 4s;                 ///< For the answer to an OPTIONS.
inline constexpr auto kHealthRetry = 5s;                    ///< Between two of them while the last one failed.
inline constexpr unsigned kHealthFailuresMax = 2;           ///< In a row: then the peer is down.
inline constexpr std::size_t kReasonMaxBytes = 120;         ///< Of a peer's reason phrase that is kept.

// Names (RFC 3263). What name servers say is bounded in place and time.
inline constexpr std::size_t kPlacesMax = 16;               ///< SRV records of one name that are used, best first.
inline constexpr std::size_t kPlaceAddressesMax = 8;        ///< Of each of them.
inline constexpr std::size_t kQuestionsAtOnce = 64;         ///< To name servers; further names wait.
inline constexpr auto kNameLifeMin = 5s;                    ///< Answers are asked for again after their own life within these.
inline constexpr auto kNameLifeMax = 3600s;
inline constexpr auto kNoNameLifeUsual = 30s;               ///< How long "there is nothing" is believed when no SOA says it...
inline constexpr auto kNoNameLifeMax = 300s;                ///< ...and at most.
inline constexpr auto kNameDoubt = 10s;                     ///< Until a second look at a name that worked and has nothing now.
inline constexpr auto kNameRetryFirst = 5s;                 ///< After silence, doubled each time...
inline constexpr auto kNameRetryMax = 60s;                  ///< ...up to this.
inline constexpr auto kTargetPatience = 4s;                 ///< For a sign of life of one address, where another is known.
inline constexpr auto kTargetShunned = 60s;                 ///< An address that failed is tried after the others so long.

// Names that peers write into Contact and Record-Route: anybody may be the peer.
inline constexpr std::size_t kPeerNamesMax = 1'024;         ///< Remembered; the one unused longest goes first.
inline constexpr std::size_t kPeerNamesSearchedMax = 64;    ///< Looked up at one time.
inline constexpr auto kPeerNamesWindow = 60s;               ///< In so long...
inline constexpr std::size_t kPeerNamesPerWriter = 10;      ///< ...one source makes us ask for so many...
inline constexpr std::size_t kPeerNamesPerWindow = 600;     ///< ...and all together for so many.
inline constexpr std::size_t kPeerNameWritersMax = 4'096;   ///< Sources that are counted.
inline constexpr auto kPeerNameSearchMax = 20s;             ///< After which an answer is not expected any more.
inline constexpr auto kNamePatience = 1500ms;               ///< An answered call waits so long for the name that its ACK goes to.
inline constexpr std::size_t kAnswersHeldMax = 1'024;       ///< Answers that wait so.
inline constexpr std::size_t kCallsPerNameMax = 4'096;      ///< Calls that are told when a name is found; others use the address they know.
inline constexpr std::size_t kDialogOthersMax = 4;          ///< Further addresses of a peer that its requests fail over to.

// Our own address behind a NAT (RFC 8489).
inline constexpr auto kStunEvery = 25s;                     ///< RFC 5626 4.4.2: between 24 and 29 s keep a NAT open.
inline constexpr auto kStunFirstWait = 500ms;               ///< RFC 8489 6.2.1: the RTO, doubled with each...
inline constexpr unsigned kStunRequests = 7;                ///< ...of so many requests; behind the last one...
inline constexpr int kStunLastWait = 16;                    ///< ...so many times that.

// Digest and registrar.
inline constexpr auto kNonceLife = 120s;
inline constexpr std::size_t kDigestFieldMaxBytes = 1024;
inline constexpr std::size_t kContactsPerAddressMax = 8;
inline constexpr std::size_t kBindingsMax = 200'000;
inline constexpr std::size_t kPathMax = 8;                  ///< Proxies before a phone (RFC 3327)...
inline constexpr std::size_t kPathUriMaxBytes = 512;        ///< ...and each one's URI.
inline constexpr auto kKeepAliveAsked = 120s;                  ///< How often phones should show that they live (RFC 5626 4.4).
inline constexpr auto kExpiresMin = 30s;                    ///< Shorter gets 423.
inline constexpr auto kExpiresDefault = 300s;
inline constexpr auto kExpiresMax = 3600s;

// Subscriptions (RFC 6665), the notifier's side.
inline constexpr std::size_t kSubscriptionsMax = 50'000;
inline constexpr std::size_t kSubscriptionsPerWatcherMax = 500;  ///< A key panel has some dozens.
inline constexpr auto kSubscriptionExpiresMin = 60s;        ///< Shorter gets 423.
inline constexpr auto kSubscriptionExpiresMax = 3600s;      ///< RFC 4235 3.4.
inline constexpr auto kNotifyEvery = 1s;                    ///< RFC 4235 3.10: not faster to one watcher.

// Session timers (RFC 4028 4).
inline constexpr auto kSessionExpiresMin = 90s;             ///< Shorter gets 422.
inline constexpr auto kSessionExpiresDefault = 1800s;       ///< What we ask for, and grant at most.
inline constexpr auto kSessionExpiresMax = 86'400s;         ///< A Min-SE above it is not followed.
inline constexpr auto kRefreshRetryMin = 10s;               ///< Between two tries of a refresh that did not succeed.

// SDP.
inline constexpr std::size_t kSdpMaxBytes = 16 * 1024;
inline constexpr std::size_t kSdpLinesMax = 512;
inline constexpr std::size_t kSdpMediaMax = 16;
inline constexpr std::size_t kSdpFormatsMax = 64;
inline constexpr std::size_t kIceCandidatesMax = 32;
inline constexpr std::size_t kCryptoLinesMax = 8;           ///< Keys of one stream that are looked at.

// Transports.
inline constexpr int kUdpReceiveBufferBytes = 4 * 1024 * 1024;  ///< 208 KB loses bursts at 500 calls/s.

// What asks for something new by UDP waits behind messages of calls in progress.
inline constexpr std::size_t kNewWorkMax = 8'192;               ///< Places: half a second of a storm; then the longest line loses its oldest, and it is counted.
inline constexpr std::size_t kNewWorkPlaceBytes = 2'048;        ///< A message takes a place for each; 16 MB in all.
inline constexpr std::size_t kNewWorkMessagePlaces = kMessageMaxBytes / kNewWorkPlaceBytes;
inline constexpr std::size_t kNewWorkSources = 16'384;          ///< That are remembered, with those that wait; who asked longest ago goes first.
inline constexpr std::size_t kNewWorkIndex = 16'384;            ///< Places of the index of waiting calls.
inline constexpr double kNewWorkCredit = 4;                     ///< So many messages a source may bring at once and still count as quiet: an INVITE and its repetitions...
inline constexpr double kNewWorkCreditPerSecond = 2;            ///< ...and so many each second.
inline constexpr double kNewWorkDebt = 20;                      ///< The most that it may be below: some ten seconds of silence.
inline constexpr std::size_t kNewWorkKnownRow = 4;              ///< Messages of known sources in a row, while strangers wait...
inline constexpr std::size_t kNewWorkQuietRow = 2;              ///< ...and of quiet ones, while those wait that ask for much: they keep a third.
inline constexpr std::size_t kNewWorkShare = 4;                 ///< Places of one source: it is not blamed for losing a message with no more.
inline constexpr std::size_t kTurnMessagesMax = 16;             ///< Of calls in progress that one turn of the loop reads by UDP...
inline constexpr std::size_t kTurnDatagramsMax = 512;           ///< ...and with new work together.
inline constexpr auto kTurnNewWork = 250us;                     ///< Spent on new work in one turn; a message begun is finished.

inline constexpr std::size_t kConnectionsMax = 20'000;
inline constexpr std::size_t kConnectionsPerHostMax = 1'000;
inline constexpr auto kStreamConnectMax = 3s;                   ///< For TCP to a peer; a caller waits meanwhile.
inline constexpr std::size_t kTlsHandshakesPerSecond = 500;     ///< That strangers may begin with us: each costs a signature.
inline constexpr std::size_t kTlsHandshakesPerHostMax = 64;     ///< Unfinished ones.
inline constexpr std::size_t kFailingRemembered = 4'096;        ///< Addresses whose trouble was told once.
inline constexpr std::size_t kDistrustRemembered = 4'096;       ///< Addresses whose certificate was refused.
inline constexpr std::size_t kSendQueueMaxBytes = 1024 * 1024;  ///< For each connection that does not read.
inline constexpr auto kConnectionIdle = 600s;
inline constexpr auto kPartialMessageMax = 30s;                 ///< For the rest of a message that has begun.

}  // namespace peal::sip
