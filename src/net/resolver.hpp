#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "net/dns_answer.hpp"

namespace peal::net {

/// Asks name servers with c-ares, many questions at once. It has no thread: one
/// thread of the owner's asks and turns it. The files of the machine (hosts,
/// resolv.conf, nsswitch.conf) count, so that thread may block on them for a
/// moment; it must not be the switch loop's.
class Resolver {
 public:
  using Told = std::function<void(const DnsAnswer&)>;

  /// `servers`: "192.0.2.53,[2001:db8::53]:5353"; empty: those of
  /// /etc/resolv.conf, read again when it changes. Error: kBadInput.
  [[nodiscard]] static base::Result<std::unique_ptr<Resolver>> open(const std::string& servers);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// `told` is called once, from inside turn() or at once; never with kFound and no record.
  void ask(const DnsQuestion& question, Told told);
  /// Waits at most so long for answers and takes those that come.
  void turn(base::Millis at_most);
  /// Ends the wait of turn(). Any thread.
  void wake();

 private:
  struct Inside;
  explicit Resolver(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace peal::net
