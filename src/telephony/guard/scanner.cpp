#include "telephony/guard/scanner.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "sip/message/token.hpp"

namespace peal::telephony {
namespace {

// As these programs begin their User-Agent when nobody tells them otherwise. A
// mere part of a name would hit "MySipClient" and Mr Tiwari.
constexpr std::array<std::string_view, 11> kNames{"friendly-scanner", "friendly-request", "sipvicious", "sundayddr",
                                                  "sip-scan",         "sipcli/",          "siparmyknife", "iwar ",
                                                  "vaxsipuseragent",  "sivus",            "pplsip"};
// What SIPVicious calls itself in From.
constexpr std::string_view kDisplay = "\"sipvicious\"";

bool begins(std::string_view text, std::string_view name) {
  return text.size() >= name.size() && sip::same_text(text.substr(0, name.size()), name);
}

}  // namespace

bool from_a_scanner(const sip::Message& request) {
  const auto product = request.header(sip::HeaderName::kUserAgent);
  return std::ranges::any_of(kNames, [&](std::string_view name) { return begins(product, name); }) ||
         begins(request.header(sip::HeaderName::kFrom), kDisplay);
}

}  // namespace peal::telephony
