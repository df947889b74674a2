#pragma once

#include <cstdint>
#include <string_view>

#include "sip/flow.hpp"

namespace peal::sip {

/// What a transport tells the user agent, on the loop's thread.
class Receiver {
 public:
  virtual ~Receiver() = default;
  /// False for a peer that is shut out: its connection is refused or closed.
  [[nodiscard]] virtual bool welcome(const Flow& /*flow*/) { return true; }
  /// Before what came: how long it has waited, in the kernel or for this thread.
  virtual void waited(base::Micros /*wait*/) {}
  virtual void received(const Flow& flow, std::string_view bytes) = 0;
  virtual void flow_opened(const Flow& flow, FlowAttributes attributes) = 0;
  virtual void flow_closed(std::uint64_t connection) = 0;
  virtual void unreachable(const Flow& flow) = 0;
};

}  // namespace peal::sip
