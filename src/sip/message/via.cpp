#include "sip/message/via.hpp"

#include "sip/message/token.hpp"
#include "sip/message/uri.hpp"

namespace peal::sip {

namespace {

constexpr std::string_view kUsualProtocol = "SIP/2.0/";

bool take_slash(std::string_view& rest) {
  skip_spaces(rest);
  if (rest.empty() || rest.front() != '/') return false;
  rest.remove_prefix(1);
  skip_spaces(rest);
  return true;
}

bool take_host(std::string_view& rest, Via& via) {
  if (!rest.empty() && rest.front() == '[') {
    const auto end = rest.find(']');
    if (end == std::string_view::npos) return false;
    via.host = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    return parse_address(via.host, 0).has_value();
  }
  via.host = take(rest, kHostPart);
  return !via.host.empty();
}

bool take_port(std::string_view& rest, Via& via) {
  std::string_view at = rest;
  skip_spaces(at);
  if (at.empty() || at.front() != ':') return true;
  at.remove_prefix(1);
  skip_spaces(at);
  const auto port = parse_number(take(at, kDigit), 65535);
  if (!port) return false;
  via.port = static_cast<std::uint16_t>(*port);
  rest = at;
  return true;
}

bool read_params(Via& via) {
  std::string_view rest = via.params;
  for (std::size_t left = kParametersMax; left > 0; --left) {
    const auto parameter = next_parameter(rest);
    if (!parameter) return false;
    if (same_text(parameter->name, "branch")) {
      // RFC 3261 7.3.1: no name twice. Of two branches each reader would match by another.
      if (!via.branch.empty()) return false;
      via.branch = parameter->value;
    }
    if (same_text(parameter->name, "received")) via.received = parameter->value;
    else if (same_text(parameter->name, "maddr")) via.maddr = parameter->value;
    else if (same_text(parameter->name, "rport")) via.rport_asked = true;
    if (rest.empty()) return true;
  }
  return false;
}

}  // namespace

std::optional<Via> parse_via(std::string_view value) {
  std::string_view rest = trimmed(value);
  std::optional<Via> found(std::in_place);
  Via& via = *found;
  if (rest.starts_with(kUsualProtocol)) {
    rest.remove_prefix(kUsualProtocol.size());
    skip_spaces(rest);
  } else {
    if (!same_text(take(rest, kToken), "SIP") || !take_slash(rest)) return std::nullopt;
    if (take(rest, kToken).empty() || !take_slash(rest)) return std::nullopt;
  }
  via.transport = take(rest, kToken);
  if (via.transport.empty() || rest.empty() || !is(rest.front(), kSpace)) return std::nullopt;
  skip_spaces(rest);
  const std::string_view sent_by = rest;
  if (!take_host(rest, via) || !take_port(rest, via)) return std::nullopt;
  via.sent_by = sent_by.substr(0, sent_by.size() - rest.size());
  skip_spaces(rest);
  if (rest.empty()) return found;
  if (rest.front() != ';') return std::nullopt;
  via.params = rest.substr(1);
  if (!read_params(via)) found.reset();
  return found;
}

}  // namespace peal::sip
