#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/fields.hpp"
#include "base/time.hpp"
#include "core/ids.hpp"
#include "core/trunk.hpp"

/// What pages read of trunks. Telephony keeps it; it is no part of the state
/// that facts make, because it tells of the network's mood of this moment.
namespace peal::core {

enum class TrunkState : std::uint8_t {
  kStarting,     ///< Not known yet: the first answers are awaited.
  kUp,
  kDown,         ///< It does not answer, or cannot be found.
  kUnregistered, ///< It answers, and does not take our registration.
};

/// Why; put into words by the API.
enum class TrunkTrouble : std::uint8_t {
  kNone, kSilent, kUnreachable, kPassword, kRefused, kExpiry, kUnknownName, kNoPassword, kCertificate,
  kForeignChallenge,  ///< Somebody else asked for our password; `text` says in whose name.
  kNamesSilent,  ///< No name server answers, and its addresses were never known.
  kNamesStale,   ///< No name server answers; the addresses of before are used.
};

struct TrunkProblem {
  TrunkTrouble kind = TrunkTrouble::kNone;
  std::uint16_t status = 0;   ///< SIP's; 0: there was no answer.
  std::string text;           ///< The peer's own phrase; may be empty.
  Time at{};
  PEAL_FIELDS(TrunkProblem, kind, status, text, at)
};

/// One address that a trunk's name leads to.
struct TrunkTarget {
  std::string address;           ///< "192.0.2.7:5060"
  std::string name;              ///< Of the host, as the SRV record says it.
  std::uint16_t priority = 0;    ///< Lower ones are tried first.
  std::uint16_t weight = 0;      ///< Share of the calls within one priority.
  bool failing = false;          ///< Tried after the others for now.
  PEAL_FIELDS(TrunkTarget, address, name, priority, weight, failing)
};

struct TrunkView {
  TrunkId id;
  TrunkState state = TrunkState::kStarting;
  Time since{};
  bool registered = false;
  Time registered_until{};
  std::string peer;                    ///< "192.0.2.7:5060"; empty while its name is not known.
  std::uint32_t calls_in = 0;          ///< Now.
  std::uint32_t calls_out = 0;
  std::uint32_t new_calls_in = 0;      ///< In the last second.
  std::uint32_t new_calls_out = 0;
  std::uint64_t refused_channels = 0;  ///< Since the start: by the limit of channels...
  std::uint64_t refused_pace = 0;      ///< ...and of calls per second.
  std::uint64_t failed_over = 0;       ///< Calls that went on over another trunk.
  TrunkProblem problem;                ///< Of the registration or the health check, until it is mended.
  TrunkProblem last_call_problem;      ///< The last call that it could not carry.
  TrunkTransport transport = TrunkTransport::kUdp;  ///< In use; kAuto while it is not known.
  std::vector<TrunkTarget> targets;
  PEAL_FIELDS(TrunkView, id, state, since, registered, registered_until, peer, calls_in, calls_out, new_calls_in,
              new_calls_out, refused_channels, refused_pace, failed_over, problem, last_call_problem, transport, targets)
};

/// How a test call ended.
struct TrunkTestOutcome {
  bool answered = false;
  bool heard_to_the_end = false;       ///< The sentence was played whole.
  base::ErrorCode cause = base::ErrorCode::kCancelled;  ///< Meaningful when it was not answered.
  std::uint16_t status = 0;            ///< SIP's; 0: there was no answer.
  std::string text;                    ///< The peer's own phrase.
  base::Millis until_answer{0};
  PEAL_FIELDS(TrunkTestOutcome, answered, heard_to_the_end, cause, status, text, until_answer)
};

}  // namespace peal::core
