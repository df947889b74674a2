#pragma once

#include <functional>
#include <memory>

#include "net/address.hpp"
#include "net/byte_stream.hpp"
#include "net/certificate.hpp"

namespace peal::net {

/// The thread, the ports and the TLS of an HttpServer: accepts, does the TLS
/// handshake and hands over streams. Asio lives in its .cpp only.
class ByteServer {
 public:
  using Opened = std::function<void(std::shared_ptr<ByteStream>)>;

  struct Options {
    std::size_t streams_max = 0;  ///< One more is closed at once and counted.
    base::Millis handshake_max{};
    Opened opened;  ///< On the HTTP thread.
  };

  explicit ByteServer(Options options);
  ~ByteServer();
  ByteServer(const ByteServer&) = delete;
  ByteServer& operator=(const ByteServer&) = delete;

  /// For handshakes from now on. Any thread.
  [[nodiscard]] base::Status use_certificate(const CertificateFiles& files);
  /// Before `start`. Gives the address with the port really used.
  [[nodiscard]] base::Result<Address> listen(const Address& at, bool secure);
  void start();
  /// Closes the ports, gives streams `at_most` to end by themselves, then cuts
  /// them off and ends the thread.
  void stop(base::Millis at_most);
  /// Any thread; dropped after `stop`.
  void post(std::function<void()> task);
  void post_after(base::Millis delay, std::function<void()> task);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace peal::net
