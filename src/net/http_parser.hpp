#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/http_message.hpp"

namespace peal::net {

/// Reads one HTTP/1.x request from bytes as they come. No socket, no clock.
class HttpParser {
 public:
  /// Why the request cannot be read, with the status to answer.
  struct Fault {
    std::uint16_t status = 400;
    base::Error error;
  };

  explicit HttpParser(std::uint32_t head_bytes_max);
  ~HttpParser();
  HttpParser(HttpParser&&) noexcept;
  HttpParser& operator=(HttpParser&&) noexcept;

  /// Takes what it can use from the front of `bytes` and returns how much; call
  /// again with the rest and more. Stops once at the end of the head, so that
  /// the caller can set a limit for the body, and at the end of the request.
  [[nodiscard]] tl::expected<std::size_t, Fault> feed(std::string_view bytes);
  /// 413 beyond it. Meaningful from the end of the head on.
  [[nodiscard]] std::optional<Fault> limit_body(std::size_t bytes);

  [[nodiscard]] bool head_done() const;
  [[nodiscard]] bool done() const;
  [[nodiscard]] bool keep_alive() const;        ///< RFC 9112 9.3.
  [[nodiscard]] bool expects_continue() const;  ///< RFC 9110 10.1.1.
  [[nodiscard]] bool wants_websocket() const;   ///< A GET with "Upgrade: websocket".
  [[nodiscard]] bool is_head_request() const;
  /// Method, target, path, query, headers and cookies; the fault is 400.
  /// From the end of the head on.
  [[nodiscard]] tl::expected<HttpRequest, Fault> head() const;
  /// The body, moved out. Only when done.
  [[nodiscard]] std::string take_body();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace peal::net
