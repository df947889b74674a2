#include "net/http_connection.hpp"

#include <utility>

#include "base/metrics.hpp"
#include "net/websocket_session.hpp"

namespace peal::net {
namespace {

using base::ErrorCode;

base::Counter& malformed() {
  static auto& counter =
      base::counter("peal_http_refused_requests_total", "Requests refused before a handler saw them");
  return counter;
}

}  // namespace

HttpConnection::HttpConnection(std::shared_ptr<HttpSite> site, std::shared_ptr<ByteStream> stream)
    : site_(std::move(site)), stream_(std::move(stream)), parser_(site_->options.head_bytes_max) {
  site_->connections.insert(this);
}

HttpConnection::~HttpConnection() { site_->connections.erase(this); }

void HttpConnection::start() {
  begin_request(Phase::kHead);
  read();
}

void HttpConnection::begin_request(Phase phase) {
  parser_ = HttpParser(site_->options.head_bytes_max);
  request_ = {};
  keep_ = false;
  is_head_ = false;
  enter(phase, phase == Phase::kIdle ? site_->options.idle_max : site_->options.head_max);
}

// Every phase has its own bound, counted from its beginning and not from the
// last byte, so that a peer who sends one byte now and then gains nothing.
void HttpConnection::enter(Phase phase, Millis at_most) {
  phase_ = phase;
  stream_->set_deadline(at_most, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->deadline_passed();
  });
}

void HttpConnection::deadline_passed() {
  switch (phase_) {
    case Phase::kHead:
      if (waiting_.empty() && sequence_ == 0) return end();  // Connected and said nothing.
      [[fallthrough]];
    case Phase::kBody:
      return refuse({408, {ErrorCode::kTimeout, "The request did not arrive in time.", {}}});
    case Phase::kReply:
      ++sequence_;
      keep_ = false;
      return answer(HttpResponse::problem({ErrorCode::kTimeout, "The server did not find an answer in time.", {}}));
    case Phase::kIdle:
    case Phase::kWriting:
    case Phase::kEnded:
      return end();
  }
}

void HttpConnection::read() {
  reading_ = true;
  stream_->read(room_, [self = shared_from_this()](StreamEnd end, std::size_t bytes) { self->read_done(end, bytes); });
}

void HttpConnection::read_done(StreamEnd end_of_stream, std::size_t bytes) {
  reading_ = false;
  if (phase_ == Phase::kWriting || phase_ == Phase::kEnded) return;
  if (end_of_stream != StreamEnd::kNone) return end();
  waiting_.append(room_.data(), bytes);
  if (phase_ == Phase::kIdle) enter(Phase::kHead, site_->options.head_max);
  advance();
}

// Gives the parser what waits, and reads on when it needs more.
void HttpConnection::advance() {
  while (!parser_.done()) {
    const bool had_head = parser_.head_done();
    const auto used = parser_.feed(waiting_);
    if (!used) return refuse(used.error());
    waiting_.erase(0, *used);
    const bool head_came = !had_head && parser_.head_done();
    if (head_came && !head_read()) return;
    if (!head_came && *used == 0) return read();
  }
  request_read();
}

// False when it was answered, or when an interim answer is under way.
bool HttpConnection::head_read() {
  is_head_ = parser_.is_head_request();
  keep_ = parser_.keep_alive() && !site_->draining;
  auto head = parser_.head();
  if (!head) return refuse(head.error()), false;
  request_ = std::move(*head);
  request_.peer = stream_->peer();
  request_.secure = stream_->secure();
  const auto& hint = site_->options.body_bytes_max;
  const auto most = hint ? hint(request_.method, request_.path) : kHttpBodyBytesMax;
  if (const auto fault = parser_.limit_body(most)) return refuse(*fault), false;
  if (parser_.done()) return true;
  enter(Phase::kBody, site_->options.body_max);
  if (!parser_.expects_continue() || !waiting_.empty()) return true;
  send_continue();
  return false;
}

void HttpConnection::send_continue() {
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  stream_->write({kContinue}, [self = shared_from_this()](StreamEnd end_of_stream, std::size_t) {
    if (self->phase_ == Phase::kBody && end_of_stream == StreamEnd::kNone) self->advance();
  });
}

void HttpConnection::request_read() {
  request_.body = parser_.take_body();
  const auto found = site_->upgrades.find(request_.path);
  if (parser_.wants_websocket() && found != site_->upgrades.end()) return upgrade(found->second);
  enter(Phase::kReply, site_->options.reply_max);
  const auto sequence = ++sequence_;
  request_headers_ = request_.headers;
  site_->answering[this] = shared_from_this();
  site_->handler(std::move(request_),
                 HttpReply{[bytes = site_->bytes, weak = weak_from_this(), sequence](HttpResponse response) {
                   const auto server = bytes.lock();
                   if (!server) return;
                   server->post([weak, sequence, response = std::move(response)]() mutable {
                     if (const auto self = weak.lock()) self->respond(sequence, std::move(response));
                   });
                 }});
  request_ = {};
}

void HttpConnection::upgrade(UpgradeHandler& handler) {
  auto accepted = handler.accept(request_);
  if (!accepted) {
    keep_ = false;
    return answer(HttpResponse::problem(accepted.error()));
  }
  if (!request_.body.empty() || site_->draining) {
    return refuse({400, {ErrorCode::kBadInput, "An upgrade must have no body.", {}}});
  }
  phase_ = Phase::kEnded;
  stream_->clear_deadline();
  open_websocket({site_, stream_, std::move(waiting_), std::move(request_), std::move(*accepted)}, handler);
}

void HttpConnection::refuse(const HttpParser::Fault& fault) {
  malformed().add();
  keep_ = false;
  answer(HttpResponse::problem(fault.status, fault.error));
}

void HttpConnection::respond(std::uint64_t sequence, HttpResponse response) {
  if (sequence == sequence_ && phase_ == Phase::kReply) answer(std::move(response));
}

void HttpConnection::drain() {
  keep_ = false;
  if (phase_ == Phase::kIdle || (phase_ == Phase::kHead && waiting_.empty())) end();
}

// A read may still be under way (after 408): its bytes would be lost to
// `finish`, so the stream is cut; the peer was silent, so nothing is reset.
void HttpConnection::end() {
  if (phase_ == Phase::kEnded) return;
  phase_ = Phase::kEnded;
  stream_->clear_deadline();
  if (reading_) stream_->close();
  else stream_->finish();
}

}  // namespace peal::net
