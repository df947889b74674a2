#include "sip/message/message.hpp"
#include "sip/message/token.hpp"

// Whether a message that splits into fields obeys the grammar where we rely on it.
namespace peal::sip {

namespace {
// RFC 3261 8.1.1 and 20: mandatory, and at most once.
constexpr HeaderName kOnce[] = {HeaderName::kTo, HeaderName::kFrom, HeaderName::kCallId, HeaderName::kCSeq};
constexpr HeaderName kAtMostOnce[] = {HeaderName::kMaxForwards, HeaderName::kContentType, HeaderName::kExpires};

std::optional<Fault> bad(std::string_view reason) { return Fault{400, reason}; }

bool callid_text(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) return false;
  }
  return !text.empty();
}

}  // namespace

std::optional<Fault> Message::check() const {
  const auto fault = [&]() -> std::optional<Fault> {
    if (is_request() && !same_text(view(version_at_, version_size_), "SIP/2.0")) return Fault{505, "Version Not Supported"};
    for (const auto name : kOnce) {
      if (!has(name)) return bad("Missing mandatory header field");
      if (given_twice(name)) return bad("Header field given twice");
    }
    for (const auto name : kAtMostOnce) {
      if (given_twice(name)) return bad("Header field given twice");
    }
    const auto& seq = cseq();
    if (!seq) return bad("Bad CSeq");
    if (is_request() && seq->method != method_text()) return bad("CSeq does not name the method");
    if (!callid_text(call_id())) return bad("Bad Call-ID");
    if (const auto wrong = check_addresses()) return wrong;
    return is_request() ? check_request() : std::nullopt;
  }();
  // A response cannot be answered (RFC 3261 8.1.3.1 leaves dropping it).
  if (fault && !is_request()) return Fault{0, fault->reason};
  return fault;
}

std::optional<Fault> Message::check_addresses() const {
  bool good = has(HeaderName::kVia);
  std::size_t vias = 0;
  each_value(HeaderName::kVia, [&](std::string_view value) {
    good = (vias == 0 ? top_via().has_value() : parse_via(value).has_value()) && ++vias <= kViaMax;
    return good;
  });
  if (!good) return bad("Bad Via");
  if (!from()) return bad("Bad From");
  if (!to()) return bad("Bad To");
  bool first = true;
  each_value(HeaderName::kContact, [&](std::string_view value) {
    good = value == "*" || (first ? contact().has_value() : parse_name_addr(value).has_value());
    first = false;
    return good;
  });
  if (!good) return bad("Bad Contact");
  for (const auto name : {HeaderName::kRoute, HeaderName::kRecordRoute}) {
    each_value(name, [&](std::string_view value) {
      const auto route = parse_name_addr(value);
      good = route && route->bracketed;
      return good;
    });
  }
  return good ? std::nullopt : bad("Bad Route");
}

std::optional<Fault> Message::check_request() const {
  if (!all(request_uri(), kUriAny)) return bad("Bad Request-URI");
  if (!uri()) return bad("Bad Request-URI");
  // RFC 3261 19.1.1 table 1: headers are not allowed there.
  if (!uri()->headers.empty()) return bad("Request-URI with header fields");
  if (has(HeaderName::kMaxForwards)) {
    const auto hops = number(HeaderName::kMaxForwards);
    if (!hops || *hops > 255) return bad("Bad Max-Forwards");
  }
  return std::nullopt;
}

}  // namespace peal::sip
