// The second half of a connection's work: an answer on its way out.
#include <array>
#include <cerrno>
#include <utility>

#include <unistd.h>

#include <fmt/format.h>

#include "base/metrics.hpp"
#include "net/http_connection.hpp"
#include "net/limits.hpp"

namespace peal::net {
namespace {

void count_answer(std::uint16_t status) {
  static const auto counters = [] {
    std::array<base::Counter*, 6> made{};
    for (std::size_t i = 1; i < made.size(); ++i) {
      made[i] = &base::counter("peal_http_answers_total", "Answers by class of status", fmt::format("class={}xx", i));
    }
    return made;
  }();
  if (status >= 100 && status < 600) counters[status / 100U]->add();
}

// A line break in a header's value would let its author write further headers.
void append_header(std::string& head, std::string_view name, std::string_view value) {
  const auto append_clean = [&head](std::string_view text) {
    for (const char c : text) head += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
  };
  append_clean(name);
  head += ": ";
  append_clean(value);
  head += "\r\n";
}

// RFC 9110 6.4.1: these never have a body.
bool is_bodiless(std::uint16_t status) { return status < 200 || status == 204 || status == 304; }

}  // namespace

void HttpConnection::answer(HttpResponse response) {
  const auto self = shared_from_this();
  site_->answering.erase(this);
  file_ = {};
  if (!response.file.empty()) return answer_file(std::move(response));
  body_ = std::move(response.body);
  write_head(response, body_.size());
}

void HttpConnection::answer_file(HttpResponse response) {
  auto opened = open_http_file(response.file, request_headers_);
  response.file.clear();
  if (!opened) return answer(HttpResponse::problem(opened.error()));
  file_ = std::move(*opened);
  response.status = file_.status == 200 ? response.status : file_.status;
  response.headers.insert(response.headers.end(), file_.headers.begin(), file_.headers.end());
  body_.clear();
  write_head(response, file_.bytes ? file_.bytes->last - file_.bytes->first + 1 : 0);
}

void HttpConnection::write_head(const HttpResponse& response, std::uint64_t body_bytes) {
  count_answer(response.status);
  head_ = fmt::format("HTTP/1.1 {} {}\r\n", response.status, status_text(response.status));
  for (const auto& [name, value] : response.headers) append_header(head_, name, value);
  append_header(head_, "Date", http_date(base::unix_millis(base::live_now()) / 1000));
  if (!is_bodiless(response.status)) append_header(head_, "Content-Length", std::to_string(body_bytes));
  if (site_->draining) keep_ = false;
  append_header(head_, "Connection", keep_ ? "keep-alive" : "close");
  head_ += "\r\n";
  if (is_head_ || is_bodiless(response.status)) {
    body_.clear();
    file_.bytes.reset();
  }
  enter(Phase::kWriting, site_->options.write_max);
  stream_->write({head_, body_}, [self = shared_from_this()](StreamEnd end_of_stream, std::size_t) {
    if (end_of_stream == StreamEnd::kNone && self->file_.bytes) return self->write_chunk();
    self->answered(end_of_stream);
  });
}

// One piece of the file at a time, so that a large recording for a slow reader
// costs 64 KB of memory.
void HttpConnection::write_chunk() {
  if (phase_ != Phase::kWriting) return;
  auto& bytes = *file_.bytes;
  const auto wanted = std::min<std::uint64_t>(kHttpFileChunk, bytes.last - bytes.first + 1);
  body_.resize(wanted);
  const auto got = ::pread(file_.file.get(), body_.data(), wanted, static_cast<off_t>(bytes.first));
  // The file became shorter or unreadable: the announced length cannot be kept.
  if (got <= 0) return answered(StreamEnd::kBroken);
  body_.resize(static_cast<std::size_t>(got));
  bytes.first += static_cast<std::uint64_t>(got);
  if (bytes.first > bytes.last) file_.bytes.reset();
  enter(Phase::kWriting, site_->options.write_max);
  stream_->write({body_}, [self = shared_from_this()](StreamEnd end_of_stream, std::size_t) {
    if (end_of_stream == StreamEnd::kNone && self->file_.bytes) return self->write_chunk();
    self->answered(end_of_stream);
  });
}

void HttpConnection::answered(StreamEnd end_of_stream) {
  if (phase_ != Phase::kWriting) return;
  head_.clear();
  body_ = {};
  file_ = {};
  if (end_of_stream != StreamEnd::kNone) {
    phase_ = Phase::kEnded;
    stream_->close();
    return;
  }
  if (!keep_) return end();
  begin_request(waiting_.empty() ? Phase::kIdle : Phase::kHead);
  if (waiting_.empty()) read();
  else advance();
}

}  // namespace peal::net
