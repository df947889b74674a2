#include "net/http_client.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <future>
#include <mutex>

#include "net/http_server.hpp"

namespace peal::net {
namespace {

using base::ErrorCode;

const Address kAny = Address::ipv4(127, 0, 0, 1, 0);

class HttpClientTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/peal-client-XXXXXX";
    folder_ = ::mkdtemp(name);
    const CertificateFiles files{folder_ / "a.crt", folder_ / "a.key"};
    ASSERT_TRUE(make_self_signed(files, {}, base::live_now()).has_value());
    HttpServerOptions options;
    options.https = options.http = kAny;
    options.certificate = files;
    server_ =
        std::make_unique<HttpServer>(options, [this](HttpRequest request, HttpReply reply) { serve(request, reply); });
    ASSERT_TRUE(server_->start().has_value());
    client_ = make({true, files.certificate, "Peal"});
  }
  void TearDown() override {
    client_.reset();
    {
      const std::lock_guard lock(kept_mutex_);
      kept_.clear();
    }
    server_.reset();
    std::filesystem::remove_all(folder_);
  }
  void serve(HttpRequest& request, const HttpReply& reply) {
    if (request.path == "/never") {
      const std::lock_guard lock(kept_mutex_);  // This runs on the server's thread.
      return kept_.push_back(reply);
    }
    if (request.path == "/big") return reply.send(HttpResponse::text(200, std::string(100'000, 'b')));
    if (request.path == "/away") return reply.send(HttpResponse::text(302, "").with("Location", "/landed"));
    if (request.path == "/inside")
      return reply.send(HttpResponse::text(302, "").with("Location", "file:///etc/passwd"));
    if (request.path == "/round") return reply.send(HttpResponse::text(302, "").with("Location", "/round"));
    if (request.path == "/fail") return reply.send(HttpResponse::text(500, "oh"));
    reply.send(HttpResponse::text(200, request.method + " " + request.path + " [" + request.body + "]" +
                                           std::string{request.headers.get("X-Key")} +
                                           std::string{request.headers.get("Content-Type")})
                   .with("X-Answer", "42"));
  }
  static std::unique_ptr<HttpClient> make(HttpClientOptions options) {
    return std::move(make_http_client(options).value());
  }
  base::Result<Fetched> get(HttpClient& client, Fetch fetch) {
    std::promise<base::Result<Fetched>> promise;
    client.fetch(std::move(fetch), [&](base::Result<Fetched> result) { promise.set_value(std::move(result)); });
    return promise.get_future().get();
  }
  std::string url(const std::string& path, const std::string& host = "127.0.0.1") const {
    return "http://" + host + ":" + std::to_string(server_->http_address()->port) + path;
  }
  std::string secure_url(const std::string& path) const {
    return "https://127.0.0.1:" + std::to_string(server_->https_address()->port) + path;
  }

  std::filesystem::path folder_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<HttpClient> client_;
  std::mutex kept_mutex_;
  std::vector<HttpReply> kept_;
};

TEST_F(HttpClientTest, GetsAndPosts) {
  const auto got = get(*client_, {.url = url("/a?b=c")});
  ASSERT_TRUE(got.has_value()) << got.error().message;
  EXPECT_EQ(got->status, 200);
  EXPECT_EQ(got->body, "GET /a []");
  EXPECT_EQ(got->headers.get("x-answer"), "42");
  const auto posted = get(*client_, {.method = "POST",
                                     .url = url("/p"),
                                     .headers = {{"X-Key", "k"}, {"Content-Type", "text/x"}},
                                     .body = std::string("a\0b", 3)});
  ASSERT_TRUE(posted.has_value());
  EXPECT_EQ(posted->body, std::string("POST /p [a\0b]ktext/x", 20));
  EXPECT_EQ(get(*client_, {.method = "DELETE", .url = url("/d")})->body, "DELETE /d []");
  EXPECT_EQ(get(*client_, {.url = url("/fail")})->status, 500);
}

TEST_F(HttpClientTest, VerifiesCertificates) {
  EXPECT_EQ(get(*client_, {.url = secure_url("/s")})->body, "GET /s []");
  const auto stranger = make({true, "", "Peal"});
  const auto refused = get(*stranger, {.url = secure_url("/s")});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kUnreachable);
}

TEST_F(HttpClientTest, HoldsTimeAndSize) {
  EXPECT_EQ(get(*client_, {.url = url("/never"), .time_max = Millis{80}}).error().code, ErrorCode::kTimeout);
  EXPECT_EQ(get(*client_, {.url = url("/big"), .body_max = 99'999}).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(get(*client_, {.url = url("/big"), .body_max = 100'000})->body.size(), 100'000U);
}

TEST_F(HttpClientTest, FollowsRedirectsOnlyWhenToldAndOnlyToHttp) {
  EXPECT_EQ(get(*client_, {.url = url("/away")})->status, 302);
  const auto followed = get(*client_, {.url = url("/away"), .follow_redirects = true});
  EXPECT_EQ(followed->body, "GET /landed []");
  EXPECT_EQ(followed->headers.get("Location"), "") << "the headers are those of the last answer";
  EXPECT_FALSE(get(*client_, {.url = url("/inside"), .follow_redirects = true}).has_value());
  EXPECT_FALSE(get(*client_, {.url = url("/round"), .follow_redirects = true}).has_value());
}

TEST_F(HttpClientTest, RefusesInternalAddressesHoweverTheyAreWritten) {
  const auto guarded = make({});
  for (const auto* host :
       {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"}) {
    const auto got = get(*guarded, {.url = url("/a", host)});
    ASSERT_FALSE(got.has_value()) << host;
    EXPECT_EQ(got.error().code, ErrorCode::kForbidden) << host << " " << got.error().message;
  }
  EXPECT_EQ(get(*guarded, {.url = "http://169.254.169.254/latest/meta-data"}).error().code, ErrorCode::kForbidden);
}

TEST_F(HttpClientTest, AUnixSocketCountsAsInternal) {
  const auto path = (folder_ / "control").string();
  const auto guarded = make({});
  EXPECT_EQ(get(*guarded, {.url = "http://peal/", .unix_socket = path}).error().code, ErrorCode::kForbidden);
  EXPECT_EQ(get(*client_, {.url = "http://peal/", .unix_socket = path}).error().code, ErrorCode::kUnreachable);
}

TEST_F(HttpClientTest, WrongUrlsAreBadInputAndSecretsAreNotTold) {
  for (const auto* bad : {"", "ftp://127.0.0.1/", "file:///etc/passwd", "http://"}) {
    EXPECT_FALSE(get(*client_, {.url = bad}).has_value()) << bad;
  }
  EXPECT_EQ(get(*client_, {.url = "gopher://127.0.0.1/"}).error().code, ErrorCode::kBadInput);
  const auto failed = get(*client_, {.url = url("/never?key=secret"), .time_max = Millis{50}});
  EXPECT_EQ(failed.error().describe().find("secret"), std::string::npos);
}

TEST_F(HttpClientTest, ManyAtOnceAllEnd) {
  constexpr int kMany = 200;
  std::atomic<int> good{0}, ended{0};
  std::promise<void> all;
  for (int i = 0; i < kMany; ++i) {
    client_->fetch({.url = url("/a")}, [&](base::Result<Fetched> result) {
      if (result && result->status == 200) ++good;
      if (++ended == kMany) all.set_value();
    });
  }
  all.get_future().wait();
  EXPECT_EQ(good, kMany);
}

TEST_F(HttpClientTest, StoppingAnswersWhatWaits) {
  std::promise<base::Result<Fetched>> promise;
  client_->fetch({.url = url("/never")}, [&](base::Result<Fetched> result) { promise.set_value(std::move(result)); });
  client_.reset();
  EXPECT_EQ(promise.get_future().get().error().code, ErrorCode::kCancelled);
}

TEST_F(HttpClientTest, TheFileOfAuthoritiesMustBeThere) {
  EXPECT_EQ(make_http_client({false, folder_ / "none.pem", "Peal"}).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace peal::net
