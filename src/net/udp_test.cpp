#include <chrono>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "net/udp_endpoint.hpp"

namespace peal::net {
namespace {

using base::Millis;

const Address kAny = Address::ipv4(127, 0, 0, 1, 0);

std::unique_ptr<Loop> make_loop() { return std::move(Loop::create("udp_test").value()); }

template <class Condition>
bool turn_until(Loop& loop, Condition&& met, Millis at_most = Millis{20000}) {
  const auto end = base::live_now() + at_most;
  while (!met()) {
    if (base::live_now() > end) return false;
    loop.turn(Millis{20});
  }
  return true;
}

TEST(UdpSocket, SendsAndReceivesBatches) {
  auto a = std::move(UdpSocket::bind(kAny).value());
  auto b = std::move(UdpSocket::bind(kAny).value());
  std::vector<std::string> texts;
  for (int i = 0; i < 100; ++i) texts.push_back(std::string(static_cast<std::size_t>(i) * 13, 'x') + std::to_string(i));
  std::vector<Datagram> datagrams;
  for (const auto& text : texts) datagrams.push_back({b.local(), text});
  const auto sent = a.send(datagrams);
  EXPECT_EQ(sent.count, texts.size());
  UdpBatch batch;
  std::vector<std::string> got;
  for (auto some = b.receive(batch); !some.empty(); some = b.receive(batch)) {
    EXPECT_LE(some.size(), kUdpBatchMax);
    for (const auto& datagram : some) {
      EXPECT_EQ(datagram.peer, a.local());
      got.emplace_back(datagram.bytes);
    }
  }
  EXPECT_EQ(got, texts);
}

TEST(UdpSocket, TellsHowLongEachDatagramWaited) {
  auto a = std::move(UdpSocket::bind(kAny).value());
  UdpSocket::Options options;
  options.tells_waits = true;
  auto b = std::move(UdpSocket::bind(kAny, options).value());
  auto silent = std::move(UdpSocket::bind(kAny).value());
  UdpBatch batch;
  // The kernel begins to stamp a moment after the first socket asked for it.
  base::Micros waited{0};
  for (int tries = 0; tries < 200 && waited < Millis{25}; ++tries) {
    const auto sent = std::chrono::steady_clock::now();
    ASSERT_TRUE(a.send_one({b.local(), "first"}));
    std::this_thread::sleep_for(Millis{30});
    ASSERT_TRUE(a.send_one({b.local(), "second"}));
    const auto got = b.receive(batch);
    ASSERT_EQ(got.size(), 2U);
    waited = got[0].waited;
    EXPECT_LE(waited, std::chrono::steady_clock::now() - sent + Millis{5});
    EXPECT_LE(got[1].waited, waited) << "it came later";
  }
  EXPECT_GE(waited, Millis{25});
  ASSERT_TRUE(a.send_one({silent.local(), "x"}));
  std::this_thread::sleep_for(Millis{5});
  const auto untold = silent.receive(batch);
  ASSERT_EQ(untold.size(), 1U);
  EXPECT_EQ(untold[0].waited, base::Micros{0}) << "nobody asked it to tell";
}

TEST(UdpSocket, TellsHowManyTheKernelDropped) {
  auto a = std::move(UdpSocket::bind(kAny).value());
  UdpSocket::Options options;
  options.tells_drops = true;
  options.buffer_bytes = 4096;  // The kernel's least is about as much.
  auto b = std::move(UdpSocket::bind(kAny, options).value());
  constexpr std::uint64_t kSent = 500;
  UdpBatch batch;
  const std::string text(1000, 'x');
  std::uint64_t got = 0;
  for (int round = 0; round < 2; ++round) {
    for (std::uint64_t i = 0; i < kSent; ++i) ASSERT_TRUE(a.send_one({b.local(), text}));
    for (auto some = b.receive(batch); !some.empty(); some = b.receive(batch)) got += some.size();
  }
  ASSERT_TRUE(a.send_one({b.local(), text}));  // Tells of those before it.
  for (auto some = b.receive(batch); !some.empty(); some = b.receive(batch)) got += some.size();
  EXPECT_LT(got, 2 * kSent);
  EXPECT_EQ(got + b.dropped(), 2 * kSent + 1);
  EXPECT_EQ(a.dropped(), 0U);
}

TEST(UdpSocket, CarriesTheLargestAndTheEmptyDatagram) {
  auto a = std::move(UdpSocket::bind(kAny).value());
  auto b = std::move(UdpSocket::bind(kAny).value());
  const std::string largest(kUdpPayloadMax, 'L');
  EXPECT_TRUE(a.send_one({b.local(), largest}));
  EXPECT_TRUE(a.send_one({b.local(), ""}));
  EXPECT_FALSE(a.send_one({b.local(), largest + "!"}));
  UdpBatch batch;
  const auto got = b.receive(batch);
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].bytes, largest);
  EXPECT_TRUE(got[1].bytes.empty());
}

TEST(UdpSocket, ReceiveOneLeavesOutWhatDoesNotFit) {
  auto a = std::move(UdpSocket::bind(kAny).value());
  std::array<char, 8> room;
  EXPECT_FALSE(a.receive_one(room).has_value());
  a.send_one({a.local(), "123456789"});
  a.send_one({a.local(), "12345678"});
  EXPECT_FALSE(a.receive_one(room).has_value());
  const auto got = a.receive_one(room);
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got->bytes, "12345678");
}

TEST(UdpSocket, ASecondOneOnThePortIsToldWhichPortAndWhatToDo) {
  const auto a = std::move(UdpSocket::bind(kAny).value());
  const auto b = UdpSocket::bind(a.local());
  ASSERT_FALSE(b.has_value());
  EXPECT_EQ(b.error().code, base::ErrorCode::kAddressInUse);
  EXPECT_NE(b.error().message.find(std::to_string(a.local().port)), std::string::npos);
}

TEST(UdpSocket, AnAddressOfAnotherMachineIsRefusedInWords) {
  const auto socket = UdpSocket::bind(Address::ipv4(192, 0, 2, 1, 0));
  ASSERT_FALSE(socket.has_value());
  EXPECT_NE(socket.error().message.find("no address 192.0.2.1"), std::string::npos);
}

TEST(UdpSocket, WorksOverIpv6) {
  auto a = UdpSocket::bind(*Address::parse("[::1]:0"));
  if (!a) GTEST_SKIP() << "no IPv6 here: " << a.error().message;
  EXPECT_TRUE(a->send_one({a->local(), "six"}));
  UdpBatch batch;
  const auto got = a->receive(batch);
  ASSERT_EQ(got.size(), 1U);
  EXPECT_EQ(got[0].peer, a->local());
}

TEST(UdpSocket, TheAnyAddressOfIpv6TakesBothFamilies) {
  auto both = UdpSocket::bind(*Address::parse("[::]:0"));
  if (!both) GTEST_SKIP() << "no IPv6 here: " << both.error().message;
  const auto port = both->local().port;
  for (const auto* own : {"127.0.0.1:0", "[::1]:0"}) {
    auto peer = UdpSocket::bind(*Address::parse(own));
    if (!peer) continue;
    ASSERT_TRUE(peer->send_one({peer->local().with_port(port), "to both"}));
    UdpBatch batch;
    const auto got = both->receive(batch);
    ASSERT_EQ(got.size(), 1U) << own;
    EXPECT_EQ(got[0].peer, peer->local()) << "IPv4 is told as IPv4";
    const std::string answer = "back";
    const Datagram back{got[0].peer, answer};
    EXPECT_EQ(both->send({&back, 1}).count, 1U);
    std::array<char, 16> room;
    const auto heard = peer->receive_one(room);
    ASSERT_TRUE(heard.has_value());
    EXPECT_EQ(heard->bytes, answer);
  }
}

TEST(UdpEndpoint, AnswersInOneTurn) {
  auto loop = make_loop();
  std::unique_ptr<UdpEndpoint> server;
  UdpEndpoint::Handlers handlers;
  handlers.received = [&](std::span<const Datagram> batch) {
    for (const auto& datagram : batch) server->send(datagram.peer, "re:" + std::string{datagram.bytes});
  };
  server = std::move(UdpEndpoint::open(*loop, kAny, {}, handlers).value());
  auto client = std::move(UdpSocket::bind(kAny).value());
  client.send_one({server->local(), "one"});
  client.send_one({server->local(), "two"});
  loop->turn(Millis{1000});
  UdpBatch batch;
  const auto got = client.receive(batch);
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].bytes, "re:one");
  EXPECT_EQ(got[1].bytes, "re:two");
}

TEST(UdpEndpoint, ManyDatagramsOfOneTurnAllArrive) {
  auto loop = make_loop();
  std::set<std::string> got;
  UdpEndpoint::Handlers handlers;
  handlers.received = [&](std::span<const Datagram> batch) {
    for (const auto& datagram : batch) got.emplace(datagram.bytes);
  };
  auto a = std::move(UdpEndpoint::open(*loop, kAny, {}, handlers).value());
  auto b = std::move(UdpEndpoint::open(*loop, kAny, {}, handlers).value());
  for (int i = 0; i < 150; ++i) a->send(b->local(), std::to_string(i));
  EXPECT_TRUE(turn_until(*loop, [&] { return got.size() == 150; }));
}

TEST(UdpEndpoint, ReadsOnInOneTurnForAsLongAsItIsAsked) {
  auto loop = make_loop();
  std::size_t got = 0, wanted = 3 * kUdpBatchMax;
  bool emptied = false;
  UdpEndpoint::Handlers handlers;
  handlers.received = [&](std::span<const Datagram> batch) { got += batch.size(); };
  handlers.batch_done = [&](bool more) {
    emptied = !more;
    return more && got < wanted;
  };
  auto server = std::move(UdpEndpoint::open(*loop, kAny, {}, handlers).value());
  auto client = std::move(UdpSocket::bind(kAny).value());
  for (std::size_t i = 0; i < 4 * kUdpBatchMax + 1; ++i) ASSERT_TRUE(client.send_one({server->local(), "x"}));
  loop->turn(Millis{1000});
  EXPECT_EQ(got, 3 * kUdpBatchMax);
  EXPECT_FALSE(emptied);
  wanted = 100 * kUdpBatchMax;
  loop->turn(Millis{1000});
  EXPECT_EQ(got, 4 * kUdpBatchMax + 1);
  EXPECT_TRUE(emptied);
}

TEST(UdpEndpoint, TellsOfADatagramThatCannotGoAndSendsTheRest) {
  auto loop = make_loop();
  std::vector<Address> refused;
  std::size_t got = 0;
  UdpEndpoint::Handlers handlers;
  handlers.received = [&](std::span<const Datagram> batch) { got += batch.size(); };
  handlers.unsendable = [&](const Address& peer, const base::Error&) { refused.push_back(peer); };
  auto endpoint = std::move(UdpEndpoint::open(*loop, kAny, {}, handlers).value());
  const auto bad = Address::ipv4(255, 255, 255, 255, 9);  // Broadcast was not asked for: EACCES.
  endpoint->send(endpoint->local(), "before");
  endpoint->send(bad, "never");
  endpoint->send(endpoint->local(), "after");
  EXPECT_TRUE(turn_until(*loop, [&] { return got == 2; }));
  EXPECT_EQ(refused, std::vector<Address>{bad});
}

TEST(UdpEndpoint, MayBeDestroyedByItsOwnHandlerAndBeforeItsFlush) {
  auto loop = make_loop();
  std::unique_ptr<UdpEndpoint> endpoint;
  UdpEndpoint::Handlers handlers;
  handlers.received = [&](std::span<const Datagram>) { endpoint.reset(); };
  endpoint = std::move(UdpEndpoint::open(*loop, kAny, {}, handlers).value());
  endpoint->send(endpoint->local(), "bye");
  EXPECT_TRUE(turn_until(*loop, [&] { return endpoint == nullptr; }));
  endpoint = std::move(UdpEndpoint::open(*loop, kAny, {}, handlers).value());
  endpoint->send(endpoint->local(), "never sent");
  endpoint.reset();
  loop->turn(Millis{0});
}

}  // namespace
}  // namespace peal::net
