#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "fixture.hpp"
#include "sip/user_agent/user_agent.hpp"
#include "verdicts.hpp"

// Each message is given to a whole user agent; what comes out is its verdict.
namespace peal::torture {
namespace {

using namespace peal::sip;

class Element : public Output, public UserAgentEvents {
 public:
  void send(const Flow&, std::string_view bytes) override {
    Message message;
    const auto fault = message.parse(bytes, Framing::kDatagram);
    EXPECT_FALSE(fault) << bytes;
    if (message.status() > 100) answers.push_back(std::move(message));
  }
  Admission admit(const RequestView& request) override {
    const bool shown = request.message.has(HeaderName::kAuthorization);
    return shown && request.authenticated_user.empty() ? Admission::challenge() : Admission::accept();
  }
  std::optional<DigestSecret> digest_secret(std::string_view, std::string_view) override { return std::nullopt; }
  void incoming_call(CallId call, const IncomingCall&) override { EXPECT_TRUE(agent.ring(call, now)); }
  void acknowledged(CallId, std::string_view) override {}
  void progressed(CallId, const CallProgress&) override {}
  void answered(CallId, const CallAnswered&) override {}
  void failed(CallId, const CallEnd&) override {}
  void ended(CallId, const CallEnd&) override {}
  void offered(CallId, std::string_view) override {}
  void reoffer_answered(CallId, std::string_view) override {}
  void reoffer_refused(CallId, std::uint16_t) override {}
  void digit(CallId, char, base::Millis) override {}
  void info(CallId, std::string_view, std::string_view) override {}
  void binding_changed(const Binding&, BindingChange) override {}

  static UserAgentConfig config() {
    UserAgentConfig made;
    made.advertised.fill("192.0.2.200:5060");
    return made;
  }
  void give(std::string_view file) {
    agent.received({Transport::kUdp, 0, *parse_address("192.0.2.99", 5060)}, fixture(file), now);
  }

  base::Time now = base::from_unix_millis(1'763'776'000'000);
  std::vector<Message> answers;
  UserAgent agent{config(), *this, *this, now};
};

TEST(UserAgentTortureTest, EveryMessageGetsItsAnswer) {
  for (const auto& verdict : kVerdicts) {
    Element element;
    element.give(verdict.file);
    const std::uint16_t answer = element.answers.empty() ? 0 : element.answers.back().status();
    EXPECT_LE(element.answers.size(), 1U) << verdict.file;
    EXPECT_EQ(answer, verdict.answer) << verdict.file << " (" << verdict.section << "): " << verdict.why;
    EXPECT_EQ(element.agent.call_count(), verdict.answer == kPresented ? 1U : 0U) << verdict.file;
  }
}

TEST(UserAgentTortureTest, RefusalsSayWhatWouldDo) {
  Element element;
  element.give("bext01.dat");
  EXPECT_EQ(element.answers.back().header(HeaderName::kUnsupported), "nothingSupportsThis, nothingSupportsThisEither");
  element.give("invut.dat");
  EXPECT_EQ(element.answers.back().header(HeaderName::kAccept), "application/sdp");
  element.give("regaut01.dat");
  EXPECT_EQ(element.answers.back().count(HeaderName::kWwwAuthenticate), 2U);
  element.give("esc02.dat");
  EXPECT_TRUE(element.answers.back().lists(HeaderName::kAllow, "INVITE"));
}

TEST(UserAgentTortureTest, AnswersKeepTheWholeViaPath) {
  Element element;
  element.give("longreq.dat");
  std::size_t vias = 0;
  element.answers.back().each_value(HeaderName::kVia, [&](std::string_view) { return ++vias > 0; });
  EXPECT_EQ(vias, 34U);
}

TEST(UserAgentTortureTest, AllOfThemAfterOneAnotherLeaveItWorking) {
  Element element;
  for (int round = 0; round < 3; ++round) {
    for (const auto& verdict : kVerdicts) element.give(verdict.file);
    element.now += base::Seconds{1};
    element.agent.advance(element.now);
  }
  element.now += base::Seconds{200};
  element.agent.advance(element.now);
  EXPECT_EQ(element.agent.transaction_count(), element.agent.call_count());
}

}  // namespace
}  // namespace peal::torture
