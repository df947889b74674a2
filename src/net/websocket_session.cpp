#include "net/websocket_session.hpp"

#include <utility>

#include <atomic>
#include <deque>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "base/metrics.hpp"
#include "net/limits.hpp"

namespace peal::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using Error = beast::error_code;

constexpr std::size_t kFrameBytes = 64;  // What a queued message costs besides its text.
constexpr std::size_t kKeptBufferBytes = 16 << 10;

Error error_of(StreamEnd end) {
  if (end == StreamEnd::kNone) return {};
  return end == StreamEnd::kClosedByPeer ? Error{asio::error::eof} : Error{asio::error::connection_reset};
}

// A ByteStream as Beast wants to see one. There is one type of it, so Beast's
// WebSocket is compiled once for plain and TLS connections.
class Layer {
 public:
  using executor_type = asio::io_context::executor_type;

  Layer(std::shared_ptr<ByteStream> stream, std::string early) : stream_(std::move(stream)), early_(std::move(early)) {}
  executor_type get_executor() noexcept { return stream_->context().get_executor(); }

  template <class Buffers, class Handler>
  auto async_read_some(const Buffers& buffers, Handler&& handler) {
    std::span<char> room;
    for (const asio::mutable_buffer part : beast::buffers_range_ref(buffers)) {
      if (room.empty()) room = {static_cast<char*>(part.data()), part.size()};
    }
    const auto begin = [this, room](auto&& done) {
      auto held = std::make_shared<std::decay_t<decltype(done)>>(std::forward<decltype(done)>(done));
      if (room.empty() || !early_.empty()) {
        const auto taken = early_.copy(room.data(), room.size());
        early_.erase(0, taken);
        return asio::post(get_executor(), [held, taken] { (*held)(Error{}, taken); });
      }
      stream_->read(room, [held](StreamEnd end, std::size_t bytes) { (*held)(error_of(end), bytes); });
    };
    return asio::async_initiate<Handler, void(Error, std::size_t)>(begin, handler);
  }

  template <class Buffers, class Handler>
  auto async_write_some(const Buffers& buffers, Handler&& handler) {
    std::vector<std::string_view> parts;
    for (const asio::const_buffer part : beast::buffers_range_ref(buffers)) {
      parts.emplace_back(static_cast<const char*>(part.data()), part.size());
    }
    const auto begin = [this, &parts](auto&& done) {
      auto held = std::make_shared<std::decay_t<decltype(done)>>(std::forward<decltype(done)>(done));
      stream_->write(std::move(parts), [held](StreamEnd end, std::size_t bytes) { (*held)(error_of(end), bytes); });
    };
    return asio::async_initiate<Handler, void(Error, std::size_t)>(begin, handler);
  }

  // Beast calls these three by name: when a time limit passes, and at the end.
  friend void beast_close_socket(Layer& layer) { layer.stream_->close(); }
  friend void teardown(beast::role_type, Layer& layer, Error& error) {
    error = {};
    layer.stream_->close();
  }
  template <class Handler>
  friend void async_teardown(beast::role_type, Layer& layer, Handler&& handler) {
    layer.stream_->finish();
    asio::post(layer.get_executor(), beast::bind_front_handler(std::forward<Handler>(handler), Error{}));
  }

 private:
  std::shared_ptr<ByteStream> stream_;
  std::string early_;
};

// The part that senders on other threads see.
struct Outbox {
  std::atomic<std::size_t> unsent{0};
  std::atomic<bool> closed{false};
};

struct Message {
  std::shared_ptr<const std::string> bytes;
  bool binary = false;
};

class Session final : public WebSocketSession, public std::enable_shared_from_this<Session> {
 public:
  Session(WebSocketOpening opening, const UpgradeHandler& handler)
      : site_(std::move(opening.site)),
        stream_(std::move(opening.stream)),
        request_(std::move(opening.request)),
        accepted_(std::move(opening.accepted)),
        handler_(handler),
        websocket_(Layer{stream_, std::move(opening.early)}) {
    site_->sessions.insert(this);
    open_gauge().add(1);
  }
  ~Session() override {
    site_->sessions.erase(this);
    open_gauge().add(-1);
  }

  void start() {
    // Pings go out by Beast after half of the idle time.
    websocket_.set_option(websocket::stream_base::timeout{kTlsHandshakeMax, handler_.idle_max, true});
    websocket_.read_message_max(handler_.message_max);
    websocket_.auto_fragment(false);
    websocket_.set_option(
        websocket::stream_base::decorator([name = accepted_.subprotocol](websocket::response_type& response) {
          if (!name.empty()) response.set(http::field::sec_websocket_protocol, name);
        }));
    http::request<http::empty_body> request{http::verb::get, request_.target, 11};
    for (const auto& [name, value] : request_.headers.items()) request.insert(name, value);
    websocket_.async_accept(request, [self = shared_from_this()](const Error& error) {
      if (!error) self->opened();
    });
  }

  void close(std::uint16_t code, std::string reason) override {
    outbox_->closed = true;
    if (close_code_ != 0) return;
    close_code_ = code;
    close_reason_ = std::move(reason);
    close_reason_.resize(std::min(close_reason_.size(), kWebSocketReasonMax));
    // Whatever hinders the orderly end, this one comes.
    stream_->set_deadline(kWebSocketCloseMax, [stream = stream_] { stream->close(); });
    if (!writing_ && opened_) write_next();
  }

 private:
  static base::Gauge& open_gauge() {
    static auto& gauge = base::gauge("peal_websockets_open", "WebSockets that are open");
    return gauge;
  }

  void opened() {
    opened_ = true;
    handle_ = WebSocket{make_core()};
    if (handler_.opened) handler_.opened(handle_, request_);
    request_ = {};
    read();
    if (close_code_ != 0 && !writing_) write_next();
  }

  std::shared_ptr<const WebSocket::Core> make_core() {
    static std::atomic<std::uint64_t> next_id{1};
    auto core = std::make_shared<WebSocket::Core>();
    core->id = next_id++;
    core->peer = stream_->peer();
    core->attributes = std::move(accepted_.attributes);
    core->send = [outbox = outbox_, weak = weak_from_this(), bytes = site_->bytes, most = handler_.unsent_max](
                     std::shared_ptr<const std::string> text, bool binary) {
      return offer(*outbox, weak, bytes, most, Message{std::move(text), binary});
    };
    core->close = [outbox = outbox_, weak = weak_from_this(), bytes = site_->bytes](std::uint16_t code,
                                                                                    std::string reason) {
      if (outbox->closed.exchange(true)) return;
      on_http_thread(bytes, [weak, code, reason = std::move(reason)] {
        if (const auto self = weak.lock()) self->close(code, reason);
      });
    };
    core->unsent_bytes = [outbox = outbox_] { return outbox->unsent.load(); };
    return core;
  }

  static bool on_http_thread(const std::weak_ptr<ByteServer>& bytes, std::function<void()> task) {
    const auto server = bytes.lock();
    if (server) server->post(std::move(task));
    return server != nullptr;
  }

  static bool offer(Outbox& outbox, const std::weak_ptr<Session>& weak, const std::weak_ptr<ByteServer>& bytes,
                    std::size_t most, Message message) {
    if (outbox.closed) return false;
    const auto size = message.bytes->size() + kFrameBytes;
    if (outbox.unsent.fetch_add(size) + size <= most) {
      return on_http_thread(bytes, [weak, message = std::move(message)] {
        if (const auto self = weak.lock()) self->enqueue(message);
      });
    }
    outbox.unsent -= size;
    if (outbox.closed.exchange(true)) return false;
    base::counter("peal_websocket_slow_closed_total", "WebSockets closed because their reader was too slow").add();
    on_http_thread(bytes, [weak] {
      if (const auto self = weak.lock()) self->drop_slow();
    });
    return false;
  }

  void enqueue(const Message& message) {
    queue_.push_back(message);
    if (!writing_) write_next();
  }

  // What waits would only keep the close frame back; the one message that is
  // half out must go first.
  void drop_slow() {
    if (writing_) queue_.resize(1);
    else queue_.clear();
    close(kCloseTryAgainLater, "too slow");
  }

  void write_next() {
    writing_ = true;
    if (queue_.empty()) {
      if (close_code_ != 0) return send_close();
      writing_ = false;
      return;
    }
    websocket_.binary(queue_.front().binary);
    const auto& bytes = *queue_.front().bytes;
    websocket_.async_write(asio::buffer(bytes), [self = shared_from_this()](const Error& error, std::size_t) {
      self->outbox_->unsent -= self->queue_.front().bytes->size() + kFrameBytes;
      self->queue_.pop_front();
      // The read that is always under way reports the end.
      if (error) return self->stream_->close();
      self->write_next();
    });
  }

  void send_close() {
    websocket::close_reason why{close_code_};
    why.reason.assign(close_reason_.begin(), close_reason_.end());
    websocket_.async_close(why, [self = shared_from_this()](const Error&) {});
  }

  void read() {
    websocket_.async_read(buffer_, [self = shared_from_this()](const Error& error, std::size_t) {
      if (error) return self->ended(error);
      const auto data = self->buffer_.data();
      const std::string_view text{static_cast<const char*>(data.data()), data.size()};
      if (self->handler_.message && self->close_code_ == 0) {
        self->handler_.message(self->handle_, text, self->websocket_.got_binary());
      }
      self->buffer_.consume(text.size());
      if (self->buffer_.capacity() > kKeptBufferBytes) self->buffer_.shrink_to_fit();
      self->read();
    });
  }

  void ended(const Error& error) {
    outbox_->closed = true;
    std::uint16_t code = kCloseAbnormal;
    std::string reason;
    if (error == websocket::error::closed) {
      code = websocket_.reason().code == websocket::close_code::none ? kCloseNone : websocket_.reason().code;
      reason = {websocket_.reason().reason.data(), websocket_.reason().reason.size()};
    } else if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow) {
      code = kCloseTooBig;
    } else if (error.category() == Error{websocket::error::bad_opcode}.category()) {
      code = kCloseProtocolError;
    }
    if (close_code_ != 0) code = close_code_;
    if (handler_.closed) handler_.closed(handle_, code, reason);
  }

  std::shared_ptr<HttpSite> site_;
  std::shared_ptr<ByteStream> stream_;
  HttpRequest request_;
  UpgradeAccepted accepted_;
  const UpgradeHandler& handler_;
  websocket::stream<Layer, false> websocket_;  // No permessage-deflate: it costs memory for each socket.
  std::shared_ptr<Outbox> outbox_ = std::make_shared<Outbox>();
  WebSocket handle_;
  beast::flat_buffer buffer_;
  std::deque<Message> queue_;
  std::uint16_t close_code_ = 0;
  std::string close_reason_;
  bool opened_ = false;
  bool writing_ = false;
};

}  // namespace

void open_websocket(WebSocketOpening opening, const UpgradeHandler& handler) {
  std::make_shared<Session>(std::move(opening), handler)->start();
}

}  // namespace peal::net
