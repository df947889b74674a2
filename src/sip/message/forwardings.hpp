#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sip/message/message.hpp"

/// Who sent a call on before it came: Diversion (RFC 5806) and History-Info
/// (RFC 7044), read into one list and written from it in either form.
namespace peal::sip {

struct Forwarding {
  std::string uri;              ///< Of whoever sent it on.
  std::string reason = "unknown";  ///< RFC 5806 4: "user-busy", "no-answer", "unconditional" ...
  bool hidden = false;          ///< Wants not to be named to people.
};

struct Forwardings {
  std::vector<Forwarding> steps;  ///< The last one first, at most kForwardingsMax.
  std::uint32_t times = 0;        ///< How often in all, also where fewer are named.
};

/// History-Info where it tells of a forwarding, else Diversion: two headers of
/// one call tell the same story (RFC 7544 4), so they are never mixed.
[[nodiscard]] Forwardings read_forwardings(const Message& request);

/// Values of Diversion fields, the last forwarding first.
[[nodiscard]] std::vector<std::string> write_diversions(std::span<const Forwarding> steps);
/// The value of a History-Info field for a call that goes to `target` now.
[[nodiscard]] std::string write_history(std::span<const Forwarding> steps, std::string_view target);

}  // namespace peal::sip
