#pragma once

#include <string>
#include <vector>

#include "sip/user_agent/user_agent.hpp"
#include "telephony/board.hpp"

namespace peal::telephony {

/// A call of ours to a telephone number.
struct OutsideCall {
  std::string number;
  std::string caller;       ///< Shown to whoever is called; empty: withheld.
  std::string caller_name;
};

/// The INVITE of `call` over `setup`, still without its offer: numbers as the
/// trunk wants them, its proxy, its password, and little patience.
[[nodiscard]] sip::PlaceRequest outside_request(const Board& board, const TrunkSetup& setup, const OutsideCall& call);
/// Where it goes: the trunk's way of this moment, which is not empty.
void send_along(sip::PlaceRequest& request, const Board& board, core::TrunkId trunk);

}  // namespace peal::telephony
