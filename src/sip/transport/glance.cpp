#include "sip/transport/glance.hpp"

#include "sip/message/header_name.hpp"
#include "sip/message/token.hpp"

namespace peal::sip {
namespace {

// Also where a display name only looks so: that message is served at once, which costs no caller anything.
bool has_tag(std::string_view to) {
  for (std::size_t at = 0; at + 3 < to.size(); ++at) {
    if (!same_text(to.substr(at, 3), "tag")) continue;
    std::string_view rest = to.substr(at + 3);
    skip_spaces(rest);
    if (!rest.empty() && rest.front() == '=') return true;
  }
  return false;
}

}  // namespace

Glance glance_at(std::string_view message) {
  Glance seen;
  seen.cancels = message.starts_with("CANCEL ");
  if (message.starts_with("SIP/2.0 ") || message.starts_with("ACK ")) return seen;
  bool to_seen = false, tagged = false;
  for (auto end = message.find('\n'); end != std::string_view::npos && end + 1 < message.size();) {
    message.remove_prefix(end + 1);
    end = message.find('\n');
    std::string_view line = message.substr(0, end);
    if (trimmed(line).empty()) break;  // The body begins.
    if (is(line.front(), kSpace)) continue;  // Of the field before.
    const auto name = parse_header_name(take(line, kToken));
    if (name != HeaderName::kTo && name != HeaderName::kCallId) continue;
    skip_spaces(line);
    if (!line.starts_with(':')) continue;
    const auto value = trimmed(line.substr(1));
    if (name == HeaderName::kCallId) {
      seen.call_id = value;
    } else {
      const bool folded = end != std::string_view::npos && end + 1 < message.size() && (message[end + 1] == ' ' || message[end + 1] == '\t');
      to_seen = true;
      tagged = tagged || folded || has_tag(value);
    }
    if (to_seen && !seen.call_id.empty()) break;
  }
  seen.asks_anew = !seen.cancels && !tagged;
  return seen;
}

}  // namespace peal::sip
