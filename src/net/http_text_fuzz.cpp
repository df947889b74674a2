#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "net/address.hpp"
#include "net/http_parser.hpp"

// Everything of this room that reads text of strangers by its own code.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace peal;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto address = net::Address::parse(text)) {
    PEAL_ASSERT(net::Address::parse(address->text()) == address);
  }
  static_cast<void>(net::parse_cookies(text));
  static_cast<void>(net::parse_query(text));
  net::HttpRequest request;
  if (net::parse_target(text, request)) PEAL_ASSERT(request.path.find('\0') == std::string::npos);
  const std::uint64_t file_size = size > 0 ? data[0] : 0;
  if (const auto range = net::parse_range(text, file_size); range && *range) {
    PEAL_ASSERT((*range)->first <= (*range)->last && (*range)->last < file_size);
  }
  request.headers.add("Origin", std::string{text});
  request.headers.add("Host", "peal");
  static_cast<void>(net::same_origin(request));
  PEAL_ASSERT(net::json_quoted(text).size() >= 2);
  net::HttpParser parser(1024);
  if (const auto used = parser.feed(text)) PEAL_ASSERT(*used <= size);
  return 0;
}
