#include "telephony/referrals.hpp"

#include <string>

#include "base/log.hpp"
#include "telephony/cause.hpp"
#include "telephony/limits.hpp"
#include "telephony/numbers.hpp"

namespace peal::telephony {
namespace {

// Registered devices only: the agent's account stands for them.
bool may_refer(const Leg& leg, const Line& line) {
  return leg.state == LegState::kUp && leg.source == core::LegSource::kDevice && leg.agent.valid() && !line.trunk.valid();
}

}  // namespace

std::uint16_t referred(Board& board, sip::CallId call, const sip::Referral& referral) {
  const auto at = board.legs.find(call);
  if (!at || !may_refer(*at.leg, *at.line)) {
    board.meters.refused_source.add();
    base::log(base::LogLevel::kInfo, "telephony", "referral_refused", {{"call", board.sip.call_id_text(call)}});
    return 603;
  }
  core::LegReferred signal;
  signal.leg = at.leg->id;
  signal.referred_by = base::Personal(bounded_text(std::string(referral.referred_by), kReferredByMax));
  if (referral.replaces) {
    // RFC 3891 3: the call that it names is none of ours.
    const auto other = board.legs.find(referral.replaced_call);
    if (!other) return 481;
    signal.replaced = other.leg->id;
  } else {
    const auto uri = sip::parse_uri(referral.target);
    auto dialled = uri ? dialled_number(*uri) : base::fail(base::ErrorCode::kBadInput, "No number.");
    if (!dialled) return 404;
    signal.dialled = *std::move(dialled);
  }
  board.raise(std::move(signal));
  return 202;
}

void report_referral(Board& board, Leg& leg, std::uint16_t status) {
  // kConflict: the phone wanted no news (RFC 4488), or is gone.
  (void)board.sip.report_referral(leg.line().call, status, status_phrase(status), board.now());
}

}  // namespace peal::telephony
