#include "api/control/control_socket.hpp"

#include <cerrno>
#include <cstring>
#include <future>
#include <thread>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "api/control/control_peer.hpp"
#include "api/limits.hpp"
#include "base/log.hpp"
#include "base/thread.hpp"

namespace peal::api {

struct ControlSocket::Inside {
  std::filesystem::path path;
  Handle handle;
  net::Descriptor listener;
  net::Descriptor stop;
  std::thread thread;

  void run() const;
  void serve(net::Descriptor peer) const;
};

namespace {

tl::unexpected<base::Error> refused(const char* doing, const std::filesystem::path& path) {
  const int number = errno;
  const auto code = number == EACCES || number == EPERM ? base::ErrorCode::kPermission : base::ErrorCode::kAddressInUse;
  return base::fail(code, std::string(doing) + " " + path.string() + ": " + std::strerror(number) + ".", path.string());
}

bool is_owner(int peer) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return false;
  return credentials.uid == ::geteuid() || credentials.uid == 0;
}

}  // namespace

ControlSocket::ControlSocket(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

base::Result<std::unique_ptr<ControlSocket>> ControlSocket::open(const std::filesystem::path& path, Handle handle) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto text = path.string();
  if (text.size() >= sizeof address.sun_path) {
    return base::fail(base::ErrorCode::kBadInput, "The path of the control socket is longer than 107 bytes: " + text + ".",
                      text);
  }
  std::memcpy(address.sun_path, text.data(), text.size());

  auto inside = std::make_unique<Inside>();
  inside->path = path;
  inside->handle = std::move(handle);
  inside->stop = net::Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  inside->listener = net::Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int fd = inside->listener.get();
  ::unlink(text.c_str());
  // On Linux the mode of the descriptor becomes that of the file at bind, so
  // there is no moment in which somebody else could connect.
  if (::fchmod(fd, 0600) != 0 || ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::chmod(text.c_str(), 0600) != 0 || ::listen(fd, kControlBacklog) != 0) {
    return refused("Cannot listen on", path);
  }
  inside->thread = std::thread([raw = inside.get()] { raw->run(); });
  return std::unique_ptr<ControlSocket>(new ControlSocket(std::move(inside)));
}

ControlSocket::~ControlSocket() {
  const std::uint64_t one = 1;
  (void)!::write(inside_->stop.get(), &one, sizeof one);
  inside_->thread.join();
  ::unlink(inside_->path.c_str());
}

void ControlSocket::Inside::run() const {
  base::begin_thread("control", base::Importance::kPeople);
  for (;;) {
    pollfd fds[2] = {{listener.get(), POLLIN, 0}, {stop.get(), POLLIN, 0}};
    if (::poll(fds, 2, -1) < 0 && errno != EINTR) return;
    if (fds[1].revents != 0) return;
    if (fds[0].revents == 0) continue;
    net::Descriptor peer(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!peer.open()) continue;
    if (is_owner(peer.get())) serve(std::move(peer));
    else base::log(base::LogLevel::kWarning, "api", "control_socket_refused");
  }
}

void ControlSocket::Inside::serve(net::Descriptor peer) const {
  auto request = read_control_request(peer.get(), stop.get());
  if (!request) return send_control_response(peer.get(), net::HttpResponse::problem(request.error()));
  // The answer may come from another thread, and after this one gave up on it.
  auto promise = std::make_shared<std::promise<net::HttpResponse>>();
  auto answer = promise->get_future();
  handle(*std::move(request),
         [promise = std::move(promise)](net::HttpResponse response) { promise->set_value(std::move(response)); });
  if (answer.wait_for(kControlTimeout) != std::future_status::ready) {
    const base::Error late{base::ErrorCode::kTimeout, "The server did not answer in time.", ""};
    return send_control_response(peer.get(), net::HttpResponse::problem(late));
  }
  // A request that was dropped when the workers stopped leaves a broken promise.
  try {
    send_control_response(peer.get(), answer.get());
  } catch (const std::future_error&) {
    const base::Error stopping{base::ErrorCode::kUnavailable, "The server is about to stop.", "api.draining"};
    send_control_response(peer.get(), net::HttpResponse::problem(stopping));
  }
}

}  // namespace peal::api
