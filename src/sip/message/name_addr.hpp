#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sip/message/uri.hpp"

namespace peal::sip {

/// `"Name" <uri>;params` or `uri;params` as views: From, To, Contact, Route,
/// Record-Route, P-Asserted-Identity.
struct NameAddr {
  std::string_view display;  ///< As written, quotes and escapes included.
  Uri uri;
  std::string_view params;   ///< Header parameters, after the first ';'.
  std::string_view tag_param;  ///< Of them the tag, which is asked for most.
  bool bracketed = false;

  /// The name as a person reads it: without quotes and backslashes, folds as one space.
  [[nodiscard]] std::string display_text() const;
  [[nodiscard]] std::optional<std::string_view> param(std::string_view name) const { return find_parameter(params, name); }
  [[nodiscard]] std::string_view tag() const { return tag_param; }
};

/// One whole value. In the form without brackets parameters belong to the
/// header (RFC 3261 20), and a URI with '?' or ',' is refused.
[[nodiscard]] std::optional<NameAddr> parse_name_addr(std::string_view value);

/// Takes the next value off a comma list, minding quotes and brackets.
[[nodiscard]] std::optional<std::string_view> next_list_value(std::string_view& rest);

/// `"Name" <uri>`, the name quoted and escaped; `<uri>` for an empty name.
/// Control characters are dropped, so nobody writes headers through a name.
[[nodiscard]] std::string write_name_addr(std::string_view display, std::string_view uri);

}  // namespace peal::sip
