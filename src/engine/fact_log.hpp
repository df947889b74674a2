#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "core/fact.hpp"
#include "engine/recorded.hpp"

namespace peal::engine {

/// Where facts are kept, as the engine needs it; the journal is the one in use.
class FactLog {
 public:
  virtual ~FactLog() = default;

  /// Writes `facts` in order, all or nothing, in one write. `causes` names the
  /// signal behind each. After it returns they survive the end of the process.
  [[nodiscard]] virtual base::Status append(std::span<const core::Fact> facts,
                                            std::span<const std::string_view> causes) = 0;
  /// Calls `then` on any thread once `position` survives a power cut.
  virtual void when_durable(Position position, std::function<void()> then) = 0;
  /// True while new contacts must be refused to keep room for the live ones.
  [[nodiscard]] virtual bool low_on_space() const = 0;
};

}  // namespace peal::engine
