#include <gtest/gtest.h>

#include "sip/digest/digest.hpp"
#include "sip/user_agent/test_network.hpp"

namespace peal::sip::testing {
namespace {

using namespace std::chrono_literals;

class RegistrationTest : public ::testing::Test {
 protected:
  Message ask(const std::string& method, const std::string& fields, const Flow& flow) {
    ++cseq;
    const std::string text = method + " sip:192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.5:5060;rport;branch=z9hG4bKr" +
                             std::to_string(cseq) + "\r\nFrom: <sip:a1@192.0.2.1>;tag=r\r\nTo: <sip:a1@192.0.2.1>\r\nCall-ID: reg\r\nCSeq: " +
                             std::to_string(cseq) + " " + method + "\r\nMax-Forwards: 70\r\n" + fields + "Content-Length: 0\r\n\r\n";
    net.sent.clear();
    a.agent->received(flow, text, net.now());
    Message answer;
    EXPECT_EQ(net.sent.size(), 1U);
    EXPECT_FALSE(answer.parse(net.sent.back(), Framing::kDatagram));
    return answer;
  }
  Network net;
  Node& a = net.add("192.0.2.1");
  Flow phone{Transport::kUdp, 0, *parse_address("198.51.100.7", 40000)};
  Flow browser{Transport::kWs, 31, *parse_address("198.51.100.8", 50000)};
  int cseq = 0;
};

TEST_F(RegistrationTest, PhoneIsChallengedAndThenBound) {
  a.passwords["a1"] = "secret";
  a.on_admit = [](const RequestView& view) {
    return view.authenticated_user == "a1" ? Admission::accept() : Admission::challenge();
  };
  const auto challenge = ask("REGISTER", "Contact: <sip:a1@10.0.0.5>\r\n", phone);
  EXPECT_EQ(challenge.status(), 401);
  const auto line = answer_challenge(challenge, {"a1", "secret", {}}, "REGISTER", "sip:192.0.2.1", "c", false).value();
  const auto done = ask("REGISTER", line + "Contact: <sip:a1@10.0.0.5>\r\n", phone);
  EXPECT_EQ(done.status(), 200);
  EXPECT_EQ(done.header(HeaderName::kContact), "<sip:a1@10.0.0.5>;expires=300");
  EXPECT_EQ(find_parameter(done.top_via()->params, "rport"), "40000");
  EXPECT_EQ(done.top_via()->received, "198.51.100.7");
  const auto wrong = answer_challenge(challenge, {"a1", "guess", {}}, "REGISTER", "sip:192.0.2.1", "c", false).value();
  EXPECT_EQ(ask("REGISTER", wrong, phone).status(), 401);
  const auto again = ask("REGISTER", line, phone);
  EXPECT_EQ(again.status(), 401);
  EXPECT_NE(again.header(HeaderName::kWwwAuthenticate).find("stale=true"), std::string_view::npos) << "a replay";
}

const std::string kOutboundContact = "Contact: <sip:a1@10.0.0.5>;+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000a95a0e128>\";reg-id=1\r\n";

// RFC 5626 6: "the registrar ... MUST include the 'outbound' option-tag in a Require header field" of its 200 when it
// kept the flow; 4.4: Flow-Timer.
TEST_F(RegistrationTest, AFlowThatIsKeptIsSaidToBe) {
  const auto kept = ask("REGISTER", "Supported: path, outbound\r\n" + kOutboundContact, phone);
  EXPECT_EQ(kept.status(), 200);
  EXPECT_TRUE(kept.lists(HeaderName::kRequire, "outbound"));
  EXPECT_EQ(kept.number(HeaderName::kFlowTimer), static_cast<std::uint64_t>(kKeepAliveAsked.count()));
  EXPECT_TRUE(kept.lists(HeaderName::kSupported, "outbound"));
  // "If the registrar ... does not use outbound processing, it MUST NOT include" it.
  const auto without = ask("REGISTER", kOutboundContact, phone);
  EXPECT_EQ(without.status(), 200);
  EXPECT_FALSE(without.has(HeaderName::kRequire));
  EXPECT_FALSE(without.has(HeaderName::kFlowTimer));
  EXPECT_FALSE(ask("REGISTER", "Supported: outbound\r\nContact: <sip:a1@10.0.0.5>\r\n", phone).has(HeaderName::kRequire));
  EXPECT_EQ(ask("REGISTER", "Require: outbound, path\r\nSupported: outbound\r\n" + kOutboundContact, phone).status(), 200);
}

// RFC 5626 6: "If ... the first hop does not support outbound (no ob in the Path), the registrar MUST return a 439".
TEST_F(RegistrationTest, AFirstHopThatKeepsNoFlowsIsRefused) {
  const std::string via = "Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKp\r\nSupported: path, outbound\r\n" + kOutboundContact;
  EXPECT_EQ(ask("REGISTER", via, phone).status(), 439);
  EXPECT_EQ(ask("REGISTER", "Path: <sip:198.51.100.7;lr>\r\n" + via, phone).status(), 439);
  EXPECT_EQ(a.agent->registrar().size(), 0U) << "nothing is kept of it";
  EXPECT_EQ(ask("REGISTER", "Path: <sip:core.example;lr>, <sip:x7@198.51.100.7;lr;ob>\r\n" + via, phone).status(), 200);
}

// RFC 3327 5.3: the path is kept and shown again; calls take it.
TEST_F(RegistrationTest, CallsTakeThePathOfTheRegistration) {
  const auto done = ask("REGISTER", "Supported: path\r\nPath: <sip:one.example;lr>, <sip:x7@two.example;lr>\r\nContact: <sip:a1@10.0.0.5>\r\n", phone);
  EXPECT_EQ(done.status(), 200);
  std::vector<std::string> shown;
  done.each_value(HeaderName::kPath, [&](std::string_view value) { shown.emplace_back(value); return true; });
  EXPECT_EQ(shown, (std::vector<std::string>{"<sip:one.example;lr>", "<sip:x7@two.example;lr>"}));
  const auto bindings = a.agent->registrar().bindings("a1");
  ASSERT_EQ(bindings.size(), 1U);
  EXPECT_EQ(bindings[0].path, (std::vector<std::string>{"sip:one.example;lr", "sip:x7@two.example;lr"}));
  EXPECT_FALSE(ask("REGISTER", "Path: <sip:one.example;lr>\r\nContact: <sip:a1@10.0.0.5>\r\n", phone).has(HeaderName::kPath))
      << "whoever does not know it is not shown it";
  EXPECT_EQ(ask("REGISTER", "Path: nonsense\r\nContact: <sip:a1@10.0.0.5>\r\n", phone).status(), 400);
  std::string long_path;
  for (std::size_t i = 0; i <= kPathMax; ++i) long_path += "Path: <sip:p" + std::to_string(i) + ".example;lr>\r\n";
  EXPECT_EQ(ask("REGISTER", long_path + "Contact: <sip:a1@10.0.0.5>\r\n", phone).status(), 400);
}

TEST_F(RegistrationTest, BrowserIsAdmittedByItsTokenAndCalledByItsConnection) {
  a.agent->flow_opened(browser, {{"agent", "a1"}});
  a.on_admit = [](const RequestView& view) {
    return view.attributes.contains("agent") ? Admission::accept() : Admission::reject(403, "Forbidden");
  };
  EXPECT_EQ(ask("REGISTER", "Contact: <sip:q7@x.invalid;transport=ws>\r\n", phone).status(), 403);
  EXPECT_EQ(ask("REGISTER", "Contact: <sip:q7@x.invalid;transport=ws>\r\n", browser).status(), 200);
  const auto bindings = a.agent->registrar().bindings("a1");
  ASSERT_EQ(bindings.size(), 1U);
  PlaceRequest call;
  call.target = bindings[0].contact;
  call.flow = bindings[0].flow;
  call.from_uri = "sip:551@192.0.2.1";
  call.sdp = kOffer;
  ASSERT_TRUE(a.agent->place(call, net.now()));
  EXPECT_TRUE(net.sent.back().starts_with("INVITE sip:q7@x.invalid;transport=ws SIP/2.0\r\nVia: SIP/2.0/WS "));
  a.agent->flow_closed(31, net.now());
  EXPECT_TRUE(a.heard("failed 503"));
  EXPECT_TRUE(a.heard("binding a1 4"));
  EXPECT_EQ(a.agent->registrar().size(), 0U);
}

TEST_F(RegistrationTest, OurCallsAnswerAChallenge) {
  Node& trunk = net.add("192.0.2.50");
  trunk.passwords["us"] = "pw";
  trunk.on_admit = [](const RequestView& view) {
    return view.authenticated_user == "us" ? Admission::accept() : Admission::challenge();
  };
  trunk.auto_answer();
  PlaceRequest call = call_to(trunk);
  call.credentials = Credentials{"us", "pw", {}};
  ASSERT_TRUE(a.agent->place(call, net.now()));
  net.run(1s);
  EXPECT_TRUE(a.heard("answered"));
  call.credentials->password = "wrong";
  ASSERT_TRUE(a.agent->place(call, net.now()));
  net.run(1s);
  EXPECT_TRUE(a.heard("failed 401"));
}

}  // namespace
}  // namespace peal::sip::testing
