#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/decide.hpp"

namespace peal::core {

/// Checks the promises of the design on what decide() returns. It keeps its
/// own books from facts and commands alone, so a wrong state and a wrong rule
/// do not excuse each other. For the simulation and the tests.
class Auditor {
 public:
  Auditor();
  ~Auditor();
  Auditor(const Auditor&) = delete;
  Auditor& operator=(const Auditor&) = delete;

  /// After each signal; O(what it led to).
  void see(const State& state, const Signal& signal, const Outcome& outcome, Time now);

  /// Recounts the whole state and compares it with the books and with its own
  /// indices, and that a saved and loaded state is the same; O(state).
  void check_whole(const State& state);

  /// One sentence each, oldest first, with the number of the promise.
  [[nodiscard]] const std::vector<std::string>& violations() const;

 private:
  struct Books;
  std::unique_ptr<Books> books_;
};

/// The bytes of two states made from the same facts must be equal; returns a
/// sentence when they are not, else nothing.
[[nodiscard]] std::string compare_states(const State& live, const State& folded);

}  // namespace peal::core
