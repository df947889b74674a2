#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "net/byte_stream.hpp"
#include "net/http_file.hpp"
#include "net/http_parser.hpp"
#include "net/http_site.hpp"

namespace peal::net {

/// One HTTP/1.x connection: reads a request, waits for its answer, writes it,
/// then reads the next; pipelined requests wait in the buffer. On the HTTP thread.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(std::shared_ptr<HttpSite> site, std::shared_ptr<ByteStream> stream);
  ~HttpConnection();

  void start();
  /// The handler's answer to request number `sequence`; too late ones are dropped.
  void respond(std::uint64_t sequence, HttpResponse response);
  /// The server stops: an idle connection ends now, a busy one after its answer.
  void drain();

 private:
  enum class Phase : std::uint8_t { kIdle, kHead, kBody, kReply, kWriting, kEnded };

  void begin_request(Phase phase);
  void enter(Phase phase, Millis at_most);
  void deadline_passed();
  void read();
  void read_done(StreamEnd end, std::size_t bytes);
  void advance();
  bool head_read();
  void send_continue();
  void request_read();
  void upgrade(UpgradeHandler& handler);
  void refuse(const HttpParser::Fault& fault);

  void answer(HttpResponse response);
  void answer_file(HttpResponse response);
  void write_head(const HttpResponse& response, std::uint64_t body_bytes);
  void write_chunk();
  void answered(StreamEnd end);
  void end();

  std::shared_ptr<HttpSite> site_;
  std::shared_ptr<ByteStream> stream_;
  HttpParser parser_;
  HttpRequest request_;
  HttpPairs request_headers_{HttpPairs::Names::kAnyCase};  // Conditions and range, for an answer that is a file.
  Phase phase_ = Phase::kIdle;
  std::uint64_t sequence_ = 0;
  std::string waiting_;  // Bytes read and not yet used.
  std::array<char, 8192> room_;
  bool reading_ = false;
  bool keep_ = false;  // Another request may follow on this connection.
  bool is_head_ = false;
  std::string head_;  // Of the answer under way.
  std::string body_;  // Its body, or the chunk of its file.
  HttpFile file_;
};

}  // namespace peal::net
