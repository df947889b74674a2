#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "sip/message/name_addr.hpp"
#include "sip/message/uri.hpp"

/// Numbers and names of people as SIP carries them.
namespace peal::telephony {

/// The number in a Request-URI: the unescaped user without parameters (RFC 3261
/// 19.1.6), and without visual separators when it is a telephone number (RFC
/// 3966 5.1.1). Errors: kBadInput when there is none, kTooLarge.
[[nodiscard]] base::Result<std::string> dialled_number(const sip::Uri& uri);

/// The user of any URI in the same way, or the number of a tel: one; not bounded, and empty when there is none.
[[nodiscard]] std::string number_in(const sip::Uri& uri);

struct CallerShown {
  std::string number;    ///< Empty when withheld.
  std::string name;
  std::string withheld;  ///< What the network says of one who withholds; for no screen.
};
/// Who calls, from From, or from P-Asserted-Identity where the source may say
/// so. `privacy` is the Privacy field: "id", "user" and "header" withhold (RFC 3323, 3325 9.3).
[[nodiscard]] CallerShown caller_shown(const sip::NameAddr& from, const std::optional<sip::NameAddr>& asserted,
                                       std::string_view privacy);

/// Cuts text of the wire to `most` bytes without cutting a UTF-8 character;
/// text that is not UTF-8 comes back empty.
[[nodiscard]] std::string bounded_text(std::string text, std::size_t most);

}  // namespace peal::telephony
