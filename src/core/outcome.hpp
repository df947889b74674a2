#pragma once

#include <cstdint>

/// How things end, as facts say it.
namespace peal::core {

enum class ContactEnd : std::uint8_t {
  kHandled,       ///< An agent talked with the customer.
  kAbandoned,     ///< The customer left while waiting or being offered.
  kInFlow,        ///< Ended in self-service.
  kRejected,      ///< Never accepted (no such number, overload, draining).
  kFailed,        ///< We broke it: restart, lost media.
};
enum class VisitEnd : std::uint8_t {
  kAnswered, kAbandoned, kShortAbandoned, kOverflowed, kTransferred, kCallback, kWithdrawn, kFailed,
};
enum class OfferEnd : std::uint8_t { kAccepted, kRejected, kExpired, kRescinded, kFailed };
enum class HandlingEnd : std::uint8_t {
  kCustomerHungUp, kAgentHungUp, kTransferred, kAgentLost, kFailed,
};

}  // namespace peal::core
