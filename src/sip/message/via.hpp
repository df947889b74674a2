#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace peal::sip {

/// One Via value (RFC 3261 20.42) as views.
struct Via {
  std::string_view transport;  ///< "UDP"; unknown ones are legal.
  std::string_view host;       ///< sent-by, without the brackets of IPv6.
  std::uint16_t port = 0;      ///< 0: not written.
  std::string_view sent_by;    ///< host and port as written.
  std::string_view params;
  std::string_view branch;
  std::string_view received;
  std::string_view maddr;
  bool rport_asked = false;    ///< RFC 3581: present, with or without a value.

  /// RFC 3261 8.1.1.7: the branch is unique and may be matched on.
  [[nodiscard]] bool cookie() const { return branch.size() > 7 && branch.starts_with("z9hG4bK"); }
};

[[nodiscard]] std::optional<Via> parse_via(std::string_view value);

}  // namespace peal::sip
