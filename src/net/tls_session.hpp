#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/tls_context.hpp"

struct ssl_st;

namespace peal::net {

/// Names of which a server's certificate must have at least one: host names,
/// SIP domains or IP addresses in text.
using TlsNames = std::vector<std::string>;

/// TLS as a plain machine: bytes of the wire in, text out, and the other way
/// round. No socket, no clock.
class TlsSession {
 public:
  enum class State : std::uint8_t {
    kHandshake,
    kOpen,
    kClosed,  ///< The peer said goodbye.
    kBroken,  ///< See `failure`; what is to be sent is an alert.
  };

  [[nodiscard]] static TlsSession accept(std::shared_ptr<const TlsContext> context);
  /// Opens when the certificate is one that the context trusts and has a name
  /// of each of `wanted`. The first name is asked for (RFC 6066 3).
  [[nodiscard]] static TlsSession connect(std::shared_ptr<const TlsContext> context, std::vector<TlsNames> wanted);
  ~TlsSession();
  TlsSession(TlsSession&&) noexcept;
  TlsSession& operator=(TlsSession&&) = delete;

  /// Takes bytes from the wire; the text in them is appended to `text`.
  State receive(std::string_view wire, std::string& text);
  /// Only while it is open.
  void send(std::string_view text);
  /// Says goodbye (close_notify).
  void close();
  /// What is for the wire now.
  [[nodiscard]] std::string take_outgoing();

  [[nodiscard]] State state() const { return state_; }
  /// In words, for the person who looks after the trunk.
  [[nodiscard]] const std::string& failure() const { return failure_; }
  /// The certificate was refused, not the connection.
  [[nodiscard]] bool distrusted() const { return distrusted_; }

 private:
  TlsSession(std::shared_ptr<const TlsContext> context, std::vector<TlsNames> wanted, bool client);
  void shake_hands();
  void check_names();
  void fail_with(std::string words);

  std::shared_ptr<const TlsContext> context_;
  std::vector<TlsNames> wanted_;
  ssl_st* ssl_;
  State state_ = State::kHandshake;
  bool distrusted_ = false;
  std::string failure_;
};

}  // namespace peal::net
