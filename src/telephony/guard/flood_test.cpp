#include <malloc.h>

#include <random>

#include <gtest/gtest.h>

#include "telephony/testing/registering.hpp"

#if defined(__SANITIZE_ADDRESS__)
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#endif

/// Thirty minutes of flood from twenty thousand sources in simulated time, with a
/// phone and a trunk at work in the middle of it.
namespace peal::telephony {
namespace {

using testing::at;
using testing::Phone;
using testing::Registering;
using testing::World;

std::size_t bytes_in_use() {
#if defined(__SANITIZE_ADDRESS__)
  return __sanitizer_get_current_allocated_bytes();
#else
  return mallinfo2().uordblks;
#endif
}

class Flood {
 public:
  explicit Flood(World& world) : world_(world) {}

  void send(std::size_t messages) {
    for (std::size_t i = 0; i < messages; ++i) one();
    world_.wire.deliver();
    world_.wire.seen.clear();
  }
  std::uint64_t sent = 0;

 private:
  void one() {
    const auto n = ++sent;
    sip::SocketAddress from = at(0, static_cast<std::uint16_t>(1024 + n % 60'000));
    const auto source = random_() % 20'000;
    from.ip[0] = 172;
    from.ip[1] = 16;
    from.ip[2] = static_cast<std::uint8_t>(source >> 8);
    from.ip[3] = static_cast<std::uint8_t>(source & 255);
    world_.exchange->user_agent().received({sip::Transport::kUdp, 0, from}, text(n, from), world_.now);
  }
  std::string text(std::uint64_t n, const sip::SocketAddress& from) {
    const bool invite = n % 3 == 0;
    const auto* method = invite ? "INVITE" : n % 3 == 1 ? "REGISTER" : "OPTIONS";
    const std::string user = invite ? (n % 2 == 0 ? "7000" : std::to_string(n)) : std::to_string(1000 + n % 9000);
    std::string text = fmt::format("{} sip:{}@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP {};branch=z9hG4bKf{};rport\r\nFrom: <sip:{}@10.0.0.1>;tag=f\r\n", method,
                                   user, from.text(), n, user);
    if (n % 11 == 0) return text + "\r\n";  // Half a message.
    if (n % 5 == 0) text += fmt::format("Authorization: Digest username=\"1001\", realm=\"peal\", nonce=\"{}\", uri=\"x\", response=\"{}\"\r\n", n, n);
    return text + fmt::format("To: <sip:{}@10.0.0.1>\r\nCall-ID: f{}\r\nCSeq: 1 {}\r\nContact: <sip:x@{}>\r\nContent-Length: 0\r\n\r\n", user, n, method, from.text());
  }
  World& world_;
  std::mt19937 random_{7};
};

TEST(Flood, ThirtyMinutesOfItKeepNothingAndStopNobody) {
  World world;
  core::Trunk trunk;
  trunk.id = {testing::kTenant, 1};
  trunk.key = "carrier";
  trunk.address = "10.0.0.20";
  trunk.health_every = base::Seconds{0};
  world.exchange->adopt_trunks({{trunk, {sip::KnownName::State::kFound, {sip::Transport::kUdp, {{"carrier", 0, 0, {at(20)}}}}}, {*base::parse_ip_range("10.0.0.20")}, std::nullopt}});
  Phone phone(world.wire, at(40), world.clock(), 4);
  Phone carrier(world.wire, at(20), world.clock(), 2);
  Registering registering(world, phone, world.udp());
  Flood flood(world);
  std::size_t settled = 0;
  constexpr int kSeconds = 30 * 60;
  for (int second = 0; second < kSeconds; ++second) {
    flood.send(300);
    world.advance(base::Seconds{1});
    if (second % 60 != 0) continue;
    ASSERT_EQ(registering.send("1001", "secret-1001"), 200) << "after " << second << " s";
    const auto leg = world.arrive(carrier);
    ASSERT_TRUE(leg.valid()) << "after " << second << " s";
    world.order(core::RejectLeg{leg, base::ErrorCode::kBusy, base::Seconds{0}});
    world.signals.clear();
    carrier.statuses.clear();
    // Every source has been seen by then, and no table grows any more.
    if (second == 10 * 60) settled = bytes_in_use();
  }
  EXPECT_GT(flood.sent, 500'000u);
  EXPECT_LT(world.exchange->user_agent().transaction_count(), 100u) << "strangers leave no transaction behind";
  EXPECT_EQ(world.exchange->user_agent().call_count(), 0u);
  EXPECT_EQ(world.exchange->live_legs(), 0u);
  EXPECT_EQ(world.exchange->registrations(), 1u);
  const auto now = bytes_in_use();
  EXPECT_LT(now, settled + 4 * 1024 * 1024) << settled << " before";
  world.advance(base::Seconds{40});
  EXPECT_EQ(world.exchange->user_agent().transaction_count(), 0u);
}

}  // namespace
}  // namespace peal::telephony
