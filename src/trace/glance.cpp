#include "trace/glance.hpp"

#include <algorithm>
#include <charconv>

#include "sip/message/token.hpp"

namespace peal::trace {
namespace {

std::string_view line_at(std::string_view text, std::size_t at) {
  const auto end = text.find('\n', at);
  auto line = text.substr(at, end == std::string_view::npos ? end : end - at);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool field_is(std::string_view line, std::string_view name, char compact) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  const auto written = sip::trimmed(line.substr(0, colon));
  return (written.size() == 1 && (written[0] | 0x20) == compact) || sip::same_text(written, name);
}

std::string_view value_of(std::string_view line) { return sip::trimmed(line.substr(line.find(':') + 1)); }

}  // namespace

Glance glance(std::string_view message) {
  Glance seen;
  std::size_t at = std::min(message.find_first_not_of("\r\n"), message.size());
  const auto start = line_at(message, at);
  const bool response = start.starts_with("SIP/2.0 ");
  if (response) std::from_chars(start.data() + 8, start.data() + std::min<std::size_t>(start.size(), 11), seen.status);
  else seen.method = start.substr(0, start.find(' '));
  bool method_known = !response;
  while (seen.call_id.empty() || !method_known) {
    at = message.find('\n', at);
    if (at == std::string_view::npos) break;
    const auto line = line_at(message, ++at);
    if (line.empty()) break;
    const char first = static_cast<char>(line[0] | 0x20);
    if (first == 'c' || first == 'i') {
      if (seen.call_id.empty() && field_is(line, "call-id", 'i')) seen.call_id = value_of(line);
      else if (!method_known && field_is(line, "cseq", '\0')) {
        const auto value = value_of(line);
        const auto space = value.find_last_of(" \t");
        seen.method = space == std::string_view::npos ? std::string_view{} : value.substr(space + 1);
        method_known = true;
      }
    }
  }
  return seen;
}

}  // namespace peal::trace
