#include "api/control/control_socket.hpp"

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

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
namespace {

/// The answer that the thread of the socket waits for. It may come from another
/// thread, after that one gave up on it, or never: the rest of the server stops.
class AwaitedAnswer {
 public:
  void come(net::HttpResponse response) {
    const std::lock_guard lock(mutex_);
    if (!response_) response_ = std::move(response);
    changed_.notify_all();
  }
  /// Nobody will answer any more.
  void give_up() {
    const std::lock_guard lock(mutex_);
    given_up_ = true;
    changed_.notify_all();
  }
  net::HttpResponse wait() {
    std::unique_lock lock(mutex_);
    const bool over = changed_.wait_for(lock, kControlTimeout, [this] { return response_ || given_up_; });
    if (response_) return *std::move(response_);
    return net::HttpResponse::problem(
        over ? base::Error{base::ErrorCode::kUnavailable, "The server is about to stop.", "api.draining"}
             : base::Error{base::ErrorCode::kTimeout, "The server did not answer in time.", ""});
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<net::HttpResponse> response_;
  bool given_up_ = false;
};

/// Held by whoever may still answer; when the last of them is gone, nobody will.
struct AnswerTo {
  explicit AnswerTo(std::shared_ptr<AwaitedAnswer> to) : awaited(std::move(to)) {}
  ~AnswerTo() { awaited->give_up(); }
  AnswerTo(const AnswerTo&) = delete;
  AnswerTo& operator=(const AnswerTo&) = delete;
  std::shared_ptr<AwaitedAnswer> awaited;
};

}  // namespace

struct ControlSocket::Inside {
  std::filesystem::path path;
  Handle handle;
  net::Descriptor listener;
  net::Descriptor stop;
  std::mutex mutex;
  bool stopping = false;
  std::shared_ptr<AwaitedAnswer> awaited;  // While a request is at work.
  std::thread thread;

  void run();
  void serve(net::Descriptor peer);
  net::HttpResponse answer_to(net::HttpRequest request);
  void end_waiting();
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
  inside_->end_waiting();
  inside_->thread.join();
  ::unlink(inside_->path.c_str());
}

void ControlSocket::Inside::run() {
  base::begin_thread("control", base::Importance::kPeople);
  for (;;) {
    pollfd fds[2] = {{listener.get(), POLLIN, 0}, {stop.get(), POLLIN, 0}};
    if (::poll(fds, 2, -1) < 0 && errno != EINTR) return;
    if (fds[1].revents != 0) return;
    if (fds[0].revents == 0) continue;
    net::Descriptor peer(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!peer.open()) {
      // Out of descriptors, most likely: trying again at once would only spin.
      (void)::poll(&fds[1], 1, static_cast<int>(kControlRest.count()));
    } else if (is_owner(peer.get())) {
      serve(std::move(peer));
    } else {
      base::log(base::LogLevel::kWarning, "api", "control_socket_refused");
    }
  }
}

void ControlSocket::Inside::serve(net::Descriptor peer) {
  auto request = read_control_request(peer.get(), stop.get());
  if (!request) return send_control_response(peer.get(), stop.get(), net::HttpResponse::problem(request.error()));
  send_control_response(peer.get(), stop.get(), answer_to(*std::move(request)));
}

// What answers may be gone before it has: the switch loop has ended by the time
// this socket is closed, and what was posted to it is never done.
net::HttpResponse ControlSocket::Inside::answer_to(net::HttpRequest request) {
  const auto waiting = std::make_shared<AwaitedAnswer>();
  {
    const std::lock_guard lock(mutex);
    awaited = waiting;
    if (stopping) waiting->give_up();
  }
  handle(std::move(request), [to = std::make_shared<AnswerTo>(waiting)](net::HttpResponse response) {
    to->awaited->come(std::move(response));
  });
  auto response = waiting->wait();
  const std::lock_guard lock(mutex);
  awaited = nullptr;
  return response;
}

void ControlSocket::Inside::end_waiting() {
  const std::lock_guard lock(mutex);
  stopping = true;
  if (awaited) awaited->give_up();
}

}  // namespace peal::api
