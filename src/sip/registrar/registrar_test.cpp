#include "sip/registrar/registrar.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace peal::sip {
namespace {

using namespace std::chrono_literals;

class RegistrarTest : public ::testing::Test {
 protected:
  std::uint16_t apply(const std::string& fields, std::uint32_t cseq = 0) {
    Message message;
    const std::string text = "REGISTER sip:peal SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nCall-ID: " + call_id + "\r\nCSeq: " +
                             std::to_string(cseq == 0 ? ++last_cseq : cseq) + " REGISTER\r\n" + fields + "Content-Length: 0\r\n\r\n";
    EXPECT_FALSE(message.parse(text, Framing::kDatagram));
    return registrar.apply(message, flow, "a1", now, changed).status;
  }
  std::string contacts() {
    std::string out;
    registrar.write_contacts("a1", now, out);
    return out;
  }
  base::Time now = base::from_unix_millis(1'763'776'000'000);
  Registrar registrar{now};
  Flow flow{Transport::kUdp, 0, *parse_address("192.0.2.9", 5060)};
  std::string call_id = "r1";
  std::uint32_t last_cseq = 0;
  std::vector<BindingChange> changes;
  Registrar::Changed changed = [this](const Binding&, BindingChange why) { changes.push_back(why); };
};

TEST_F(RegistrarTest, BindsRefreshesQueriesAndExpires) {
  EXPECT_EQ(apply("Contact: <sip:a1@192.0.2.9>;expires=60\r\n"), 200);
  EXPECT_EQ(contacts(), "Contact: <sip:a1@192.0.2.9>;expires=60\r\n");
  now += 50s;
  EXPECT_EQ(apply(""), 200) << "a query changes nothing";
  EXPECT_EQ(contacts(), "Contact: <sip:a1@192.0.2.9>;expires=10\r\n");
  EXPECT_EQ(apply("m: sip:a1@192.0.2.9\r\nExpires: 100\r\n"), 200) << "the same URI without brackets";
  EXPECT_EQ(registrar.size(), 1U);
  now += 101s;
  registrar.advance(now, changed);
  EXPECT_EQ(registrar.size(), 0U);
  EXPECT_EQ(changes, (std::vector{BindingChange::kAdded, BindingChange::kRefreshed, BindingChange::kExpired}));
}

TEST_F(RegistrarTest, SeveralContactsInOrderOfPreference) {
  EXPECT_EQ(apply("Contact: <sip:desk@h>;q=0.5, <sip:soft@h>;q=0.9\r\nContact: <sip:cell@h>;q=0.100\r\n"), 200);
  const auto found = registrar.bindings("a1");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].contact, "sip:soft@h");
  EXPECT_EQ(found[1].q, 500);
  EXPECT_EQ(found[2].contact, "sip:cell@h");
  EXPECT_EQ(apply("Contact: <sip:soft@h>;expires=0\r\n"), 200);
  EXPECT_EQ(registrar.bindings("a1").size(), 2U);
}

// RFC 3261 10.3 step 7: all or nothing, and never backwards.
TEST_F(RegistrarTest, OldRequestsChangeNothing) {
  EXPECT_EQ(apply("Contact: <sip:a@h>\r\n", 5), 200);
  EXPECT_EQ(apply("Contact: <sip:new@h>, <sip:a@h>;expires=0\r\n", 5), 500);
  EXPECT_EQ(registrar.size(), 1U);
  call_id = "r2";
  EXPECT_EQ(apply("Contact: <sip:a@h>;expires=0\r\n", 1), 200) << "another Call-ID counts anew";
  EXPECT_EQ(registrar.size(), 0U);
}

TEST_F(RegistrarTest, StarRemovesAllAndOnlyAlone) {
  EXPECT_EQ(apply("Contact: <sip:a@h>, <sip:b@h>\r\n"), 200);
  EXPECT_EQ(apply("Contact: *\r\n"), 400);
  EXPECT_EQ(apply("Contact: *\r\nExpires: 60\r\n"), 400);
  EXPECT_EQ(apply("Contact: *, <sip:a@h>\r\nExpires: 0\r\n"), 400);
  EXPECT_EQ(registrar.size(), 2U);
  EXPECT_EQ(apply("Contact: *\r\nExpires: 0\r\n"), 200);
  EXPECT_EQ(registrar.size(), 0U);
}

TEST_F(RegistrarTest, BoundsLifeAndNumber) {
  EXPECT_EQ(apply("Contact: <sip:a@h>;expires=5\r\n"), 423);
  EXPECT_EQ(apply("Contact: <sip:a@h>;expires=999999\r\n"), 200);
  EXPECT_EQ(contacts(), "Contact: <sip:a@h>;expires=3600\r\n");
  for (std::size_t i = 1; i < kContactsPerAddressMax; ++i) EXPECT_EQ(apply("Contact: <sip:" + std::to_string(i) + "@h>\r\n"), 200);
  EXPECT_EQ(apply("Contact: <sip:more@h>\r\n"), 403);
}

// RFC 5626 6: the same phone with another contact replaces its old one; RFC 7118: a lost WebSocket takes its bindings along.
TEST_F(RegistrarTest, InstancesAndFlows) {
  flow = {Transport::kWs, 7, *parse_address("192.0.2.9", 999)};
  EXPECT_EQ(apply("Contact: <sip:x@1.invalid;transport=ws>;+sip.instance=\"<urn:uuid:1>\";reg-id=1\r\n"), 200);
  flow.connection = 9;
  EXPECT_EQ(apply("Contact: <sip:y@2.invalid;transport=ws>;+sip.instance=\"<urn:uuid:1>\";reg-id=1\r\n"), 200);
  ASSERT_EQ(registrar.size(), 1U);
  EXPECT_EQ(registrar.bindings("a1")[0].flow.connection, 9U);
  EXPECT_EQ(registrar.bindings("a1")[0].instance, "urn:uuid:1");
  registrar.flow_closed(7, changed);
  EXPECT_EQ(registrar.size(), 1U) << "it has moved on";
  registrar.flow_closed(9, changed);
  EXPECT_EQ(registrar.size(), 0U);
  EXPECT_EQ(changes.back(), BindingChange::kFlowLost);
}

// RFC 5626 6: a phone that has moved signs out as the phone it is, whatever its contact is now.
TEST_F(RegistrarTest, APhoneSignsOutByItsInstance) {
  EXPECT_EQ(apply("Contact: <sip:x@10.0.0.5>;+sip.instance=\"<urn:uuid:1>\";reg-id=1\r\n"), 200);
  EXPECT_EQ(apply("Contact: <sip:x@10.0.0.6>;+sip.instance=\"<urn:uuid:1>\";reg-id=1;expires=0\r\n"), 200);
  EXPECT_EQ(registrar.size(), 0U);
}

TEST_F(RegistrarTest, ComingAndGoingOverOneConnectionIsRememberedOnce) {
  flow = {Transport::kTcp, 4, *parse_address("192.0.2.9", 999)};
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(apply("Contact: <sip:a@h>\r\n"), 200);
    EXPECT_EQ(apply("Contact: <sip:a@h>;expires=0\r\n"), 200);
  }
  EXPECT_EQ(registrar.remembered(), 1U);
  registrar.flow_closed(4, changed);
  EXPECT_EQ(registrar.remembered(), 0U);
}

}  // namespace
}  // namespace peal::sip
