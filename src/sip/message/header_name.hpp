#pragma once

#include <cstdint>
#include <string_view>

namespace peal::sip {

/// Header fields with a meaning here; kOther keeps its text in the message.
enum class HeaderName : std::uint8_t {
  kOther,
  kAccept, kAcceptEncoding, kAcceptLanguage, kAlertInfo, kAllow, kAllowEvents, kAuthenticationInfo, kAuthorization,
  kCallId, kCallInfo, kContact, kContentDisposition, kContentEncoding, kContentLanguage, kContentLength, kContentType,
  kCSeq, kDate, kDiversion, kErrorInfo, kEvent, kExpires, kFlowTimer, kFrom, kHistoryInfo, kIdentity, kInfoPackage,
  kInReplyTo, kMaxForwards, kMimeVersion, kMinExpires, kMinSe, kOrganization, kPAssertedIdentity, kPPreferredIdentity,
  kPath, kPriority, kPrivacy, kProxyAuthenticate, kProxyAuthorization, kProxyRequire, kRAck, kReason, kRecordRoute,
  kRecvInfo, kReferTo, kReferredBy, kReplaces, kReplyTo, kRequire, kRetryAfter, kRoute, kRSeq, kServer, kServiceRoute,
  kSessionExpires, kSubject, kSubscriptionState, kSupported, kTimestamp, kTo, kUnsupported, kUserAgent, kVia, kWarning,
  kWwwAuthenticate,
  kCount,
};

/// Case does not matter; compact forms (RFC 3261 7.3.3, 20) are the same name.
[[nodiscard]] HeaderName parse_header_name(std::string_view text);
/// The long form as it is written in RFCs.
[[nodiscard]] std::string_view header_name_text(HeaderName name);

}  // namespace peal::sip
