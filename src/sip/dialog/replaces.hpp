#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sip/message/uri.hpp"

namespace peal::sip {

/// How Replaces (RFC 3891 6.1) and Join (RFC 3911 7.1) name a dialog, seen by
/// the side they are sent to: `to_tag` is that side's own.
struct DialogName {
  std::string call_id;
  std::string to_tag;
  std::string from_tag;
  bool early_only = false;  ///< Replaces: only while it is not answered.
  friend bool operator==(const DialogName&, const DialogName&) = default;
};

/// "call-id;to-tag=a;from-tag=b"; nothing when a part is missing or given twice.
[[nodiscard]] std::optional<DialogName> parse_dialog_name(std::string_view value);

/// The Replaces among the headers of a Refer-To URI ("?Replaces=...", escaped).
[[nodiscard]] std::optional<DialogName> replaces_of(const Uri& uri);

}  // namespace peal::sip
