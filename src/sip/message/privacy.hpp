#pragma once

#include <string_view>

namespace peal::sip {

/// A Privacy field: RFC 3323 4.2, RFC 3325 9.3, RFC 7044 10.1.
struct Privacy {
  bool id = false;        ///< The network's word about the caller goes no further.
  bool user = false;      ///< Nothing that the caller wrote about itself does.
  bool header = false;    ///< Nor what shows where it is.
  bool session = false;
  bool history = false;   ///< Who sent the call on is not told.
  bool critical = false;  ///< Better no call than one without all that.

  /// The number is not to be shown.
  [[nodiscard]] bool withholds() const { return id || user || header; }
};

/// "full" of an older draft means id and user; "none" outweighs the others.
[[nodiscard]] Privacy read_privacy(std::string_view value);

}  // namespace peal::sip
