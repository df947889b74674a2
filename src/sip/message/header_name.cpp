#include "sip/message/header_name.hpp"

#include <array>
#include <cstddef>

#include "sip/message/token.hpp"

namespace peal::sip {

namespace {

constexpr std::size_t kCount = static_cast<std::size_t>(HeaderName::kCount);

constexpr std::array<std::string_view, kCount> kHeaderNames = {
    "",
    "Accept", "Accept-Encoding", "Accept-Language", "Alert-Info", "Allow", "Allow-Events", "Authentication-Info",
    "Authorization", "Call-ID", "Call-Info", "Contact", "Content-Disposition", "Content-Encoding", "Content-Language",
    "Content-Length", "Content-Type", "CSeq", "Date", "Diversion", "Error-Info", "Event", "Expires", "Flow-Timer", "From",
    "History-Info", "Identity", "Info-Package", "In-Reply-To", "Max-Forwards", "MIME-Version", "Min-Expires", "Min-SE",
    "Organization", "P-Asserted-Identity", "P-Preferred-Identity", "Path", "Priority", "Privacy", "Proxy-Authenticate",
    "Proxy-Authorization", "Proxy-Require", "RAck", "Reason", "Record-Route", "Recv-Info", "Refer-To", "Referred-By",
    "Replaces", "Reply-To", "Require", "Retry-After", "Route", "RSeq", "Server", "Service-Route", "Session-Expires",
    "Subject", "Subscription-State", "Supported", "Timestamp", "To", "Unsupported", "User-Agent", "Via", "Warning",
    "WWW-Authenticate"};

struct Compact {
  char letter;
  HeaderName name;
};
// RFC 3261 20, RFC 3265 (o, u), RFC 3515 (r), RFC 3892 (b), RFC 4028 (x), RFC 8224 (y).
constexpr Compact kCompact[] = {
    {'i', HeaderName::kCallId},      {'m', HeaderName::kContact},       {'e', HeaderName::kContentEncoding},
    {'l', HeaderName::kContentLength}, {'c', HeaderName::kContentType}, {'f', HeaderName::kFrom},
    {'s', HeaderName::kSubject},     {'k', HeaderName::kSupported},     {'t', HeaderName::kTo},
    {'v', HeaderName::kVia},         {'o', HeaderName::kEvent},         {'u', HeaderName::kAllowEvents},
    {'r', HeaderName::kReferTo},     {'b', HeaderName::kReferredBy},    {'x', HeaderName::kSessionExpires},
    {'y', HeaderName::kIdentity}};

constexpr std::size_t kSlots = 512;

// Three characters and the length tell nearly all names apart; the rest lie one
// behind the other.
constexpr std::size_t slot_of(std::string_view text) {
  if (text.empty()) return 0;
  const auto code = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(lower(text[i]))); };
  return (code(0) * 7 + code(text.size() / 2) * 31 + code(text.size() - 1) * 57 + text.size() * 131) % kSlots;
}

constexpr auto kTable = [] {
  std::array<std::uint8_t, kSlots> table{};
  for (std::size_t i = 1; i < kCount; ++i) {
    std::size_t slot = slot_of(kHeaderNames[i]);
    while (table[slot] != 0) slot = (slot + 1) % kSlots;
    table[slot] = static_cast<std::uint8_t>(i);
  }
  return table;
}();

}  // namespace

HeaderName parse_header_name(std::string_view text) {
  if (text.size() == 1) {
    for (const auto& compact : kCompact) {
      if (compact.letter == lower(text[0])) return compact.name;
    }
    return HeaderName::kOther;
  }
  for (std::size_t slot = slot_of(text); kTable[slot] != 0; slot = (slot + 1) % kSlots) {
    const std::string_view name = kHeaderNames[kTable[slot]];
    if (name == text || same_text(name, text)) return static_cast<HeaderName>(kTable[slot]);  // Nearly all are written so.
  }
  return HeaderName::kOther;
}

std::string_view header_name_text(HeaderName name) { return kHeaderNames[static_cast<std::size_t>(name)]; }

}  // namespace peal::sip
