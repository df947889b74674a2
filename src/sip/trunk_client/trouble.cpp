#include "sip/trunk_client/trouble.hpp"

#include "sip/limits.hpp"

namespace peal::sip {

Trouble trouble_of(const RequestOutcome& outcome, base::Time now) {
  if (outcome.response == nullptr) {
    return {outcome.timed_out ? Trouble::Kind::kSilent : Trouble::Kind::kUnreachable, 0, {}, now};
  }
  const auto status = outcome.response->status();
  if (!outcome.foreign_challenge.empty()) return {Trouble::Kind::kForeign, status, std::string(outcome.foreign_challenge), now};
  const bool password = status == 401 || status == 403 || status == 407;
  return {password ? Trouble::Kind::kPassword : Trouble::Kind::kRefused, status,
          std::string(outcome.response->reason().substr(0, kReasonMaxBytes)), now};
}

}  // namespace peal::sip
