#pragma once

#include <cstdint>
#include <string_view>

namespace peal::trace {

/// The little that decides whether a message is kept, without parsing it: what
/// is broken yields empty views.
struct Glance {
  std::uint16_t status = 0;       ///< 0: a request.
  std::string_view method;        ///< Of a response: of its CSeq.
  std::string_view call_id;
};

[[nodiscard]] Glance glance(std::string_view message);

}  // namespace peal::trace
