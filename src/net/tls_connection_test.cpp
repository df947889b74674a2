#include "net/tls_connection.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "net/tcp_listener.hpp"

namespace peal::net {
namespace {

const Address kAny = Address::ipv4(127, 0, 0, 1, 0);

/// A certificate for localhost, 127.0.0.1 and "sip.carrier.example", made once.
struct OwnCertificate {
  OwnCertificate(const std::string& name, const std::vector<std::string>& hosts) {
    folder = std::filesystem::temp_directory_path() / ("peal_tls_" + name + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    files = {(folder / "certificate.pem").string(), (folder / "key.pem").string()};
    EXPECT_TRUE(make_self_signed(files, hosts, base::live_now()));
  }
  ~OwnCertificate() { std::filesystem::remove_all(folder); }
  [[nodiscard]] std::string pem() const {
    std::ostringstream text;
    text << std::ifstream(files.certificate).rdbuf();
    return text.str();
  }
  std::filesystem::path folder;
  CertificateFiles files;
};

const OwnCertificate& own() {
  static const OwnCertificate made("own", {"sip.carrier.example"});
  return made;
}

std::shared_ptr<const TlsContext> trusting(const OwnCertificate& certificate) {
  return TlsContext::client(certificate.pem(), nullptr).value();
}

// Bytes cross between two sessions in pieces of the sizes given, until both are quiet.
void exchange(TlsSession& a, TlsSession& b, std::string& text_a, std::string& text_b, const std::vector<std::size_t>& sizes = {4096}) {
  std::size_t turn = 0;
  const auto carry = [&](TlsSession& from, TlsSession& to, std::string& text) {
    const auto wire = from.take_outgoing();
    for (std::size_t at = 0; at < wire.size();) {
      const auto size = sizes[turn++ % sizes.size()];
      to.receive(std::string_view(wire).substr(at, size), text);
      at += size;
    }
    return !wire.empty();
  };
  bool busy = true;
  while (busy) {
    busy = carry(a, b, text_b);
    busy = carry(b, a, text_a) || busy;
  }
}

TEST(TlsSession, TextArrivesWholeHoweverTheWireIsCut) {
  const auto server_side = TlsContext::server(own().files).value();
  const auto client_side = trusting(own());
  EXPECT_TRUE(rc::check("any cutting of the wire", [&](const std::vector<std::string>& said) {
    std::vector<std::size_t> sizes = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 700)));
    auto client = TlsSession::connect(client_side, {{"localhost"}});
    auto server = TlsSession::accept(server_side);
    std::string to_client;
    std::string to_server;
    exchange(client, server, to_client, to_server, sizes);
    RC_ASSERT(client.state() == TlsSession::State::kOpen);
    RC_ASSERT(server.state() == TlsSession::State::kOpen);
    std::string all;
    for (const auto& one : said) {
      client.send(one);
      all += one;
    }
    server.send(all);
    exchange(client, server, to_client, to_server, sizes);
    RC_ASSERT(to_server == all);
    RC_ASSERT(to_client == all);
  }));
}

TlsSession::State meet(std::shared_ptr<const TlsContext> trusts, std::vector<TlsNames> wanted, std::string& failure) {
  auto client = TlsSession::connect(std::move(trusts), std::move(wanted));
  auto server = TlsSession::accept(TlsContext::server(own().files).value());
  std::string ignored;
  exchange(client, server, ignored, ignored);
  failure = client.failure();
  return client.state();
}

TEST(TlsSession, OneNameOfEachListMustStandInTheCertificate) {
  std::string failure;
  EXPECT_EQ(meet(trusting(own()), {{"sip.carrier.example"}}, failure), TlsSession::State::kOpen);
  EXPECT_EQ(meet(trusting(own()), {{"SIP.Carrier.Example"}}, failure), TlsSession::State::kOpen);
  EXPECT_EQ(meet(trusting(own()), {{"127.0.0.1"}}, failure), TlsSession::State::kOpen);
  EXPECT_EQ(meet(trusting(own()), {{"other.example", "localhost"}}, failure), TlsSession::State::kOpen);
  EXPECT_EQ(meet(trusting(own()), {{"other.example"}}, failure), TlsSession::State::kBroken);
  EXPECT_EQ(failure, "it is not for other.example");
  EXPECT_EQ(meet(trusting(own()), {{"localhost"}, {"192.0.2.1"}}, failure), TlsSession::State::kBroken);
  EXPECT_EQ(failure, "it is not for 192.0.2.1");
}

// A certificate of its own making with that common name and those alternative names ("" for none).
void write_certificate(const CertificateFiles& files, const char* common_name, const char* alternatives) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> made(X509_new(), X509_free);
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -3'600);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 3'600);
  X509_set_pubkey(made.get(), key.get());
  auto* subject = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(common_name), -1, -1, 0);
  X509_set_issuer_name(made.get(), subject);
  if (*alternatives != '\0') {
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> names(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternatives), X509_EXTENSION_free);
    ASSERT_TRUE(names);
    X509_add_ext(made.get(), names.get(), -1);
  }
  ASSERT_NE(X509_sign(made.get(), key.get(), EVP_sha256()), 0);
  const std::unique_ptr<BIO, decltype(&BIO_free)> certificate_file(BIO_new_file(files.certificate.c_str(), "w"), BIO_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> key_file(BIO_new_file(files.key.c_str(), "w"), BIO_free);
  ASSERT_EQ(PEM_write_bio_X509(certificate_file.get(), made.get()), 1);
  ASSERT_EQ(PEM_write_bio_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr), 1);
}

// RFC 5922 7.1, with what X509_check_host would say by itself otherwise.
TEST(TlsSession, TheCommonNameCountsOnlyWithoutAlternativeNames) {
  const OwnCertificate place("names", {});
  const auto opens = [&](const char* common_name, const char* alternatives, const char* wanted) {
    write_certificate(place.files, common_name, alternatives);
    auto client = TlsSession::connect(trusting(place), {{wanted}});
    auto server = TlsSession::accept(TlsContext::server(place.files).value());
    std::string ignored;
    exchange(client, server, ignored, ignored);
    return client.state() == TlsSession::State::kOpen;
  };
  EXPECT_TRUE(opens("carrier.example", "", "carrier.example"));
  EXPECT_FALSE(opens("carrier.example", "URI:sip:other.example", "carrier.example"));
  EXPECT_TRUE(opens("carrier.example", "URI:sip:other.example", "other.example"));
  EXPECT_FALSE(opens("carrier.example", "URI:sip:user@other.example", "other.example")) << "a user is no domain";
  EXPECT_FALSE(opens("carrier.example", "URI:sips:other.example", "other.example")) << "7.1 knows sip alone";
}

TEST(TlsSession, ACertificateOfNoKnownAuthorityIsRefusedInWords) {
  const OwnCertificate other("other", {});
  std::string failure;
  EXPECT_EQ(meet(trusting(other), {{"localhost"}}, failure), TlsSession::State::kBroken);
  EXPECT_NE(failure.find("self-signed certificate"), std::string::npos) << failure;
  EXPECT_EQ(meet(TlsContext::client({}, nullptr).value(), {{"localhost"}}, failure), TlsSession::State::kBroken);
}

TEST(TlsContext, WhatIsNoCertificateIsRefused) {
  EXPECT_FALSE(TlsContext::client("hello", nullptr));
  EXPECT_FALSE(TlsContext::client(own().pem() + "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n", nullptr));
  EXPECT_FALSE(TlsContext::server({"/nowhere.pem", "/nowhere.key"}));
}

/// A TLS server and a client on one loop.
struct Pair {
  std::unique_ptr<Loop> loop = *Loop::create("tls_test");
  std::shared_ptr<const TlsContext> context = TlsContext::server(own().files).value();
  std::unique_ptr<TcpListener> listener;
  std::vector<std::unique_ptr<TlsConnection>> servers;
  std::unique_ptr<TlsConnection> client;
  std::string server_got, client_got;
  std::optional<base::Error> server_closed, client_closed;

  Pair() {
    listener = *TcpListener::listen(*loop, kAny, [this](Descriptor socket, const Address& peer) {
      Connection::Handlers handlers;
      handlers.data = [this](std::string_view bytes) { server_got += bytes; };
      handlers.closed = [this](const base::Error& why) { server_closed = why; };
      servers.push_back(TlsConnection::accept(*loop, std::move(socket), peer, std::move(handlers), context));
    });
  }
  void connect(std::shared_ptr<const TlsContext> trusts, std::vector<TlsNames> wanted = {{"localhost"}}) {
    Connection::Handlers handlers;
    handlers.data = [this](std::string_view bytes) { client_got += bytes; };
    handlers.closed = [this](const base::Error& why) { client_closed = why; };
    client = TlsConnection::connect(*loop, listener->local(), std::move(handlers), std::move(trusts), std::move(wanted)).value();
  }
  template <class Done>
  bool until(Done done) {
    const auto end = base::live_now() + Millis{20000};
    while (!done() && base::live_now() < end) (void)loop->turn(Millis{20});
    return done();
  }
};

TEST(TlsConnection, WhatIsSentBeforeTheHandshakeIsDoneWaitsAndArrives) {
  Pair pair;
  pair.connect(trusting(own()));
  EXPECT_TRUE(pair.client->send("first"));
  ASSERT_TRUE(pair.until([&] { return pair.server_got == "first"; }));
  EXPECT_TRUE(pair.servers[0]->send("second"));
  ASSERT_TRUE(pair.until([&] { return pair.client_got == "second"; }));
}

TEST(TlsConnection, MuchMoreThanTheKernelTakesArrivesInOrderAndThenItEnds) {
  Pair pair;
  pair.connect(trusting(own()));
  pair.client->set_unsent_max(64 << 20);
  std::string all;
  for (int i = 0; all.size() < 6'000'000; ++i) all += std::to_string(i) + std::string(300, 'z');
  EXPECT_TRUE(pair.client->send(all));
  pair.client->close_when_sent();
  ASSERT_TRUE(pair.until([&] { return pair.client_closed && pair.server_closed; }));
  EXPECT_TRUE(pair.server_got == all);
}

TEST(TlsConnection, APeerThatReadsNothingIsClosedAtTheBound) {
  Pair pair;
  pair.connect(trusting(own()));
  ASSERT_TRUE(pair.until([&] { return pair.client->open() && !pair.servers.empty() && pair.servers[0]->open(); }));
  // Nobody turns the loop, so nothing is read.
  pair.client->set_unsent_max(1 << 20);
  bool taken = true;
  for (int i = 0; i < 4'000 && taken; ++i) taken = pair.client->send(std::string(16'000, 'x'));
  EXPECT_FALSE(taken);
  EXPECT_TRUE(pair.until([&] { return pair.client_closed.has_value(); }));
  EXPECT_EQ(pair.client_closed->code, base::ErrorCode::kOverloaded);
}

TEST(TlsConnection, AnUntrustedPeerIsToldApartFromADeadOne) {
  const OwnCertificate other("stranger", {});
  Pair pair;
  pair.connect(trusting(other));
  ASSERT_TRUE(pair.until([&] { return pair.client_closed && pair.server_closed; }));
  EXPECT_EQ(pair.client_closed->code, base::ErrorCode::kForbidden);
  EXPECT_EQ(pair.client_closed->message, "self-signed certificate");
  EXPECT_EQ(pair.server_closed->code, base::ErrorCode::kUnreachable);
}

TEST(TlsConnection, SomebodyWhoSpeaksNoTlsIsClosed) {
  Pair pair;
  TcpConnection::Handlers handlers;
  std::optional<base::Error> closed;
  handlers.data = [](std::string_view) {};
  handlers.closed = [&](const base::Error& why) { closed = why; };
  const auto plain = TcpConnection::connect(*pair.loop, pair.listener->local(), handlers).value();
  plain->send("OPTIONS sip:a@b SIP/2.0\r\n\r\n");
  EXPECT_TRUE(pair.until([&] { return closed && pair.server_closed; }));
  EXPECT_EQ(pair.server_closed->code, base::ErrorCode::kUnreachable);
}

TEST(TlsConnection, ANewCertificateLeavesConnectionsThatStand) {
  const OwnCertificate fresh("fresh", {});
  Pair pair;
  pair.connect(trusting(own()));
  ASSERT_TRUE(pair.until([&] { return pair.client->open(); }));
  const auto first = std::move(pair.client);
  pair.context = TlsContext::server(fresh.files).value();
  pair.connect(trusting(fresh));
  ASSERT_TRUE(pair.until([&] { return pair.client->open(); }));
  first->send("still here");
  EXPECT_TRUE(pair.until([&] { return pair.server_got == "still here"; }));
}

}  // namespace
}  // namespace peal::net
