#include "sip/message/writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "sip/locate/located.hpp"
#include "sip/message/token.hpp"

namespace peal::sip {

namespace {

// All parts of a line: the text grows once for them, and a part that is written here has a size that the compiler knows.
template <class... Part>
inline void put(std::string& out, const Part&... part) {
  auto at = out.size();
  out.resize(at + (std::string_view(part).size() + ...));
  const auto place = [&](std::string_view text) {
    std::char_traits<char>::copy(out.data() + at, text.data(), text.size());  // Unlike memcpy it takes an empty part.
    at += text.size();
  };
  (place(part), ...);
}

/// A number as text, without memory of its own.
class Digits {
 public:
  explicit Digits(std::uint64_t value) : end_(std::to_chars(text_.data(), text_.data() + text_.size(), value).ptr) {}
  Digits(const Digits&) = delete;
  Digits& operator=(const Digits&) = delete;
  operator std::string_view() const { return {text_.data(), static_cast<std::size_t>(end_ - text_.data())}; }

 private:
  std::array<char, 20> text_;
  char* end_;
};

}  // namespace

Writer& Writer::request(std::string_view method, std::string_view uri) {
  put(out_, method, " ");
  text(uri);
  put(out_, " SIP/2.0\r\n");
  return *this;
}

Writer& Writer::response(std::uint16_t status, std::string_view reason) {
  put(out_, "SIP/2.0 ", Digits(status), " ");
  text(reason.empty() ? reason_phrase(status) : reason);
  put(out_, "\r\n");
  return *this;
}

void Writer::text(std::string_view value) {
  const auto at = out_.size();
  out_.append(value);
  if (!has_line_end(value)) return;
  std::replace_if(out_.begin() + static_cast<std::ptrdiff_t>(at), out_.end(), [](char c) { return c == '\r' || c == '\n'; }, ' ');
}

Writer& Writer::field(HeaderName name, std::string_view value) { return field(header_name_text(name), value); }

Writer& Writer::field(std::string_view name, std::string_view value) {
  if (!has_line_end(name) && !has_line_end(value)) return put(out_, name, ": ", value, "\r\n"), *this;
  text(name);
  put(out_, ": ");
  text(value);
  put(out_, "\r\n");
  return *this;
}

Writer& Writer::field(HeaderName name, std::uint64_t value) {
  put(out_, header_name_text(name), ": ", Digits(value), "\r\n");
  return *this;
}

Writer& Writer::cseq(std::uint32_t number, std::string_view method) {
  put(out_, "CSeq: ", Digits(number), " ", method, "\r\n");
  return *this;
}

Writer& Writer::via(Transport transport, std::string_view sent_by, std::string_view branch) {
  // RFC 5923 6: over TLS the peer may use this connection for its own requests.
  const std::string_view end = transport == Transport::kUdp ? ";rport\r\n" : transport == Transport::kTls ? ";alias\r\n" : "\r\n";
  put(out_, "Via: SIP/2.0/", transport_name(transport), " ", sent_by, ";branch=", branch, end);
  return *this;
}

Writer& Writer::address(HeaderName name, std::string_view name_addr, std::string_view tag) {
  put(out_, header_name_text(name), ": ");
  text(name_addr);
  if (!tag.empty()) put(out_, ";tag=", tag);
  put(out_, "\r\n");
  return *this;
}

Writer& Writer::parsed(HeaderName name, std::string_view value) {
  put(out_, header_name_text(name), ": ", value, "\r\n");
  return *this;
}

Writer& Writer::copy(const Message& from, std::size_t field_index) {
  put(out_, from.field_text(field_index), ": ", from.field_value(field_index), "\r\n");
  return *this;
}

void Writer::body(std::string_view content_type, std::string_view body) {
  if (!content_type.empty()) field(HeaderName::kContentType, content_type);
  field(HeaderName::kContentLength, body.size());
  put(out_, "\r\n", body);
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

// The line with received and rport filled in; parameters that claim them in
// advance are dropped, for a peer must not tell us where it is. Of a message
// that was parsed: no part has a line end.
void write_filled_via(std::string& out, const Via& via, const Flow& flow) {
  put(out, "Via: SIP/2.0/", via.transport, " ", via.sent_by);
  std::string_view rest = via.params;
  while (const auto parameter = next_parameter(rest)) {
    if (same_text(parameter->name, "received") || same_text(parameter->name, "rport")) continue;
    if (parameter->has_value) put(out, ";", parameter->name, "=", parameter->value);
    else put(out, ";", parameter->name);
  }
  const auto source = flow.remote.host();
  // RFC 3581 4: with rport, received is always given.
  if (via.rport_asked) put(out, ";rport=", Digits(flow.remote.port));
  if (via.rport_asked || via.host != source) put(out, ";received=", source);
  put(out, "\r\n");
}

}  // namespace

Writer& Writer::vias(const Message& request, const Flow& flow) {
  bool top = true;
  request.each_value(HeaderName::kVia, [&](std::string_view value) {
    if (top && request.top_via()) write_filled_via(out_, *request.top_via(), flow);
    else parsed(HeaderName::kVia, value);
    top = false;
    return true;
  });
  return *this;
}

void write_response_head(Writer& writer, const Message& request, const Flow& flow, std::uint16_t status,
                         std::string_view reason, std::string_view to_tag) {
  writer.response(status, reason).vias(request, flow);
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
