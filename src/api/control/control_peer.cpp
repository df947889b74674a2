#include "api/control/control_peer.hpp"

#include <array>
#include <cerrno>

#include <poll.h>
#include <sys/socket.h>

#include "api/limits.hpp"
#include "net/http_parser.hpp"
#include "net/limits.hpp"

namespace peal::api {
namespace {

// True when there are bytes (POLLIN) or there is room for some (POLLOUT), or the end.
bool wait_for(short what, int peer, int stop) {
  for (;;) {
    pollfd fds[2] = {{peer, what, 0}, {stop, POLLIN, 0}};
    const int ready = ::poll(fds, 2, static_cast<int>(base::Millis{kControlTimeout}.count()));
    if (ready < 0 && errno == EINTR) continue;
    return ready > 0 && fds[1].revents == 0;
  }
}

// A peer that does not read must not hold up the next one, nor the end of the server.
void send_all(int peer, int stop, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN && wait_for(POLLOUT, peer, stop)) continue;
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

tl::unexpected<base::Error> fault(const net::HttpParser::Fault& found) { return base::fail(found.error); }

}  // namespace

base::Result<net::HttpRequest> read_control_request(int peer, int stop) {
  net::HttpParser parser(net::kHttpHeadBytesMax);
  std::string pending;
  bool limited = false;
  while (!parser.done()) {
    const auto used = parser.feed(pending);
    if (!used) return fault(used.error());
    pending.erase(0, *used);
    if (parser.head_done() && !limited) {
      limited = true;
      if (const auto too_long = parser.limit_body(kControlMessageMax)) return fault(*too_long);
      if (parser.expects_continue()) send_all(peer, stop, "HTTP/1.1 100 Continue\r\n\r\n");
      continue;
    }
    if (parser.done() || *used > 0) continue;
    std::array<char, 64 << 10> chunk{};
    if (!wait_for(POLLIN, peer, stop)) return base::fail(base::ErrorCode::kTimeout, "The request did not end.", "");
    const auto got = ::recv(peer, chunk.data(), chunk.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return base::fail(base::ErrorCode::kBadInput, "The request broke off.", "");
    pending.append(chunk.data(), static_cast<std::size_t>(got));
  }
  auto request = parser.head();
  if (!request) return fault(request.error());
  request->body = parser.take_body();
  return *std::move(request);
}

void send_control_response(int peer, int stop, const net::HttpResponse& response) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " " + std::string(net::status_text(response.status));
  head += "\r\nConnection: close\r\nContent-Length: " + std::to_string(response.body.size()) + "\r\n";
  for (const auto& [name, value] : response.headers) head += name + ": " + value + "\r\n";
  head += "\r\n";
  send_all(peer, stop, head);
  send_all(peer, stop, response.body);
}

}  // namespace peal::api
