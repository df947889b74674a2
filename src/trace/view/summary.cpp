#include "trace/view/summary.hpp"

#include <algorithm>
#include <array>

#include "sip/message/message.hpp"
#include "sip/message/token.hpp"
#include "sip/sdp/description.hpp"

namespace peal::trace {
namespace {

// RFC 3551 6: formats that need no a=rtpmap.
std::string_view static_format(std::string_view format) {
  using Row = std::pair<std::string_view, std::string_view>;
  constexpr std::array kKnown{Row{"0", "PCMU"}, Row{"3", "GSM"}, Row{"8", "PCMA"}, Row{"9", "G722"}, Row{"18", "G729"}};
  const auto* const found = std::ranges::find(kKnown, format, &Row::first);
  return found == kKnown.end() ? format : found->second;
}

// "PCMA/8000" of a=rtpmap, without its rate.
std::string name_of_format(const sip::sdp::MediaDescription& media, std::string_view format) {
  for (const auto& attribute : media.attributes) {
    if (attribute.name != "rtpmap") continue;
    std::string_view value = attribute.value;
    if (sip::sdp::take_word(value) != format) continue;
    value = sip::trimmed(value);
    return std::string(value.substr(0, value.find('/')));
  }
  return std::string(static_format(format));
}

Summary::Media media_of(const sip::sdp::Description& description, const sip::sdp::MediaDescription& media) {
  Summary::Media seen;
  const auto address = description.address_of(media);
  const bool v6 = address.find(':') != std::string_view::npos;
  seen.address = (v6 ? "[" + std::string(address) + "]" : std::string(address)) + ":" + std::to_string(media.port);
  std::string_view formats = media.formats;
  for (auto format = sip::sdp::take_word(formats); !format.empty(); format = sip::sdp::take_word(formats)) {
    const auto name = name_of_format(media, format);
    if (seen.codecs.find(name) != std::string::npos) continue;
    seen.codecs.append(seen.codecs.empty() ? "" : ", ").append(name);
  }
  seen.direction = "sendrecv";
  for (const auto* direction : {"sendonly", "recvonly", "inactive"}) {
    if (sip::sdp::attribute(description, media, direction)) seen.direction = direction;
  }
  return seen;
}

std::string who(const std::optional<sip::NameAddr>& address, std::string_view written) {
  if (!address) return std::string(written.substr(0, 80));
  return std::string(address->uri.user.empty() ? address->uri.host : address->uri.user);
}

}  // namespace

Summary summary_of(std::string_view text) {
  Summary summary;
  sip::Message message;
  if (message.parse(text, sip::Framing::kDatagram)) return summary;
  summary.request = message.is_request();
  summary.status = message.status();
  summary.method = message.is_request() ? std::string(message.method_text()) : std::string{};
  if (const auto cseq = message.cseq()) {
    summary.cseq = cseq->number;
    if (!summary.request) summary.method = cseq->method;
  }
  if (summary.request) summary.uri = message.request_uri();
  else summary.reason = message.reason();
  summary.call_id = message.call_id();
  summary.from = who(message.from(), message.header(sip::HeaderName::kFrom));
  summary.to = who(message.to(), message.header(sip::HeaderName::kTo));
  for (const auto value : {message.header(sip::HeaderName::kReason), message.header("Warning")}) {
    if (!value.empty()) summary.cause.append(summary.cause.empty() ? "" : "; ").append(value);
  }
  const auto sdp = message.body_of("application/sdp");
  if (sdp.empty()) return summary;
  if (const auto description = sip::sdp::parse_description(sdp)) {
    for (const auto& media : description->media) summary.media.push_back(media_of(*description, media));
  }
  return summary;
}

std::string line_of(const Summary& summary) {
  if (summary.method.empty()) return "(not readable)";
  if (summary.request) return summary.method + " " + summary.uri;
  return std::to_string(summary.status) + " " + summary.reason + " (" + summary.method + ")";
}

}  // namespace peal::trace
