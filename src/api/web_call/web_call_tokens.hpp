#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/fields.hpp"
#include "base/result.hpp"
#include "core/ids.hpp"

namespace peal::api {

/// What a customer's token allows: one call to one number.
struct WebCallClaims {
  core::TenantId tenant;
  std::string number;
  std::string name;      ///< As the customer typed it; may be empty.
  std::string language;  ///< BCP 47; may be empty.
  std::string nonce;     ///< Names the token; 16 hex digits.
  core::Time expires;
  std::string caller;    ///< E.164, as the customer stated it; may be empty.
  PEAL_FIELDS(WebCallClaims, tenant, number, name, language, nonce, expires, caller)
};

/// Signed tokens (HMAC-SHA-512-256) that are good once. The key lives as long
/// as the program: no token outlives it by more than kWebCallTokenLife. Any thread.
class WebCallTokens {
 public:
  WebCallTokens();

  /// Fills in nonce and expiry.
  [[nodiscard]] std::pair<std::string, WebCallClaims> issue(WebCallClaims claims, core::Time now);
  /// The claims, the first time. kNotSignedIn: forged, too old or used.
  [[nodiscard]] base::Result<WebCallClaims> spend(std::string_view token, core::Time now);

 private:
  std::string key_;
  std::mutex mutex_;
  std::unordered_map<std::string, core::Time> spent_;  ///< Nonce to expiry.
};

/// The claims as attributes of a connection and back; nothing when the
/// attributes are of another kind of connection.
[[nodiscard]] std::map<std::string, std::string> to_attributes(const WebCallClaims& claims);
[[nodiscard]] std::optional<WebCallClaims> web_call_of(const std::map<std::string, std::string>& attributes);

}  // namespace peal::api
