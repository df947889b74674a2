#include "net/http_parser.hpp"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

#include "base/assert.hpp"

namespace peal::net {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using base::ErrorCode;

std::string_view plain(beast::string_view text) { return {text.data(), text.size()}; }

HttpParser::Fault too_long_head(std::uint32_t most) {
  return {431, {ErrorCode::kTooLarge, fmt::format("The head of the request is longer than {} bytes.", most), {}}};
}

}  // namespace

struct HttpParser::Impl {
  explicit Impl(std::uint32_t most) : head_bytes_max(most) {
    parser.header_limit(most);
    // limit_body counts, with the limit of the route. Beast 1.74 takes "no
    // limit" (boost::none) for a limit below every length, hence the number.
    parser.body_limit(UINT64_MAX);
  }
  [[nodiscard]] const http::fields& fields() const { return parser.get(); }

  http::request_parser<http::string_body> parser;
  std::uint32_t head_bytes_max;
  std::size_t head_bytes = 0;
  std::size_t body_bytes_max = SIZE_MAX;
};

HttpParser::HttpParser(std::uint32_t head_bytes_max) : impl_(std::make_unique<Impl>(head_bytes_max)) {}
HttpParser::~HttpParser() = default;
HttpParser::HttpParser(HttpParser&&) noexcept = default;
HttpParser& HttpParser::operator=(HttpParser&&) noexcept = default;

tl::expected<std::size_t, HttpParser::Fault> HttpParser::feed(std::string_view bytes) {
  auto& parser = impl_->parser;
  const bool had_head = parser.is_header_done();
  std::size_t used = 0;
  while (used < bytes.size() && !parser.is_done() && parser.is_header_done() == had_head) {
    beast::error_code error;
    const auto some = parser.put({bytes.data() + used, bytes.size() - used}, error);
    used += some;
    if (error == http::error::need_more) break;
    if (error == http::error::header_limit) return tl::unexpected(too_long_head(impl_->head_bytes_max));
    if (error)
      return tl::unexpected(
          Fault{400, {ErrorCode::kBadInput, "The request is malformed: " + error.message() + ".", {}}});
    if (some == 0 || parser.get().body().size() > impl_->body_bytes_max) break;
  }
  if (!had_head) impl_->head_bytes += used;
  if (impl_->head_bytes > impl_->head_bytes_max) return tl::unexpected(too_long_head(impl_->head_bytes_max));
  if (auto fault = limit_body(impl_->body_bytes_max)) return tl::unexpected(std::move(*fault));
  return used;
}

std::optional<HttpParser::Fault> HttpParser::limit_body(std::size_t bytes) {
  impl_->body_bytes_max = bytes;
  if (!impl_->parser.is_header_done()) return std::nullopt;
  const auto announced = impl_->parser.content_length();
  const bool fits = impl_->parser.get().body().size() <= bytes && (!announced || *announced <= bytes);
  if (fits) return std::nullopt;
  return Fault{413, {ErrorCode::kTooLarge, fmt::format("The body is longer than {} bytes.", bytes), {}}};
}

bool HttpParser::head_done() const { return impl_->parser.is_header_done(); }
bool HttpParser::done() const { return impl_->parser.is_done(); }
bool HttpParser::keep_alive() const { return impl_->parser.is_header_done() && impl_->parser.get().keep_alive(); }
bool HttpParser::is_head_request() const { return impl_->parser.get().method() == http::verb::head; }

bool HttpParser::expects_continue() const {
  return impl_->parser.get().version() >= 11 && beast::iequals(impl_->fields()[http::field::expect], "100-continue");
}

bool HttpParser::wants_websocket() const {
  return impl_->parser.get().method() == http::verb::get &&
         http::token_list{impl_->fields()[http::field::connection]}.exists("upgrade") &&
         http::token_list{impl_->fields()[http::field::upgrade]}.exists("websocket");
}

tl::expected<HttpRequest, HttpParser::Fault> HttpParser::head() const {
  PEAL_ASSERT(head_done());
  const auto& message = impl_->parser.get();
  HttpRequest request;
  request.method = plain(message.method_string());
  if (auto parsed = parse_target(plain(message.target()), request); !parsed) {
    return tl::unexpected(Fault{400, std::move(parsed.error())});
  }
  std::size_t hosts = 0;
  for (const auto& field : message) {
    if (field.name() == http::field::host) ++hosts;
    request.headers.add(std::string{plain(field.name_string())}, std::string{plain(field.value())});
  }
  // RFC 9112 3.2: no Host or two of them is 400.
  if (message.version() >= 11 && hosts != 1) {
    return tl::unexpected(Fault{400, {ErrorCode::kBadInput, "The request must have one Host header.", "Host"}});
  }
  if (request.headers.has("Cookie")) request.cookies = parse_cookies(request.headers.get("Cookie"));
  return request;
}

std::string HttpParser::take_body() {
  PEAL_ASSERT(done());
  return std::move(impl_->parser.get().body());
}

}  // namespace peal::net
