#pragma once

#include "core/decide.hpp"

namespace peal::sim {

/// One event of a replayed seed on standard output: the signal, and below it
/// what it led to.
void print_event(core::Time now, const core::Signal& signal, const core::Outcome& outcome);

}  // namespace peal::sim
