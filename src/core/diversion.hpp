#pragma once

#include <cstdint>

#include "base/fields.hpp"
#include "base/personal.hpp"

/// Calls that somebody sent on before they came to us, or that we send on.
namespace peal::core {

/// Why a call went on (the words of RFC 5806 9.2.1). Part of a stored form: never renumber.
enum class DiversionReason : std::uint8_t {
  kUnknown, kUnconditional, kBusy, kNoAnswer, kUnavailable, kDeflected, kDoNotDisturb, kTimeOfDay, kAway,
};

struct Diversion {
  base::Personal number;  ///< Who sent it on; empty: wants not to be named.
  DiversionReason reason = DiversionReason::kUnknown;
  PEAL_FIELDS(Diversion, number, reason)
};

}  // namespace peal::core
