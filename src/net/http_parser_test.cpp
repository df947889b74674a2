#include "net/http_parser.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace peal::net {
namespace {

constexpr std::uint32_t kHeadMax = 4096;
constexpr std::size_t kBodyMax = 1000;

struct Outcome {
  std::uint16_t fault = 0;
  bool done = false;
  HttpRequest request;
  std::string rest;
};

// Feeds `bytes` in pieces of `step`, as a connection does.
Outcome read(std::string_view bytes, std::size_t step = SIZE_MAX) {
  HttpParser parser(kHeadMax);
  Outcome outcome;
  std::string waiting;
  while (true) {
    const auto piece = bytes.substr(0, step);
    bytes.remove_prefix(piece.size());
    waiting += piece;
    for (bool more = true; more && !parser.done();) {
      const bool had_head = parser.head_done();
      const auto used = parser.feed(waiting);
      if (!used) return outcome.fault = used.error().status, outcome;
      waiting.erase(0, *used);
      const bool head_came = !had_head && parser.head_done();
      if (head_came) {
        if (const auto fault = parser.limit_body(kBodyMax)) return outcome.fault = fault->status, outcome;
        auto head = parser.head();
        if (!head) return outcome.fault = head.error().status, outcome;
        outcome.request = std::move(*head);
      }
      more = head_came || *used > 0;
    }
    if (parser.done() || bytes.empty()) break;
  }
  outcome.done = parser.done();
  if (outcome.done) outcome.request.body = parser.take_body();
  outcome.rest = waiting + std::string{bytes};
  return outcome;
}

const std::string kPost =
    "POST /queues/a%20b?state=open&x=1+2 HTTP/1.1\r\nHost: peal\r\nCookie: s=1; t=\"2\"\r\nContent-Length: "
    "5\r\n\r\nhello";
const std::string kChunked =
    "PUT /x HTTP/1.1\r\nHost: peal\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;e=1\r\nde\r\n0\r\nT: v\r\n\r\n";

TEST(HttpParser, GivesTheRequestInParts) {
  const auto outcome = read(kPost + "GET /next");
  ASSERT_TRUE(outcome.done);
  EXPECT_EQ(outcome.request.method, "POST");
  EXPECT_EQ(outcome.request.path, "/queues/a b");
  EXPECT_EQ(outcome.request.query.get("state"), "open");
  EXPECT_EQ(outcome.request.query.get("x"), "1 2");
  EXPECT_EQ(outcome.request.headers.get("content-LENGTH"), "5");
  EXPECT_EQ(outcome.request.cookies.get("t"), "2");
  EXPECT_EQ(outcome.request.body, "hello");
  EXPECT_EQ(outcome.rest, "GET /next");
}

TEST(HttpParser, ReadsByteByByteWhatItReadsAtOnce) {
  for (const auto& text : {kPost, kChunked}) {
    for (std::size_t step = 1; step < 20; ++step) {
      const auto outcome = read(text, step);
      ASSERT_TRUE(outcome.done) << step;
      EXPECT_EQ(outcome.request.body, read(text).request.body);
      EXPECT_EQ(outcome.request.headers.size(), read(text).request.headers.size());
    }
  }
  EXPECT_EQ(read(kChunked).request.body, "abcde");
}

TEST(HttpParser, HoldsTheLimits) {
  const std::string host = "Host: peal\r\n";
  EXPECT_EQ(read("GET / HTTP/1.1\r\nX: " + std::string(5000, 'x')).fault, 431);
  EXPECT_EQ(read("GET /" + std::string(5000, 'x')).fault, 431);
  EXPECT_EQ(read("GET / HTTP/1.1\r\nX: " + std::string(5000, 'x'), 100).fault, 431);
  std::string many = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 1000; ++i) many += "a: b\r\n";
  EXPECT_EQ(read(many + "\r\n", 7).fault, 431);
  EXPECT_EQ(read("POST / HTTP/1.1\r\n" + host + "Content-Length: 1001\r\n\r\n").fault, 413);
  EXPECT_EQ(read("POST / HTTP/1.1\r\n" + host + "Content-Length: 18446744073709551615\r\n\r\n").fault, 413);
  EXPECT_EQ(read("POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + std::string(1001, 'b') +
                 "\r\n0\r\n\r\n")
                .fault,
            413);
  EXPECT_EQ(read("POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n3e8\r\n" + std::string(1000, 'b') +
                 "\r\n1\r\nx\r\n0\r\n\r\n")
                .fault,
            413);
}

TEST(HttpParser, RefusesWhatIsMalformed) {
  const std::string host = "Host: peal\r\n";
  const std::vector<std::string> bad{
      "\x16\x03\x01\x02garbage\r\n\r\n",
      "GET\r\n\r\n",
      "GET / HTTP/9.9\r\n" + host + "\r\n",
      "GET / HTTP/1.1\r\n\r\n",                     // No Host.
      "GET / HTTP/1.1\r\n" + host + host + "\r\n",  // Two.
      "GET / HTTP/1.1\r\n" + host + "bad header\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "a\x01: b\r\n\r\n",
      "GET /%00 HTTP/1.1\r\n" + host + "\r\n",
      "GET /%2 HTTP/1.1\r\n" + host + "\r\n",
      "GET /a/../b HTTP/1.1\r\n" + host + "\r\n",
      "GET /a/%2e%2E/b HTTP/1.1\r\n" + host + "\r\n",
      "GET /a?x=%zz HTTP/1.1\r\n" + host + "\r\n",
      "GET nothing HTTP/1.1\r\n" + host + "\r\n",
      // Two ideas of the body's length would let a request hide in another (RFC 9112 6.3).
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: -5\r\n\r\nhello",
      "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
  };
  for (const auto& text : bad) EXPECT_EQ(read(text).fault, 400) << text;
}

TEST(HttpParser, UnderstandsTheAbsoluteForm) {
  const auto outcome = read("GET http://peal/a?b=c HTTP/1.1\r\nHost: peal\r\n\r\n");
  ASSERT_TRUE(outcome.done);
  EXPECT_EQ(outcome.request.path, "/a");
  EXPECT_EQ(outcome.request.query.get("b"), "c");
}

RC_GTEST_PROP(HttpParserProperty, AnyBytesInAnyStepsEndWithoutHarm, (const std::string& bytes)) {
  read(bytes, 1 + bytes.size() % 7);
}

RC_GTEST_PROP(HttpParserProperty, AChangedByteIsReadOrRefused, (std::uint8_t at, char to)) {
  auto text = kChunked;
  text[at % text.size()] = to;
  const auto outcome = read(text, 3);
  RC_ASSERT(outcome.fault == 0 || outcome.fault == 400 || outcome.fault == 413);
}

}  // namespace
}  // namespace peal::net
