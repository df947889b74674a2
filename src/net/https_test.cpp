#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "base/metrics.hpp"
#include "net/http_server.hpp"
#include "net/test_peer.hpp"

namespace peal::net {
namespace {

const Address kAny = Address::ipv4(127, 0, 0, 1, 0);

// OpenSSL as a blocking client on a TestPeer's socket.
class TlsPeer {
 public:
  explicit TlsPeer(const Address& to, bool offer_alpn = false) : peer_(to), context_(SSL_CTX_new(TLS_client_method())) {
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, peer_.fd());
    static constexpr unsigned char kOffer[] = "\x02h2\x08http/1.1";
    if (offer_alpn) SSL_set_alpn_protos(ssl_, kOffer, sizeof(kOffer) - 1);
    connected_ = SSL_connect(ssl_) == 1;
  }
  TlsPeer(const TlsPeer&) = delete;
  TlsPeer& operator=(const TlsPeer&) = delete;
  ~TlsPeer() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }
  [[nodiscard]] bool connected() const { return connected_; }
  void send(std::string_view bytes) { SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())); }
  std::string read_some() {
    char room[16'384];
    const int got = SSL_read(ssl_, room, sizeof(room));
    return got > 0 ? std::string(room, static_cast<std::size_t>(got)) : std::string{};
  }
  std::string read_bytes(std::size_t count) {
    std::string all;
    while (all.size() < count) {
      const auto some = read_some();
      if (some.empty()) break;
      all += some;
    }
    return all;
  }
  [[nodiscard]] bool told_of_close() {
    read_some();
    return (SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN) != 0;
  }
  std::string certificate_sha256() {
    unsigned char digest[32];
    unsigned length = 0;
    X509* certificate = SSL_get1_peer_certificate(ssl_);
    X509_digest(certificate, EVP_sha256(), digest, &length);
    X509_free(certificate);
    std::string text;
    for (const auto byte : digest) {
      char pair[4];
      std::snprintf(pair, sizeof(pair), "%02X", byte);
      text += (text.empty() ? "" : ":") + std::string{pair};
    }
    return text;
  }
  std::string alpn() {
    const unsigned char* name = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(ssl_, &name, &length);
    return {reinterpret_cast<const char*>(name), length};
  }

 private:
  TestPeer peer_;
  SSL_CTX* context_;
  SSL* ssl_;
  bool connected_;
};

class HttpsTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/peal-https-XXXXXX";
    folder_ = ::mkdtemp(name);
    files_ = {folder_ / "a.crt", folder_ / "a.key"};
    ASSERT_TRUE(make_self_signed(files_, {}, base::live_now()).has_value());
    HttpServerOptions options;
    options.https = options.http = kAny;
    options.certificate = files_;
    options.tls_handshake_max = Millis{1000};
    server_ = std::make_unique<HttpServer>(options, [](HttpRequest request, HttpReply reply) {
      if (request.path == "/big") return reply.send(HttpResponse::text(200, std::string(1'000'000, 'B')));
      reply.send(HttpResponse::text(200, request.secure ? "secure" : "plain"));
    });
    UpgradeHandler echo;
    echo.accept = [](const HttpRequest&) -> base::Result<UpgradeAccepted> { return UpgradeAccepted{}; };
    echo.message = [](WebSocket socket, std::string_view text, bool) { socket.send(std::string{text}); };
    server_->on_upgrade("/echo", echo);
    const auto started = server_->start();
    ASSERT_TRUE(started.has_value()) << started.error().message;
  }
  void TearDown() override {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }
  static std::string get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: peal\r\n\r\n"; }

  std::filesystem::path folder_;
  CertificateFiles files_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpsTest, TheSameHandlerServesBothPorts) {
  TlsPeer secure{*server_->https_address(), true};
  ASSERT_TRUE(secure.connected());
  EXPECT_EQ(secure.alpn(), "http/1.1");
  secure.send(get("/x"));
  EXPECT_NE(secure.read_some().find("\r\n\r\nsecure"), std::string::npos);
  TestPeer plain{*server_->http_address()};
  plain.send(get("/x"));
  EXPECT_NE(plain.read_answer().find("\r\n\r\nplain"), std::string::npos);
}

TEST_F(HttpsTest, CarriesLargeAnswersAndEndsInOrder) {
  TlsPeer peer{*server_->https_address()};
  peer.send("GET /big HTTP/1.1\r\nHost: peal\r\nConnection: close\r\n\r\n");
  EXPECT_GT(peer.read_bytes(1'000'000).size(), 999'999U);
  EXPECT_TRUE(peer.told_of_close()) << "so that a cut answer can be told from a whole one";
}

TEST_F(HttpsTest, WebSocketsWorkOverTls) {
  TlsPeer peer{*server_->https_address()};
  peer.send(
      "GET /echo HTTP/1.1\r\nHost: peal\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  EXPECT_NE(peer.read_some().find("101 Switching"), std::string::npos);
  const std::string big(100'000, 'w');
  peer.send(client_frame(0x81, "hi"));
  EXPECT_EQ(peer.read_bytes(4), std::string("\x81\x02hi"));
  peer.send(client_frame(0x81, big));
  EXPECT_TRUE(peer.read_bytes(10 + big.size()).substr(10) == big);
}

TEST_F(HttpsTest, GarbageInsteadOfAHandshakeIsCountedAndClosed) {
  auto& failures = base::counter("peal_http_tls_failures_total", "TLS handshakes that failed");
  const auto before = failures.value();
  TestPeer garbage{*server_->https_address()};
  garbage.send(std::string(1000, '\x5a'));
  EXPECT_TRUE(garbage.closed_by_peer());
  TestPeer plain{*server_->https_address()};
  plain.send(get("/x"));
  EXPECT_TRUE(plain.closed_by_peer());
  TestPeer half{*server_->https_address()};
  half.send("\x16\x03\x01\x02");
  EXPECT_TRUE(half.closed_by_peer());
  EXPECT_TRUE(TestPeer{*server_->https_address()}.closed_by_peer()) << "silence has its bound";
  // The client may see its end a moment before the server has counted it.
  const auto end = base::live_now() + Millis{20000};
  while (failures.value() < before + 4 && base::live_now() < end) std::this_thread::yield();
  EXPECT_EQ(failures.value(), before + 4);
  TlsPeer good{*server_->https_address()};
  EXPECT_TRUE(good.connected());
}

TEST_F(HttpsTest, ANewCertificateDropsNobody) {
  const auto first = read_certificate(files_)->sha256;
  TlsPeer old{*server_->https_address()};
  EXPECT_EQ(old.certificate_sha256(), first);
  const CertificateFiles next{folder_ / "b.crt", folder_ / "b.key"};
  ASSERT_TRUE(make_self_signed(next, {}, base::live_now()).has_value());
  ASSERT_TRUE(server_->reload_certificate(next).has_value());
  TlsPeer fresh{*server_->https_address()};
  EXPECT_EQ(fresh.certificate_sha256(), read_certificate(next)->sha256);
  old.send(get("/x"));
  EXPECT_NE(old.read_some().find("secure"), std::string::npos);
}

TEST_F(HttpsTest, AWrongCertificateIsRefusedAndTheOldOneStays) {
  EXPECT_FALSE(server_->reload_certificate({files_.certificate, folder_ / "none.key"}).has_value());
  TlsPeer peer{*server_->https_address()};
  EXPECT_EQ(peer.certificate_sha256(), read_certificate(files_)->sha256);
}

TEST_F(HttpsTest, AStartWithoutItsCertificateSaysWhichFileIsMissing) {
  HttpServerOptions options;
  options.https = kAny;
  options.certificate = {folder_ / "none.crt", folder_ / "none.key"};
  HttpServer server{options, [](HttpRequest, HttpReply) {}};
  const auto started = server.start();
  ASSERT_FALSE(started.has_value());
  EXPECT_NE(started.error().message.find("none.crt"), std::string::npos);
}

}  // namespace
}  // namespace peal::net
