#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/descriptor.hpp"
#include "net/http_message.hpp"

namespace peal::net {

/// A file opened to be sent, and how a request's conditions turn out.
struct HttpFile {
  Descriptor file;
  std::uint16_t status = 200;                                ///< 200, 206, 304 or 416.
  std::optional<ByteRange> bytes;                            ///< What to send; nothing for an empty body.
  std::vector<std::pair<std::string, std::string>> headers;  ///< ETag, Last-Modified, Content-Range...
};

/// Opens a regular file for `request`: If-None-Match, If-Modified-Since, Range
/// and If-Range (RFC 9110 13 and 14) are weighed. Errors: kNotFound, kForbidden.
[[nodiscard]] base::Result<HttpFile> open_http_file(const std::string& path, const HttpPairs& request_headers);

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7).
[[nodiscard]] std::string http_date(std::int64_t unix_seconds);

}  // namespace peal::net
