#pragma once

#include <span>
#include <vector>

#include <sys/epoll.h>

namespace peal::media::plane {

class Stream;

/// Tells a media thread which of its streams have datagrams waiting. Asking each socket in turn costs a system call
/// for every silent stream on every beat; this costs one for all.
class Arrivals {
 public:
  Arrivals();
  ~Arrivals();
  Arrivals(const Arrivals&) = delete;
  Arrivals& operator=(const Arrivals&) = delete;

  /// `stream` must be removed before its socket is closed or given back.
  void add(Stream& stream);
  void remove(const Stream& stream);
  /// The streams with something to read; valid until the next call.
  [[nodiscard]] std::span<Stream* const> take();

 private:
  int epoll_;
  std::size_t watched_ = 0;
  std::vector<epoll_event> events_;
  std::vector<Stream*> ready_;
};

}  // namespace peal::media::plane
