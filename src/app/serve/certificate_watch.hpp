#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include "base/result.hpp"
#include "net/certificate.hpp"
#include "net/loop.hpp"

namespace peal::app {

/// Sees when somebody puts another certificate or key in place, and has it used
/// without a restart. What cannot be used is told in the log, once, and the old
/// one goes on. The loop's thread.
class CertificateWatch {
 public:
  using Use = std::function<base::Status()>;

  CertificateWatch(net::Loop& loop, net::CertificateFiles files, Use use);
  ~CertificateWatch();
  CertificateWatch(const CertificateWatch&) = delete;
  CertificateWatch& operator=(const CertificateWatch&) = delete;

  /// Takes what is there, changed or not.
  void look_now();

 private:
  /// When a file was written, and which it is: a renewal renames a new one into place.
  using Mark = std::array<std::int64_t, 8>;
  [[nodiscard]] Mark mark() const;
  void look();
  void take();

  net::Loop& loop_;
  net::CertificateFiles files_;
  Use use_;
  Mark seen_;
  net::Loop::Timer timer_;
};

}  // namespace peal::app
