#include "sip/message/writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "sip/locate/located.hpp"
#include "sip/message/token.hpp"

namespace peal::sip {

namespace {

void append_number(std::string& out, std::uint64_t value) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

}  // namespace

Writer& Writer::request(std::string_view method, std::string_view uri) {
  out_.append(method).push_back(' ');
  text(uri);
  out_.append(" SIP/2.0\r\n");
  return *this;
}

Writer& Writer::response(std::uint16_t status, std::string_view reason) {
  out_.append("SIP/2.0 ");
  append_number(out_, status);
  out_.push_back(' ');
  text(reason.empty() ? reason_phrase(status) : reason);
  out_.append("\r\n");
  return *this;
}

void Writer::text(std::string_view value) {
  const auto at = out_.size();
  out_.append(value);
  if (!has_line_end(value)) return;
  std::replace_if(out_.begin() + static_cast<std::ptrdiff_t>(at), out_.end(), [](char c) { return c == '\r' || c == '\n'; }, ' ');
}

Writer& Writer::field(HeaderName name, std::string_view value) {
  out_.append(header_name_text(name)).append(": ");
  text(value);
  out_.append("\r\n");
  return *this;
}

Writer& Writer::field(std::string_view name, std::string_view value) {
  text(name);
  out_.append(": ");
  text(value);
  out_.append("\r\n");
  return *this;
}

Writer& Writer::field(HeaderName name, std::uint64_t value) {
  out_.append(header_name_text(name)).append(": ");
  append_number(out_, value);
  out_.append("\r\n");
  return *this;
}

Writer& Writer::cseq(std::uint32_t number, std::string_view method) {
  out_.append("CSeq: ");
  append_number(out_, number);
  out_.append(" ").append(method).append("\r\n");
  return *this;
}

Writer& Writer::via(Transport transport, std::string_view sent_by, std::string_view branch) {
  out_.append("Via: SIP/2.0/").append(transport_name(transport)).append(" ").append(sent_by).append(";branch=").append(branch);
  // RFC 5923 6: over TLS the peer may use this connection for its own requests.
  out_.append(transport == Transport::kUdp ? ";rport\r\n" : transport == Transport::kTls ? ";alias\r\n" : "\r\n");
  return *this;
}

Writer& Writer::address(HeaderName name, std::string_view name_addr, std::string_view tag) {
  out_.append(header_name_text(name)).append(": ");
  text(name_addr);
  if (!tag.empty()) out_.append(";tag=").append(tag);
  out_.append("\r\n");
  return *this;
}

Writer& Writer::parsed(HeaderName name, std::string_view value) {
  out_.append(header_name_text(name)).append(": ").append(value).append("\r\n");
  return *this;
}

Writer& Writer::copy(const Message& from, std::size_t field_index) {
  out_.append(from.field_text(field_index)).append(": ").append(from.field_value(field_index)).append("\r\n");
  return *this;
}

void Writer::body(std::string_view content_type, std::string_view body) {
  if (!content_type.empty()) field(HeaderName::kContentType, content_type);
  field(HeaderName::kContentLength, body.size());
  out_.append("\r\n").append(body);
}

std::string_view reason_phrase(std::uint16_t status) {
  switch (status) {
    case 100: return "Trying";
    case 180: return "Ringing";
    case 181: return "Call Is Being Forwarded";
    case 182: return "Queued";
    case 183: return "Session Progress";
    case 200: return "OK";
    case 202: return "Accepted";
    case 302: return "Moved Temporarily";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 407: return "Proxy Authentication Required";
    case 408: return "Request Timeout";
    case 413: return "Request Entity Too Large";
    case 415: return "Unsupported Media Type";
    case 416: return "Unsupported URI Scheme";
    case 420: return "Bad Extension";
    case 422: return "Session Interval Too Small";
    case 423: return "Interval Too Brief";
    case 480: return "Temporarily Unavailable";
    case 481: return "Call/Transaction Does Not Exist";
    case 482: return "Loop Detected";
    case 483: return "Too Many Hops";
    case 484: return "Address Incomplete";
    case 486: return "Busy Here";
    case 487: return "Request Terminated";
    case 488: return "Not Acceptable Here";
    case 491: return "Request Pending";
    case 500: return "Server Internal Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 504: return "Server Time-out";
    case 505: return "Version Not Supported";
    case 513: return "Message Too Large";
    case 600: return "Busy Everywhere";
    case 603: return "Decline";
    case 604: return "Does Not Exist Anywhere";
    case 606: return "Not Acceptable";
    default: break;
  }
  constexpr std::array<std::string_view, 7> kClasses = {"", "In Progress", "OK", "Redirected", "Refused", "Failed", "Declined"};
  return kClasses[std::min<std::size_t>(status / 100, 6)];
}

namespace {

// The value with received and rport filled in; parameters that claim them in
// advance are dropped, for a peer must not tell us where it is.
std::string filled_via(const Via& via, const Flow& flow) {
  std::string out;
  out.reserve(via.sent_by.size() + via.params.size() + 64);
  out.append("SIP/2.0/").append(via.transport).append(" ").append(via.sent_by);
  std::string_view rest = via.params;
  while (const auto parameter = next_parameter(rest)) {
    if (same_text(parameter->name, "received") || same_text(parameter->name, "rport")) continue;
    out.append(";").append(parameter->name);
    if (parameter->has_value) out.append("=").append(parameter->value);
  }
  const auto source = flow.remote.host();
  // RFC 3581 4: with rport, received is always given.
  if (via.rport_asked) out.append(";rport=").append(std::to_string(flow.remote.port));
  if (via.rport_asked || via.host != source) out.append(";received=").append(source);
  return out;
}

void copy_vias(Writer& writer, const Message& request, const Flow& flow) {
  bool top = true;
  request.each_value(HeaderName::kVia, [&](std::string_view value) {
    if (top && request.top_via()) writer.field(HeaderName::kVia, filled_via(*request.top_via(), flow));
    else writer.field(HeaderName::kVia, value);
    top = false;
    return true;
  });
}

}  // namespace

void write_response_head(Writer& writer, const Message& request, const Flow& flow, std::uint16_t status,
                         std::string_view reason, std::string_view to_tag) {
  writer.response(status, reason);
  copy_vias(writer, request, flow);
  // RFC 3261 12.1.1, RFC 6665 4.2.1: of the requests that we take outside a dialog these two make one.
  const bool makes_dialog = request.method() == Method::kInvite || request.method() == Method::kSubscribe;
  const bool dialog = makes_dialog && status > 100 && status < 300;
  for (std::size_t i = 0; i < request.field_count(); ++i) {
    switch (request.field_name(i)) {
      case HeaderName::kRecordRoute:
        if (dialog) writer.copy(request, i);
        break;
      case HeaderName::kTimestamp:
        if (status == 100) writer.copy(request, i);
        break;
      case HeaderName::kTo: {
        const auto& to = request.to();
        const bool tagged = !to || !to->tag().empty() || status == 100;
        writer.address(HeaderName::kTo, request.field_value(i), tagged ? std::string_view{} : to_tag);
        break;
      }
      case HeaderName::kFrom:
      case HeaderName::kCallId:
      case HeaderName::kCSeq:
        writer.parsed(request.field_name(i), request.field_value(i));
        break;
      default:
        break;
    }
  }
}

// RFC 3261 18.2.2. Names in a Via are never looked up: that is for a response that
// reaches nobody at the address its request came from, and would let whoever
// writes a Via make us ask for names and connect to strangers.
Flow response_flow(const Via& via, const Flow& flow) {
  Flow to = flow;
  if (web_socket(flow.transport)) return to;
  if (reliable(flow.transport)) {
    // Once the connection is gone: the port of its sent-by, where a peer listens.
    to.remote.port = via.port == 0 ? usual_port(flow.transport) : via.port;
    return to;
  }
  // RFC 3261 18.2.2 also lets maddr choose; a forged one would aim our answers
  // at a stranger, so the source address always wins.
  if (!via.rport_asked) to.remote.port = via.port == 0 ? 5060 : via.port;
  return to;
}

}  // namespace peal::sip
