#include "sip/sdp/description.hpp"

#include "sip/limits.hpp"
#include "sip/message/token.hpp"

namespace peal::sip::sdp {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

namespace {

std::string_view take_line(std::string_view& text) {
  std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

// c=IN IP4 192.0.2.1[/ttl]
std::optional<std::string_view> connection_address(std::string_view value) {
  if (!same_text(take_word(value), "IN")) return std::nullopt;
  const auto family = take_word(value);
  if (!same_text(family, "IP4") && !same_text(family, "IP6")) return std::nullopt;
  auto address = take_word(value);
  // SIPp among others writes IPv6 as in a URI.
  if (address.size() > 2 && address.front() == '[' && address.back() == ']') address = address.substr(1, address.size() - 2);
  return address.empty() ? std::nullopt : std::optional(address.substr(0, address.find('/')));
}

// m=audio 4000[/2] RTP/AVP 0 8
std::optional<MediaDescription> media_line(std::string_view value) {
  MediaDescription m;
  m.media = take_word(value);
  const auto port = take_word(value);
  const auto number = parse_number(port.substr(0, port.find('/')), 65535);
  m.protocol = take_word(value);
  m.formats = trimmed(value);
  if (m.media.empty() || !number || m.protocol.empty() || m.formats.empty()) return std::nullopt;
  m.port = static_cast<std::uint16_t>(*number);
  return m;
}

Status read_line(std::string_view line, Description& d) {
  const std::string_view value = line.substr(2);
  switch (line[0]) {
    case 'c': {
      const auto address = connection_address(value);
      if (!address) return fail(ErrorCode::kBadInput, "The connection line is malformed.", "c=");
      (d.media.empty() ? d.connection : d.media.back().connection) = *address;
      return {};
    }
    case 'm': {
      const auto media = media_line(value);
      if (!media) return fail(ErrorCode::kBadInput, "A media line is malformed.", "m=");
      if (d.media.size() >= kSdpMediaMax) return fail(ErrorCode::kTooLarge, "Too many media lines.", "m=");
      d.media.push_back(*media);
      return {};
    }
    case 'a': {
      const auto colon = value.find(':');
      const Attribute a{value.substr(0, colon), colon == std::string_view::npos ? std::string_view{} : value.substr(colon + 1)};
      (d.media.empty() ? d.attributes : d.media.back().attributes).push_back(a);
      return {};
    }
    default:
      return {};
  }
}

std::optional<std::string_view> find(const std::vector<Attribute>& attributes, std::string_view name) {
  for (const auto& a : attributes) {
    if (a.name == name) return a.value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view take_word(std::string_view& text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  const auto word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

Result<Description> parse_description(std::string_view text) {
  if (text.size() > kSdpMaxBytes) return fail(ErrorCode::kTooLarge, "The session description is too long.");
  Description d;
  std::size_t lines = 0;
  while (!text.empty()) {
    const auto line = take_line(text);
    if (line.empty()) continue;  // Some peers end with an empty line.
    if (++lines > kSdpLinesMax) return fail(ErrorCode::kTooLarge, "Too many lines.");
    if (line.size() < 2 || line[1] != '=') return fail(ErrorCode::kBadInput, "A line is not of the form x=.", std::to_string(lines));
    if (lines == 1 && line != "v=0") return fail(ErrorCode::kBadInput, "The first line is not v=0.", "1");
    if (auto status = read_line(line, d); !status) return fail(status.error());
  }
  if (lines == 0) return fail(ErrorCode::kBadInput, "The session description is empty.");
  return d;
}

std::optional<std::string_view> attribute(const MediaDescription& m, std::string_view name) { return find(m.attributes, name); }

std::optional<std::string_view> attribute(const Description& d, const MediaDescription& m, std::string_view name) {
  const auto own = find(m.attributes, name);
  return own ? own : find(d.attributes, name);
}

}  // namespace peal::sip::sdp
