#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "core/command.hpp"
#include "core/ids.hpp"
#include "core/signal.hpp"
#include "media/ids.hpp"
#include "media/stream_parameters.hpp"
#include "sip/sdp/media.hpp"
#include "sip/sdp/negotiation.hpp"
#include "sip/user_agent/events.hpp"
#include "sip/user_agent/user_agent.hpp"
#include "telephony/guard/outside_guard.hpp"

namespace peal::telephony {

/// One SIP call and its media stream. A leg that is up has exactly one; an
/// agent with several registered devices has one for each while they ring.
struct Line {
  sip::CallId call;
  media::StreamId stream;
  media::StreamAddress address;   ///< What our SDP says of the stream.
  sip::sdp::Session session;
  std::uint64_t connection = 0;   ///< Of the WebSocket it came or went over; 0 for UDP and TCP.
  sip::SocketAddress peer;        ///< Where the signalling comes from.
  bool webrtc = false;
  bool ipv6 = false;              ///< Its sound goes over IPv6, where we have both.
  bool device = false;            ///< A registered phone: its NAT may have changed the media port.
  core::TrunkId trunk;            ///< That carries it, and counts it; none: no trunk does.
  bool incoming = false;          ///< For a trunk's counts.
  std::vector<sip::sdp::Crypto> crypto;  ///< Keys of ours for its sound; see make_sound_keys.
  bool crypto_required = false;          ///< No sound without them.
  std::unique_ptr<sip::PlaceRequest> again;  ///< How it was called, while another offer may follow; none: nothing follows.
};

enum class LegState : std::uint8_t {
  kArrived,  ///< An incoming call that we have not answered.
  kRinging,  ///< A call that we placed and nobody has answered.
  kUp,
};

/// Which way this peer sends its keys. The first way wins for the whole leg: a
/// phone that sends both RFC 4733 events and INFO would press everything twice.
enum class DigitWay : std::uint8_t { kUnknown, kRtp, kInfo };

/// What waits between the offer and our 200.
struct PendingAnswer {
  std::string sdp;
  sip::sdp::Agreed agreed;
  std::string offer;   ///< Theirs: the leg may still be given another port.
};

/// A call of ours to a telephone number, which may go on over another trunk.
struct OutsideTry {
  core::RingLeg command;
  std::string number;
  OutsidePermit permit;
  std::vector<core::TrunkId> tried;
};

/// What was pressed since the core asked for digits; never written anywhere.
struct GatheredDigits {
  std::size_t most = 1;
  base::Millis pause{0};    ///< After a key; it ends them.
  core::ConferenceId door;  ///< They are the PIN that somebody types there; none: the core is told what they are.
  std::string digits{};
  base::Time due{};         ///< Then the pause has lasted long enough.
};

struct Leg {
  core::LegId id;
  LegState state = LegState::kArrived;
  core::LegSource source = core::LegSource::kTrunk;
  DigitWay digit_way = DigitWay::kUnknown;
  bool incoming = false;
  bool stranger = false;          ///< Neither a trunk, nor one of our own, nor a visitor with a token.
  bool ringing_told = false;
  bool late_offer = false;        ///< The INVITE had no SDP: the offer is in our 200.
  bool heard = false;             ///< It has sent sound at least once.
  bool early = false;             ///< It has our SDP in a 183, before our answer.
  bool held_by_peer = false;
  bool echoing = false;
  core::AgentId agent;
  core::LegId heard_by;           ///< Who hears its sound while it rings; none: nobody.
  std::uint64_t affinity = 0;     ///< Media thread; the same for all legs of a contact.
  sip::sdp::Codec codec = sip::sdp::Codec::kPcma;
  base::Time since{};             ///< When the INVITE came or went.
  std::vector<Line> lines;
  std::unique_ptr<PendingAnswer> pending;
  std::unique_ptr<GatheredDigits> gathered;  ///< While digits are wanted as one.
  std::unique_ptr<OutsideTry> outside;  ///< While it rings over a trunk.
  base::ErrorCode ring_failure = base::ErrorCode::kUnreachable;  ///< The best reason heard so far.

  core::PlayId play;              ///< The prompt that the core waits for; none: nothing plays.
  media::PlayId media_play;       ///< Zero while its sound is still being made.

  [[nodiscard]] Line& line() { return lines.front(); }
};

}  // namespace peal::telephony
