#include "net/http_server.hpp"

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <latch>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "base/metrics.hpp"
#include "net/test_peer.hpp"

namespace peal::net {
namespace {

const Address kAny = Address::ipv4(127, 0, 0, 1, 0);

// Echoes what it understood; some paths behave in a way of their own.
void echo(HttpRequest request, HttpReply reply) {
  if (request.path == "/drop") return;
  if (request.path == "/thread") {
    std::thread([reply] { reply.send(HttpResponse::text(200, "from a thread")); }).detach();
    return;
  }
  if (request.path == "/twice") {
    reply.send(HttpResponse::text(200, "first"));
    reply.send(HttpResponse::text(200, "second"));
    return;
  }
  if (request.path == "/split") return reply.send(HttpResponse::text(200, "x").with("X-A", "b\r\nX-Evil: 1"));
  if (request.path == "/none") return reply.send({204, {}, "", {}});
  reply.send(HttpResponse::text(200, request.method + " " + request.path + " " + std::string{request.query.get("q")} +
                                         " [" + request.body + "]"));
}

class HttpServerTest : public testing::Test {
 protected:
  void start(HttpServerOptions options = {}, HttpHandler handler = echo) {
    options.http = kAny;
    server_ = std::make_unique<HttpServer>(std::move(options), std::move(handler));
    const auto started = server_->start();
    ASSERT_TRUE(started.has_value()) << started.error().message;
  }
  TestPeer peer() { return TestPeer{*server_->http_address()}; }
  std::string ask(std::string_view bytes) {
    auto client = peer();
    client.send(bytes);
    return client.read_answer();
  }
  static std::string get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: peal\r\n\r\n"; }
  static std::string status_of(const std::string& answer) { return answer.substr(0, 12); }
  static std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, AnswersAndKeepsTheConnection) {
  start();
  auto client = peer();
  for (int i = 0; i < 3; ++i) {
    client.send("POST /a%20b?q=1 HTTP/1.1\r\nHost: peal\r\nContent-Length: 5\r\n\r\nhello");
    const auto answer = client.read_answer();
    EXPECT_EQ(status_of(answer), "HTTP/1.1 200");
    EXPECT_EQ(body_of(answer), "POST /a b 1 [hello]");
    EXPECT_NE(answer.find("Connection: keep-alive"), std::string::npos);
    EXPECT_NE(answer.find("Date: "), std::string::npos);
  }
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  // The first answer comes late, from another thread; the second must wait.
  std::promise<HttpReply> first;
  start({}, [&](HttpRequest request, HttpReply reply) {
    if (request.path == "/1") first.set_value(reply);
    else reply.send(HttpResponse::text(200, request.path));
  });
  auto client = peer();
  client.send(get("/1") + get("/2") + get("/3"));
  first.get_future().get().send(HttpResponse::text(200, "/1"));
  EXPECT_EQ(body_of(client.read_answer()), "/1");
  EXPECT_EQ(body_of(client.read_answer()), "/2");
  EXPECT_EQ(body_of(client.read_answer()), "/3");
}

TEST_F(HttpServerTest, ClosesWhenAskedTo) {
  start();
  auto client = peer();
  client.send("GET /x HTTP/1.1\r\nHost: peal\r\nConnection: close\r\n\r\n");
  EXPECT_NE(client.read_answer().find("Connection: close"), std::string::npos);
  EXPECT_TRUE(client.closed_by_peer());
  auto old = peer();
  old.send("GET /x HTTP/1.0\r\n\r\n");
  EXPECT_EQ(body_of(old.read_answer()), "GET /x  []");
  EXPECT_TRUE(old.closed_by_peer());
}

TEST_F(HttpServerTest, RepliesOnceFromAnyThreadAndNeverNot) {
  start();
  EXPECT_EQ(body_of(ask(get("/thread"))), "from a thread");
  EXPECT_EQ(body_of(ask(get("/twice"))), "first");
  const auto dropped = ask(get("/drop"));
  EXPECT_EQ(status_of(dropped), "HTTP/1.1 500");
  EXPECT_NE(dropped.find("application/problem+json"), std::string::npos);
}

TEST_F(HttpServerTest, HeadAndEmptyAnswersHaveNoBody) {
  start();
  auto client = peer();
  client.send("HEAD /x HTTP/1.1\r\nHost: peal\r\n\r\n" + get("/none") + get("/y"));
  const auto head = client.read_until("\r\n\r\n");
  EXPECT_NE(head.find("Content-Length: 11"), std::string::npos);
  const auto none = client.read_until("\r\n\r\n");
  EXPECT_EQ(status_of(none), "HTTP/1.1 204");
  EXPECT_EQ(none.find("Content-Length"), std::string::npos);
  EXPECT_EQ(body_of(client.read_answer()), "GET /y  []");
}

TEST_F(HttpServerTest, AHeaderValueCannotStartAnotherHeader) {
  start();
  const auto answer = ask(get("/split"));
  EXPECT_EQ(answer.find("\r\nX-Evil"), std::string::npos);
  EXPECT_EQ(status_of(answer), "HTTP/1.1 200");
}

TEST_F(HttpServerTest, RefusesWhatIsTooLargeOrMalformedWithAProblem) {
  HttpServerOptions options;
  options.body_bytes_max = [](std::string_view, std::string_view path) { return path == "/upload" ? 5000U : 10U; };
  start(options);
  auto& refused = base::counter("peal_http_refused_requests_total", "Requests refused before a handler saw them");
  const auto before = refused.value();
  EXPECT_EQ(status_of(ask("GET / HTTP/1.1\r\nHost: peal\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n")),
            "HTTP/1.1 431");
  EXPECT_EQ(status_of(ask("POST /x HTTP/1.1\r\nHost: peal\r\nContent-Length: 11\r\n\r\nhello")), "HTTP/1.1 413");
  EXPECT_EQ(status_of(ask("POST /upload HTTP/1.1\r\nHost: peal\r\nContent-Length: 11\r\n\r\nhello world")),
            "HTTP/1.1 200");
  EXPECT_EQ(status_of(ask(
                "POST /x HTTP/1.1\r\nHost: peal\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nhello world\r\n0\r\n\r\n")),
            "HTTP/1.1 413");
  const auto garbage = ask(std::string("\x00\xff\x16\x03 garbage\r\n\r\n", 16));
  EXPECT_EQ(status_of(garbage), "HTTP/1.1 400");
  EXPECT_NE(garbage.find(R"("code":"bad_input")"), std::string::npos);
  EXPECT_EQ(refused.value(), before + 4);
}

TEST_F(HttpServerTest, AnAnswerBeforeTheBodyIsReadArrivesWhole) {
  start();
  auto client = peer();
  // Far more than the socket buffers: a reset would destroy the answer.
  client.send("POST /x HTTP/1.1\r\nHost: peal\r\nContent-Length: 9000000\r\n\r\n");
  client.send(std::string(200'000, 'b'));
  EXPECT_EQ(status_of(client.read_answer()), "HTTP/1.1 413");
}

TEST_F(HttpServerTest, SlowRequestsEndIn408AndSilentOnesAreClosed) {
  HttpServerOptions options;
  options.head_max = options.body_max = options.idle_max = Millis{1'500};
  start(options);
  EXPECT_EQ(status_of(ask("GET / HT")), "HTTP/1.1 408");
  EXPECT_EQ(status_of(ask("POST / HTTP/1.1\r\nHost: peal\r\nContent-Length: 5\r\n\r\nhel")), "HTTP/1.1 408");
  EXPECT_TRUE(peer().closed_by_peer());
  auto idle = peer();
  idle.send(get("/x"));
  EXPECT_EQ(status_of(idle.read_answer()), "HTTP/1.1 200");
  EXPECT_TRUE(idle.closed_by_peer());
}

TEST_F(HttpServerTest, ADripOfBytesDoesNotExtendTheLimit) {
  HttpServerOptions options;
  options.head_max = Millis{150};
  start(options);
  auto client = peer();
  // A minute of bytes, each long before the limit, unless the server has closed by then.
  std::atomic<bool> refused{false};
  std::thread drip([&] {
    for (int i = 0; i < 6'000 && !refused; ++i) {
      refused = !client.send("G");
      std::this_thread::sleep_for(Millis{10});
    }
  });
  EXPECT_EQ(status_of(client.read_until("\r\n\r\n")), "HTTP/1.1 408");
  drip.join();
  EXPECT_TRUE(refused);
}

TEST_F(HttpServerTest, AHandlerThatNeverAnswersIsAnsweredFor) {
  HttpServerOptions options;
  options.reply_max = Millis{80};
  std::vector<HttpReply> kept;
  start(options, [&](HttpRequest, HttpReply reply) { kept.push_back(reply); });
  auto client = peer();
  client.send(get("/x"));
  EXPECT_EQ(status_of(client.read_answer()), "HTTP/1.1 504");
  server_->stop();
  for (const auto& reply : kept) reply.send(HttpResponse::text(200, "too late, and harmless"));
}

TEST_F(HttpServerTest, ContinuesWhenAsked) {
  start();
  auto client = peer();
  client.send("POST /x HTTP/1.1\r\nHost: peal\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("hello");
  EXPECT_EQ(body_of(client.read_answer()), "POST /x  [hello]");
}

TEST_F(HttpServerTest, HalfRequestsAndVanishedClientsHarmNobody) {
  start();
  const std::string whole = "POST /x HTTP/1.1\r\nHost: peal\r\nContent-Length: 5\r\n\r\nhello";
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    auto client = peer();
    client.send(whole.substr(0, cut));
    if (cut % 2 == 0) client.half_close();
  }
  EXPECT_EQ(status_of(ask(whole)), "HTTP/1.1 200");
}

TEST_F(HttpServerTest, HoldsItsNumberOfConnections) {
  HttpServerOptions options;
  options.connections_max = 3;
  start(options);
  std::vector<TestPeer> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(peer());
    clients.back().send(get("/x"));
    EXPECT_EQ(status_of(clients.back().read_answer()), "HTTP/1.1 200");
  }
  EXPECT_TRUE(peer().closed_by_peer());
  clients.pop_back();
  const auto end = base::live_now() + Millis{20000};
  std::string answer;
  while (answer.empty() && base::live_now() < end) answer = ask(get("/x"));
  EXPECT_EQ(status_of(answer), "HTTP/1.1 200");
}

TEST_F(HttpServerTest, ASecondServerOnThePortIsToldWhichAndWhatToDo) {
  start();
  HttpServerOptions options;
  options.http = *server_->http_address();
  HttpServer second{options, echo};
  const auto started = second.start();
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().code, base::ErrorCode::kAddressInUse);
  EXPECT_NE(started.error().message.find("port " + std::to_string(options.http->port)), std::string::npos);
}

TEST_F(HttpServerTest, StopLetsAnAnswerUnderWayFinish) {
  std::promise<HttpReply> asked;
  start({}, [&](HttpRequest, HttpReply reply) { asked.set_value(reply); });
  auto busy = peer();
  auto idle = peer();
  busy.send(get("/x"));
  std::thread answer([reply = asked.get_future().get(), this] {
    server_->post_after(Millis{50}, [reply] { reply.send(HttpResponse::text(200, "done")); });
  });
  answer.join();
  server_->stop(Millis{20000});
  EXPECT_EQ(body_of(busy.read_answer()), "done");
  EXPECT_TRUE(idle.closed_by_peer());
  EXPECT_FALSE(peer().connected());
}

TEST_F(HttpServerTest, RunsTasksOnItsThread) {
  start();
  std::latch ran{2};
  server_->post([&] { ran.count_down(); });
  server_->post_after(Millis{5}, [&] { ran.count_down(); });
  ran.wait();
}

class HttpFileTest : public HttpServerTest {
 protected:
  void SetUp() override {
    char name[] = "/tmp/peal-http-XXXXXX";
    folder_ = ::mkdtemp(name);
    for (std::size_t i = 0; i < 300'000; ++i) content_ += static_cast<char>('a' + i % 26);
    std::ofstream(folder_ / "big.wav") << content_;
    std::ofstream(folder_ / "empty.txt");
    start({}, [this](HttpRequest request, HttpReply reply) {
      reply.send(HttpResponse::of_file(folder_ / request.path.substr(1)));
    });
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string with(const std::string& headers, const std::string& path = "/big.wav") {
    return ask("GET " + path + " HTTP/1.1\r\nHost: peal\r\n" + headers + "\r\n");
  }
  static std::string header(const std::string& answer, const std::string& name) {
    const auto at = answer.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 4;
    return answer.substr(from, answer.find("\r\n", from) - from);
  }

  std::filesystem::path folder_;
  std::string content_;
};

TEST_F(HttpFileTest, SendsTheWholeFileAndItsRanges) {
  const auto whole = with("");
  EXPECT_TRUE(body_of(whole) == content_);
  EXPECT_EQ(header(whole, "Content-Type"), "audio/wav");
  const auto part = with("Range: bytes=100-199\r\n");
  EXPECT_EQ(status_of(part), "HTTP/1.1 206");
  EXPECT_EQ(body_of(part), content_.substr(100, 100));
  EXPECT_EQ(header(part, "Content-Range"), "bytes 100-199/300000");
  EXPECT_EQ(body_of(with("Range: bytes=-5\r\n")), content_.substr(299'995));
  EXPECT_EQ(status_of(with("Range: bytes=300000-\r\n")), "HTTP/1.1 416");
  EXPECT_EQ(body_of(with("", "/empty.txt")), "");
}

TEST_F(HttpFileTest, WeighsConditions) {
  const auto first = with("");
  const auto tag = header(first, "ETag");
  const auto same = with("If-None-Match: \"other\", " + tag + "\r\n");
  EXPECT_EQ(status_of(same), "HTTP/1.1 304");
  EXPECT_EQ(body_of(same), "");
  EXPECT_EQ(status_of(with("If-Modified-Since: " + header(first, "Last-Modified") + "\r\n")), "HTTP/1.1 304");
  EXPECT_EQ(status_of(with("If-None-Match: \"other\"\r\n")), "HTTP/1.1 200");
  EXPECT_EQ(status_of(with("Range: bytes=0-1\r\nIf-Range: " + tag + "\r\n")), "HTTP/1.1 206");
  EXPECT_EQ(status_of(with("Range: bytes=0-1\r\nIf-Range: \"other\"\r\n")), "HTTP/1.1 200");
  std::ofstream(folder_ / "big.wav") << "changed";
  EXPECT_EQ(status_of(with("If-None-Match: " + tag + "\r\n")), "HTTP/1.1 200");
}

TEST_F(HttpFileTest, AbsentFilesAndFoldersAre404) {
  EXPECT_EQ(status_of(with("", "/nothing")), "HTTP/1.1 404");
  EXPECT_EQ(status_of(with("", "/")), "HTTP/1.1 404");
}

TEST_F(HttpFileTest, HeadTellsTheSizeOnly) {
  auto client = peer();
  client.send("HEAD /big.wav HTTP/1.1\r\nHost: peal\r\nConnection: close\r\n\r\n");
  const auto answer = client.read_to_end();
  EXPECT_EQ(header(answer, "Content-Length"), "300000");
  EXPECT_EQ(body_of(answer), "");
}

}  // namespace
}  // namespace peal::net
