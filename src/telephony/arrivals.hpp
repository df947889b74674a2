#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "sip/sdp/mismatch.hpp"
#include "sip/user_agent/events.hpp"
#include "telephony/admission.hpp"
#include "telephony/board.hpp"

namespace peal::telephony {

/// Incoming calls, from the INVITE to the 200.
class Arrivals {
 public:
  Arrivals(Board& board, Admissions& admissions) : board_(board), admissions_(admissions) {}

  /// LegArrived, or a refusal that names its reason: no such number, no codec in
  /// common, no port, too many calls.
  void arrived(sip::CallId call, const sip::IncomingCall& incoming);
  /// 180. `near`: whom it may be bridged with; null: nobody who is known.
  void ring_back(Leg& leg, const Leg* near);
  /// 200 with our SDP; sound flows from now on, and LegAnswered says so.
  void answer(Leg& leg, const Leg* near);
  /// The ACK; `sdp` is its answer when our 200 carried the offer.
  void acknowledged(Leg& leg, std::string_view sdp);

 private:
  struct Call;
  /// `why`: what of an offer stands in the way; without text: the words of the cause.
  void refuse(sip::CallId call, base::ErrorCode cause, base::Counter& counted, const sip::sdp::Mismatch& why = {});
  [[nodiscard]] core::LegId next_leg(core::TenantId tenant);
  /// One media thread moves the sound of both ends of a bridge. Until we have told
  /// the caller a port, the leg can be given one of the other's thread.
  void move_near(Leg& leg, const Leg* near);
  /// The answer that waits, null for a call without an offer; nothing when it was refused.
  [[nodiscard]] std::optional<std::unique_ptr<PendingAnswer>> take_offer(Line& line, std::string_view sdp);
  void raise_arrived(const Leg& leg, const sip::IncomingCall& incoming, const Admissions::Caller& caller,
                     std::string dialled);

  Board& board_;
  Admissions& admissions_;
  std::uint64_t last_leg_ = 0;
};

}  // namespace peal::telephony
