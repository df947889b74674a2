#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "net/tcp_connection.hpp"
#include "sip/transport/addresses.hpp"
#include "sip/transport/tcp_streams.hpp"

namespace peal::sip {
namespace {

struct Heard final : Receiver {
  void received(const Flow& flow, std::string_view bytes) override {
    messages.emplace_back(bytes);
    last = flow;
  }
  void flow_opened(const Flow&, FlowAttributes) override {}
  void flow_closed(std::uint64_t connection) override { closed.push_back(connection); }
  void unreachable(const Flow& flow) override { dead.push_back(flow); }
  std::vector<std::string> messages;
  std::vector<std::uint64_t> closed;
  std::vector<Flow> dead;
  Flow last;
};

constexpr std::string_view kOptions =
    "OPTIONS sip:a@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.1;branch=z9hG4bK1\r\nContent-Length: 0\r\n\r\n";

/// A switch that listens over TLS, and one that connects to it.
struct Pair {
  std::filesystem::path folder = std::filesystem::temp_directory_path() / ("peal_sip_tls_" + std::to_string(::getpid()));
  net::CertificateFiles files{(folder / "certificate.pem").string(), (folder / "key.pem").string()};
  std::unique_ptr<net::Loop> loop = *net::Loop::create("test");
  Heard server_heard, client_heard;
  TlsPeers server_peers, client_peers;
  TcpStreams server{*loop, server_heard, &server_peers};
  TcpStreams client{*loop, client_heard, &client_peers};
  Flow to_server{Transport::kTls, 0, {}};

  Pair() {
    std::filesystem::create_directories(folder);
    renew();
    EXPECT_TRUE(server.listen(net::Address::ipv4(127, 0, 0, 1, 0)));
    to_server.remote = to_sip(server.local());
  }
  ~Pair() { std::filesystem::remove_all(folder); }
  void renew() {
    EXPECT_TRUE(net::make_self_signed(files, {"sip.carrier.example"}, base::live_now()));
    EXPECT_TRUE(server_peers.use_certificate(files));
  }
  void expect(const net::TlsNames& names) {
    std::ostringstream pem;
    pem << std::ifstream(files.certificate).rdbuf();
    client_peers.expect({{to_server.remote, names, pem.str()}});
  }
  template <class Done>
  bool until(Done done) {
    for (int i = 0; i < 1'000 && !done(); ++i) (void)loop->turn(base::Millis{10});
    return done();
  }
};

TEST(TlsStreams, MessagesCrossAndAnswersGoBackOnTheSameConnection) {
  Pair pair;
  pair.expect({"sip.carrier.example"});
  pair.client.send(pair.to_server, kOptions);
  ASSERT_TRUE(pair.until([&] { return !pair.server_heard.messages.empty(); }));
  EXPECT_EQ(pair.server_heard.messages[0], kOptions);
  EXPECT_EQ(pair.server_heard.last.transport, Transport::kTls);
  EXPECT_NE(pair.server_heard.last.connection, 0u);
  pair.server.send(pair.server_heard.last, "SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(pair.until([&] { return !pair.client_heard.messages.empty(); }));
  EXPECT_FALSE(pair.client_peers.distrust(pair.to_server.remote));
}

TEST(TlsStreams, ACertificateForAnotherNameCarriesNothingAndIsToldInWords) {
  Pair pair;
  pair.expect({"other.example"});
  pair.client.send(pair.to_server, kOptions);
  ASSERT_TRUE(pair.until([&] { return !pair.client_heard.dead.empty(); }));
  EXPECT_EQ(pair.client_heard.dead[0].remote, pair.to_server.remote);
  EXPECT_EQ(pair.client_peers.distrust(pair.to_server.remote), "it is not for other.example");
  EXPECT_TRUE(pair.server_heard.messages.empty());
  pair.expect({"localhost"});
  EXPECT_FALSE(pair.client_peers.distrust(pair.to_server.remote)) << "new settings are a new try";
  pair.client.send(pair.to_server, kOptions);
  EXPECT_TRUE(pair.until([&] { return !pair.server_heard.messages.empty(); }));
}

TEST(TlsStreams, SomebodyUnknownMustShowACertificateThatTheSystemTrusts) {
  Pair pair;
  pair.client.send(pair.to_server, kOptions);
  ASSERT_TRUE(pair.until([&] { return !pair.client_heard.dead.empty(); }));
  EXPECT_TRUE(pair.client_peers.distrust(pair.to_server.remote).has_value());
}

TEST(TlsStreams, TwoPeersAtOneAddressMustBothBeSatisfied) {
  Pair pair;
  std::ostringstream pem;
  pem << std::ifstream(pair.files.certificate).rdbuf();
  pair.client_peers.expect({{pair.to_server.remote, {"localhost"}, pem.str()}, {pair.to_server.remote, {"second.example"}, pem.str()}});
  pair.client.send(pair.to_server, kOptions);
  ASSERT_TRUE(pair.until([&] { return !pair.client_heard.dead.empty(); }));
  EXPECT_EQ(pair.client_peers.distrust(pair.to_server.remote), "it is not for second.example");
}

TEST(TlsStreams, ANewCertificateIsForNewConnectionsOnly) {
  Pair pair;
  pair.expect({"localhost"});
  pair.client.send(pair.to_server, kOptions);
  ASSERT_TRUE(pair.until([&] { return pair.server_heard.messages.size() == 1; }));
  pair.renew();
  pair.client.send(pair.to_server, kOptions);
  ASSERT_TRUE(pair.until([&] { return pair.server_heard.messages.size() == 2; }));
  EXPECT_EQ(pair.server.size(), 1u);
  EXPECT_TRUE(pair.client_heard.closed.empty());
}

// RFC 5923 9: that a connection comes from an address does not make it the host there.
TEST(TlsStreams, AnAddressThatCameIsNotTakenForTheHostThere) {
  Pair pair;
  pair.expect({"localhost"});
  pair.client.send(pair.to_server, kOptions);
  ASSERT_TRUE(pair.until([&] { return !pair.server_heard.messages.empty(); }));
  const Flow by_address{Transport::kTls, 0, pair.server_heard.last.remote};
  pair.server.send(by_address, kOptions);
  EXPECT_TRUE(pair.until([&] { return !pair.server_heard.dead.empty(); }));
  EXPECT_TRUE(pair.client_heard.messages.empty());
}

TEST(TlsStreams, HalfDoneHandshakesOfOneHostAreBounded) {
  Pair pair;
  std::vector<std::unique_ptr<net::TcpConnection>> idle;
  std::size_t closed = 0;
  for (std::size_t i = 0; i < kTlsHandshakesPerHostMax + 10; ++i) {
    net::TcpConnection::Handlers handlers;
    handlers.data = [](std::string_view) {};
    handlers.closed = [&](const base::Error&) { ++closed; };
    idle.push_back(net::TcpConnection::connect(*pair.loop, pair.server.local(), handlers).value());
  }
  EXPECT_TRUE(pair.until([&] { return closed == 10; }));
  EXPECT_EQ(pair.server.size(), kTlsHandshakesPerHostMax);
  idle.clear();
  ASSERT_TRUE(pair.until([&] { return pair.server.size() == 0; }));
  pair.expect({"localhost"});
  pair.client.send(pair.to_server, kOptions);
  EXPECT_TRUE(pair.until([&] { return !pair.server_heard.messages.empty(); }));
}

}  // namespace
}  // namespace peal::sip
