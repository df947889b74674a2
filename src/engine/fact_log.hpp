#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "core/fact.hpp"
#include "engine/recorded.hpp"

namespace peal::engine {

/// The signal behind a group of facts.
struct Cause {
  std::string_view name;
  std::uint64_t count = 0;     ///< Of the signals of this run.
  std::uint64_t revision = 0;  ///< Settings in force.
};

/// Where facts are kept, as the engine needs it; the journal is the one in use.
class FactLog {
 public:
  virtual ~FactLog() = default;

  /// Writes `facts` in order, all or nothing. After it returns they survive the
  /// end of the process.
  [[nodiscard]] virtual base::Status append(std::span<const core::Fact> facts, const Cause& cause) = 0;
  /// Calls `then` on any thread once `position` survives a power cut, or with
  /// the reason why it cannot.
  virtual void when_durable(Position position, std::function<void(base::Status)> then) = 0;
  /// True while new contacts must be refused to keep room for the live ones.
  [[nodiscard]] virtual bool low_on_space() const = 0;
};

}  // namespace peal::engine
