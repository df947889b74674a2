#include "telephony/source_gate.hpp"

#include <gtest/gtest.h>

namespace peal::telephony {
namespace {

constexpr base::Time kStart = base::from_unix_millis(1'760'000'000'000);

sip::SocketAddress v4(std::uint8_t last, std::uint16_t port = 5060) { return {{192, 0, 2, last}, false, port}; }

TEST(SourceGate, ABurstPassesThenTheRateHolds) {
  SourceGate gate(10, 20, 100);
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(gate.take(v4(1), 1, kStart)) << i;
  EXPECT_FALSE(gate.take(v4(1), 1, kStart));
  EXPECT_FALSE(gate.take(v4(1, 6000), 1, kStart)) << "another port is the same source";
  EXPECT_TRUE(gate.take(v4(2), 1, kStart)) << "another source is not punished";
  int passed = 0;
  for (int i = 0; i < 20; ++i) passed += gate.take(v4(1), 1, kStart + base::Seconds{1}) ? 1 : 0;
  EXPECT_EQ(passed, 10);
}

TEST(SourceGate, WrongPasswordsEmptyItSooner) {
  SourceGate gate(1, 100, 100);
  EXPECT_TRUE(gate.take(v4(1), 50, kStart));
  EXPECT_TRUE(gate.take(v4(1), 50, kStart));
  EXPECT_FALSE(gate.take(v4(1), 50, kStart));
}

TEST(SourceGate, OneIpv6SubnetIsOneSource) {
  SourceGate gate(1, 1, 100);
  sip::SocketAddress a{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 1}, true, 5060};
  auto b = a;
  b.ip[15] = 9;
  auto c = a;
  c.ip[7] = 2;
  EXPECT_TRUE(gate.take(a, 1, kStart));
  EXPECT_FALSE(gate.take(b, 1, kStart));
  EXPECT_TRUE(gate.take(c, 1, kStart));
}

TEST(SourceGate, RemembersABoundedNumberOfSources) {
  SourceGate gate(1, 1, 3);
  for (std::uint8_t i = 1; i <= 3; ++i) EXPECT_TRUE(gate.take(v4(i), 1, kStart));
  EXPECT_FALSE(gate.take(v4(1), 1, kStart));
  EXPECT_TRUE(gate.take(v4(4), 1, kStart));   // Pushes out 2, the least recent.
  EXPECT_FALSE(gate.take(v4(1), 1, kStart));
  EXPECT_TRUE(gate.take(v4(2), 1, kStart));
}

}  // namespace
}  // namespace peal::telephony
