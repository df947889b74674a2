#include "net/byte_server.hpp"

#include <utility>

#include <array>
#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/thread.hpp"
#include "net/limits.hpp"
#include "net/listening_socket.hpp"

namespace peal::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using IoError = boost::system::error_code;
using Plain = tcp::socket;
using Secure = asio::ssl::stream<tcp::socket>;

constexpr base::Millis kLingerMax = base::Seconds{2};

void count_limit(const char* label) {
  base::counter("peal_net_limit_hits_total", "Times a limit of the network room was hit", label).add();
}

StreamEnd end_of(const IoError& error) {
  if (!error) return StreamEnd::kNone;
  const bool closed = error == asio::error::eof || error == asio::ssl::error::stream_truncated;
  return closed ? StreamEnd::kClosedByPeer : StreamEnd::kBroken;
}

// The streams that are open: counted, and found again to be cut off at stop.
struct OpenStreams {
  std::mutex mutex;
  std::condition_variable emptied;
  std::set<ByteStream*> streams;
};

template <class Socket>
class StreamOf final : public ByteStream, public std::enable_shared_from_this<StreamOf<Socket>> {
 public:
  StreamOf(Socket socket, const Address& peer, asio::io_context& context, std::shared_ptr<OpenStreams> open)
      : socket_(std::move(socket)), peer_(peer), context_(context), timer_(context), open_(std::move(open)) {
    const std::lock_guard lock(open_->mutex);
    open_->streams.insert(this);
  }
  ~StreamOf() override {
    const std::lock_guard lock(open_->mutex);
    open_->streams.erase(this);
    if (open_->streams.empty()) open_->emptied.notify_all();
  }

  void read(std::span<char> room, Done done) override {
    socket_.async_read_some(asio::buffer(room.data(), room.size()),
                            [self = this->shared_from_this(), done = std::move(done)](
                                const IoError& error, std::size_t bytes) { done(end_of(error), bytes); });
  }
  void write(std::vector<std::string_view> parts, Done done) override {
    std::vector<asio::const_buffer> buffers;
    for (const auto part : parts) buffers.emplace_back(part.data(), part.size());
    asio::async_write(socket_, buffers,
                      [self = this->shared_from_this(), done = std::move(done)](
                          const IoError& error, std::size_t bytes) { done(end_of(error), bytes); });
  }
  void set_deadline(base::Millis delay, std::function<void()> passed) override {
    timer_.expires_after(delay);
    // The generation tells a timer that had fired already, but was set anew
    // before its turn came, from the one that counts.
    timer_.async_wait(
        [self = this->weak_from_this(), passed = std::move(passed), turn = ++timer_turn_](const IoError& error) {
          const auto alive = self.lock();
          if (!error && alive && alive->timer_turn_ == turn) passed();
        });
  }
  void clear_deadline() override {
    ++timer_turn_;
    timer_.cancel();
  }
  void close() override {
    IoError ignored;
    clear_deadline();
    tcp_socket().shutdown(tcp::socket::shutdown_both, ignored);
    tcp_socket().close(ignored);
  }
  void finish() override {
    set_deadline(kLingerMax, [self = this->shared_from_this()] { self->close(); });
    if constexpr (std::is_same_v<Socket, Secure>) {
      socket_.async_shutdown([self = this->shared_from_this()](const IoError&) { self->linger(); });
    } else {
      linger();
    }
  }

  [[nodiscard]] const Address& peer() const override { return peer_; }
  [[nodiscard]] bool secure() const override { return std::is_same_v<Socket, Secure>; }
  [[nodiscard]] asio::io_context& context() override { return context_; }

  /// TLS only: calls `done` with whether the handshake succeeded.
  void handshake(base::Millis at_most, std::function<void(bool)> done) {
    set_deadline(at_most, [self = this->shared_from_this()] { self->close(); });
    socket_.async_handshake(asio::ssl::stream_base::server,
                            [self = this->shared_from_this(), done = std::move(done)](const IoError& error) {
                              self->clear_deadline();
                              done(!error);
                            });
  }

 private:
  tcp::socket& tcp_socket() {
    if constexpr (std::is_same_v<Socket, Secure>) return socket_.next_layer();
    else return socket_;
  }
  void linger() {
    IoError ignored;
    tcp_socket().shutdown(tcp::socket::shutdown_send, ignored);
    discard();
  }
  void discard() {
    tcp_socket().async_read_some(asio::buffer(room_),
                                 [self = this->shared_from_this()](const IoError& error, std::size_t) {
                                   if (error) self->close();
                                   else self->discard();
                                 });
  }

  Socket socket_;
  Address peer_;
  asio::io_context& context_;
  asio::steady_timer timer_;
  std::uint64_t timer_turn_ = 0;
  std::shared_ptr<OpenStreams> open_;
  std::array<char, 512> room_;
};

// A browser and a phone that offers nothing but HTTP/1.1 both get it (RFC 7301).
int select_alpn(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                unsigned offered_length, void*) {
  static constexpr unsigned char kHttp11[] = "\x08http/1.1";
  unsigned char* pick = nullptr;
  if (SSL_select_next_proto(&pick, length, kHttp11, sizeof(kHttp11) - 1, offered, offered_length) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *chosen = pick;
  return SSL_TLSEXT_ERR_OK;
}

base::Result<std::shared_ptr<asio::ssl::context>> make_tls(const CertificateFiles& files) {
  // Says in words what the calls below would say in numbers.
  if (const auto info = read_certificate(files); !info) return base::fail(info.error());
  auto tls = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  IoError error;
  tls->use_certificate_chain_file(files.certificate, error);
  if (!error) tls->use_private_key_file(files.key, asio::ssl::context::pem, error);
  if (error) {
    return base::fail(base::ErrorCode::kBadInput,
                      "The certificate " + files.certificate + " cannot be used: " + error.message() + ".",
                      files.certificate);
  }
  SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_alpn_select_cb(tls->native_handle(), select_alpn, nullptr);
  // An idle connection then holds 34 KB less.
  SSL_CTX_set_mode(tls->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  return tls;
}

struct Door {
  tcp::acceptor acceptor;
  asio::steady_timer rest;
  bool secure;
};

}  // namespace

struct ByteServer::Impl {
  explicit Impl(Options given) : options(std::move(given)) {}

  void accept(Door& door) {
    door.acceptor.async_accept([this, &door](const IoError& error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (!error) {
        take(door.secure, std::move(socket));
        return accept(door);
      }
      // Out of descriptors, most likely: trying again at once would only spin.
      count_limit("limit=descriptors");
      door.rest.expires_after(base::Seconds{1});
      door.rest.async_wait([this, &door](const IoError& stopped) {
        if (!stopped) accept(door);
      });
    });
  }

  void take(bool secure, tcp::socket socket) {
    IoError error;
    const auto from = socket.remote_endpoint(error);
    if (error) return;
    {
      const std::lock_guard lock(open->mutex);
      if (open->streams.size() >= options.streams_max) return count_limit("limit=http_connections");
    }
    socket.set_option(tcp::no_delay{true}, error);
    const auto peer = Address::from_sockaddr(*reinterpret_cast<const sockaddr*>(from.data()));
    if (!secure) return options.opened(std::make_shared<StreamOf<Plain>>(std::move(socket), peer, context, open));
    const auto tls = certificate();
    auto stream = std::make_shared<StreamOf<Secure>>(Secure{std::move(socket), *tls}, peer, context, open);
    stream->handshake(options.handshake_max, [this, stream](bool done) {
      if (done) return options.opened(stream);
      base::counter("peal_http_tls_failures_total", "TLS handshakes that failed").add();
      stream->close();
    });
  }

  std::shared_ptr<asio::ssl::context> certificate() {
    const std::lock_guard lock(tls_mutex);
    return tls_now;
  }

  void cut_off() {
    const std::lock_guard lock(open->mutex);
    for (auto* stream : open->streams) stream->close();
  }

  // A few more rounds, so that what was under way hears of its end, through
  // TLS and WebSocket too; then the thread ends, whatever timers still wait.
  void settle(int rounds) {
    if (rounds == 0) return context.stop();
    asio::post(context, [this, rounds] { settle(rounds - 1); });
  }

  Options options;
  asio::io_context context{1};
  std::shared_ptr<OpenStreams> open = std::make_shared<OpenStreams>();
  std::mutex tls_mutex;
  std::shared_ptr<asio::ssl::context> tls_now;
  std::list<Door> doors;
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work;
  std::thread thread;
};

ByteServer::ByteServer(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}
ByteServer::~ByteServer() { stop(base::Millis{0}); }

base::Status ByteServer::use_certificate(const CertificateFiles& files) {
  auto tls = make_tls(files);
  if (!tls) return base::fail(std::move(tls.error()));
  const std::lock_guard lock(impl_->tls_mutex);
  impl_->tls_now = std::move(*tls);
  return {};
}

base::Result<Address> ByteServer::listen(const Address& at, bool secure) {
  auto listening = open_listening_socket(at);
  if (!listening) return base::fail(std::move(listening.error()));
  tcp::acceptor acceptor(impl_->context);
  acceptor.assign(at.is_ipv6() ? tcp::v6() : tcp::v4(), listening->socket.release());
  impl_->doors.push_back({std::move(acceptor), asio::steady_timer{impl_->context}, secure});
  return listening->local;
}

void ByteServer::start() {
  impl_->work.emplace(impl_->context.get_executor());
  for (auto& door : impl_->doors) impl_->accept(door);
  impl_->thread = std::thread([this] {
    base::begin_thread("web", base::Importance::kPeople);
    impl_->context.run();
  });
}

void ByteServer::stop(base::Millis at_most) {
  if (!impl_->thread.joinable()) return;
  asio::post(impl_->context, [this] {
    IoError ignored;
    for (auto& door : impl_->doors) {
      door.acceptor.close(ignored);
      door.rest.cancel();
    }
  });
  {
    std::unique_lock lock(impl_->open->mutex);
    impl_->open->emptied.wait_for(lock, at_most, [this] { return impl_->open->streams.empty(); });
  }
  asio::post(impl_->context, [this] {
    impl_->cut_off();
    impl_->work.reset();
    impl_->settle(8);
  });
  impl_->thread.join();
}

void ByteServer::post(std::function<void()> task) { asio::post(impl_->context, std::move(task)); }

void ByteServer::post_after(base::Millis delay, std::function<void()> task) {
  asio::post(impl_->context, [this, delay, task = std::move(task)] {
    auto timer = std::make_shared<asio::steady_timer>(impl_->context, delay);
    timer->async_wait([timer, task](const IoError& error) {
      if (!error) task();
    });
  });
}

}  // namespace peal::net
