#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sip/flow.hpp"
#include "sip/limits.hpp"

namespace peal::sip {

/// A URI as views into the text it was parsed from; nothing is unescaped.
struct Uri {
  std::string_view text;      ///< The whole of it.
  std::string_view scheme;    ///< As written; compare without case.
  std::string_view user;      ///< With escapes; empty when there is none.
  std::string_view password;
  std::string_view host;      ///< Without the brackets of IPv6. For a scheme other than sip and sips: all that follows it.
  std::uint16_t port = 0;     ///< 0: not written.
  std::string_view params;    ///< After the first ';', without it.
  std::string_view headers;   ///< After '?', without it.
  bool has_user = false;      ///< "sip:@host" is malformed, "sip:host" has none.

  [[nodiscard]] bool sip() const;   ///< sip or sips.
  [[nodiscard]] bool sips() const;
  /// A parameter's value; nothing when it is missing, empty when it has no value.
  [[nodiscard]] std::optional<std::string_view> param(std::string_view name) const;
  /// `text` without its headers: what may stand in a Request-URI (RFC 3261 19.1.1).
  [[nodiscard]] std::string_view without_headers() const;
  /// Without parameters, too. A user part may hold ';' and '?' of its own.
  [[nodiscard]] std::string_view bare() const;
  /// The user part with %xx turned into bytes.
  [[nodiscard]] std::string user_text() const;
  /// `transport` parameter or the default of the scheme (RFC 3261 19.1.2, 26.2.2).
  [[nodiscard]] Transport transport() const;
  /// Where a request to it goes when its host is numeric: maddr, port and
  /// transport as RFC 3263 4 says without DNS. Names wait for a resolver (NAPTR,
  /// SRV) that belongs beside the transports.
  [[nodiscard]] std::optional<Flow> numeric_flow() const;
};

/// RFC 3261 25.1 for sip and sips; of other schemes (tel, http) only that they
/// are an absolute URI.
[[nodiscard]] std::optional<Uri> parse_uri(std::string_view text);
/// The same into a new one, which is of no use when this says false.
[[nodiscard]] bool read_uri(std::string_view text, Uri& uri);

/// RFC 3261 19.1.4: case, escapes, order of parameters and the four parameters
/// that must match when only one side has them.
[[nodiscard]] bool equivalent(const Uri& a, const Uri& b);

/// %xx to bytes; a broken escape stays as it is.
[[nodiscard]] std::string unescape(std::string_view text);
/// Bytes outside the user part's set become %xx.
[[nodiscard]] std::string escape_user(std::string_view text);

/// One parameter of a ';' list: `name`, `name=value` or `name="quoted"`.
struct Parameter {
  std::string_view name;
  std::string_view value;
  bool has_value = false;
};
/// Takes the next parameter off the front of `rest` ("a=1;b"). Nothing at the
/// end, or when malformed (then `rest` is not empty).
[[nodiscard]] std::optional<Parameter> next_parameter(std::string_view& rest);
/// Finds one by name, without case.
[[nodiscard]] std::optional<std::string_view> find_parameter(std::string_view params, std::string_view name);
/// At least one, at most kParametersMax, and nothing else.
[[nodiscard]] bool well_formed_parameters(std::string_view params);

}  // namespace peal::sip
