#include "telephony/guard/stranger_gate.hpp"

#include <gtest/gtest.h>

namespace peal::telephony {
namespace {

constexpr core::TenantId kOpenTenant{1};
const base::Time kFirstCall = base::from_unix_millis(1'795'000'000'000);

sip::SocketAddress stranger_at(std::string_view host) { return *sip::parse_address(host, 5060); }

int strangers_let_in(StrangerGate& gate, std::string_view host, int calls, base::Time at) {
  int in = 0;
  for (int i = 0; i < calls; ++i) in += gate.refuse(kOpenTenant, stranger_at(host), at) ? 0 : 1;
  return in;
}

TEST(StrangerGate, OneSourceMayCallSoManyASecondAndAMinute) {
  StrangerGate gate;
  gate.adopt({{kOpenTenant, {2, 5, 100}}});
  EXPECT_EQ(strangers_let_in(gate, "192.0.2.7", 10, kFirstCall), 2);
  EXPECT_EQ(strangers_let_in(gate, "192.0.2.7", 10, kFirstCall + base::Seconds{1}), 2);
  EXPECT_EQ(strangers_let_in(gate, "192.0.2.7", 10, kFirstCall + base::Seconds{2}), 1);
  EXPECT_EQ(strangers_let_in(gate, "192.0.2.7", 10, kFirstCall + base::Seconds{3}), 0);
  EXPECT_EQ(strangers_let_in(gate, "192.0.2.8", 10, kFirstCall + base::Seconds{3}), 2) << "another source is another matter";
  EXPECT_EQ(strangers_let_in(gate, "192.0.2.7", 10, kFirstCall + base::Seconds{16}), 1) << "five a minute are one in twelve seconds";
}

TEST(StrangerGate, AllAddressesOfANeighbourhoodAreOne) {
  StrangerGate gate;
  gate.adopt({{kOpenTenant, {2, 5, 7}}});
  int in = 0;
  for (int i = 0; i < 200; ++i) in += strangers_let_in(gate, "192.0.2." + std::to_string(i), 1, kFirstCall);
  EXPECT_EQ(in, 7);
  EXPECT_EQ(strangers_let_in(gate, "192.0.3.1", 5, kFirstCall), 2);
  in = 0;
  for (int i = 0; i < 200; ++i) in += strangers_let_in(gate, "2001:db8:1:" + std::to_string(i + 1) + "::1", 1, kFirstCall);
  EXPECT_EQ(in, 7);
}

TEST(StrangerGate, ZeroIsNoLimitAndTenantsAreApart) {
  StrangerGate gate;
  gate.adopt({{kOpenTenant, {0, 0, 0}}});
  EXPECT_EQ(strangers_let_in(gate, "192.0.2.7", 1000, kFirstCall), 1000);
  EXPECT_FALSE(gate.refuse(core::TenantId{2}, stranger_at("192.0.2.7"), kFirstCall));
  EXPECT_FALSE(gate.refuse(core::TenantId{2}, stranger_at("192.0.2.7"), kFirstCall));
  EXPECT_TRUE(gate.refuse(core::TenantId{2}, stranger_at("192.0.2.7"), kFirstCall)) << "a tenant that says nothing has the usual limits";
}

TEST(StrangerGate, TellsWhoWasRefused) {
  StrangerGate gate;
  gate.adopt({{kOpenTenant, {1, 10, 100}}});
  (void)strangers_let_in(gate, "192.0.2.7", 4, kFirstCall);
  core::GuardView view;
  gate.view(view);
  ASSERT_EQ(view.strangers.size(), 1U);
  EXPECT_EQ(view.strangers[0].source, "192.0.2.7");
  EXPECT_EQ(view.strangers[0].refused, 3U);
  EXPECT_EQ(view.strangers_refused, 3U);
}

TEST(StrangerGate, AMillionSourcesCostNoMore) {
  StrangerGate gate;
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    sip::SocketAddress source;
    source.ip[0] = static_cast<std::uint8_t>(i >> 16), source.ip[1] = static_cast<std::uint8_t>(i >> 8), source.ip[2] = static_cast<std::uint8_t>(i);
    (void)gate.refuse(kOpenTenant, source, kFirstCall);
  }
  EXPECT_LE(gate.rows(), 2 * kStrangersMax);
}

}  // namespace
}  // namespace peal::telephony
