#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "net/address.hpp"

namespace peal::net {

/// Names and values in the order they came; a name may repeat.
class HttpPairs {
 public:
  enum class Names : std::uint8_t { kExact, kAnyCase };
  HttpPairs() = default;
  explicit HttpPairs(Names names) : names_(names) {}

  void add(std::string name, std::string value) { items_.emplace_back(std::move(name), std::move(value)); }
  /// The first value of `name`; empty when there is none (`has` tells).
  [[nodiscard]] std::string_view get(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& items() const { return items_; }
  [[nodiscard]] std::size_t size() const { return items_.size(); }

 private:
  [[nodiscard]] bool same(std::string_view a, std::string_view b) const;

  Names names_ = Names::kExact;
  std::vector<std::pair<std::string, std::string>> items_;
};

/// One request, whole and checked: the path is decoded, has no "." or ".."
/// segment and no zero byte.
struct HttpRequest {
  std::string method;  ///< As sent; methods are case-sensitive (RFC 9110 9.1).
  std::string target;  ///< As sent: "/queues/3?state=open".
  std::string path;    ///< Percent-decoded: "/queues/3".
  HttpPairs query;     ///< Decoded; '+' is a space.
  HttpPairs headers{HttpPairs::Names::kAnyCase};
  HttpPairs cookies;
  std::string body;
  Address peer;
  bool secure = false;  ///< Came over TLS.
};

/// What to answer: `body`, or the file when `file` is not empty.
struct HttpResponse {
  std::uint16_t status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  ///< Without Content-Length, Date and Connection.
  std::string body;
  /// Sent with ETag, Last-Modified and Range (RFC 9110 13, 14); absent: 404.
  std::string file;

  HttpResponse& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  [[nodiscard]] static HttpResponse text(std::uint16_t status, std::string body);
  [[nodiscard]] static HttpResponse json(std::uint16_t status, std::string body);
  /// The type comes from the file's ending.
  [[nodiscard]] static HttpResponse of_file(std::string path);
  /// RFC 9457 application/problem+json, with the status of the error's row.
  [[nodiscard]] static HttpResponse problem(const base::Error& error);
  [[nodiscard]] static HttpResponse problem(std::uint16_t status, const base::Error& error);
};

/// True when the request names no Origin, or the scheme and host it was sent
/// to (RFC 6454 7). A browser always names it when a WebSocket is opened.
[[nodiscard]] bool same_origin(const HttpRequest& request);
/// True when Origin is there and is one of `allowed` ("https://shop.example").
[[nodiscard]] bool origin_among(const HttpRequest& request, const std::vector<std::string>& allowed);

/// "a%20b" to "a b"; nothing when an escape is broken or gives a zero byte.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);
[[nodiscard]] std::string percent_encode(std::string_view text);
/// Fills target, path and query. Errors: kBadInput.
[[nodiscard]] base::Status parse_target(std::string_view target, HttpRequest& into);
/// "a=1; b=2" (RFC 6265 5.4); broken pairs are left out.
[[nodiscard]] HttpPairs parse_cookies(std::string_view header);
/// A query or a form body (application/x-www-form-urlencoded). Errors: kBadInput, kTooMany.
[[nodiscard]] base::Result<HttpPairs> parse_query(std::string_view text);

/// First and last byte, both sent.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};
/// One range of a Range header over `size` bytes (RFC 9110 14.1.2). Nothing
/// when the header is to be ignored (another unit, several ranges, broken);
/// kBadInput when it cannot be satisfied (416).
[[nodiscard]] base::Result<std::optional<ByteRange>> parse_range(std::string_view header, std::uint64_t size);

/// "Not Found" for 404; "Unknown" for a number nobody registered.
[[nodiscard]] std::string_view status_text(std::uint16_t status);
/// "text/html; charset=utf-8" for "index.html".
[[nodiscard]] std::string_view content_type_of(std::string_view path);
/// `text` as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string json_quoted(std::string_view text);

}  // namespace peal::net
