#include <gtest/gtest.h>

#include <string>

#include "sip/sdp/negotiation.hpp"

// Hold in both directions, and lines that keep their place: RFC 3264 5.1, 6.1,
// 8, 8.4 and RFC 6337 5.3.
namespace peal::sip::sdp {
namespace {

Capabilities ours(Direction direction = Direction::kSendRecv) {
  Capabilities c;
  c.address = "192.0.2.1";
  c.port = 4000;
  c.codecs = {Codec::kPcmu};
  c.direction = direction;
  return c;
}
Session session() {
  Session s;
  s.id = 77;
  return s;
}
std::string theirs(std::string_view direction, std::string_view address = "192.0.2.9") {
  return "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 " + std::string(address) + "\r\nt=0 0\r\nm=audio 6000 RTP/AVP 0\r\na=" +
         std::string(direction) + "\r\n";
}
std::size_t at(const std::string& text, std::string_view line) { return text.find("\r\n" + std::string(line) + "\r\n"); }
bool has(const std::string& text, std::string_view line) { return at(text, line) != std::string::npos; }

struct Case {
  std::string_view said;   // By them.
  Direction wanted;        // By us.
  std::string_view answer; // What our answer says.
  bool held;               // They do not listen.
};

// 6.1: an answer never widens what the offer allows, nor what we want.
constexpr Case kAnswers[] = {
    {"sendrecv", Direction::kSendRecv, "sendrecv", false}, {"sendrecv", Direction::kSendOnly, "sendonly", false},
    {"sendrecv", Direction::kRecvOnly, "recvonly", false}, {"sendrecv", Direction::kInactive, "inactive", false},
    {"sendonly", Direction::kSendRecv, "recvonly", true},  {"sendonly", Direction::kSendOnly, "inactive", true},
    {"sendonly", Direction::kRecvOnly, "recvonly", true},  {"sendonly", Direction::kInactive, "inactive", true},
    {"recvonly", Direction::kSendRecv, "sendonly", false}, {"recvonly", Direction::kSendOnly, "sendonly", false},
    {"recvonly", Direction::kRecvOnly, "inactive", false}, {"recvonly", Direction::kInactive, "inactive", false},
    {"inactive", Direction::kSendRecv, "inactive", true},  {"inactive", Direction::kSendOnly, "inactive", true},
    {"inactive", Direction::kRecvOnly, "inactive", true},  {"inactive", Direction::kInactive, "inactive", true},
};

TEST(HoldTest, AnAnswerAllowsWhatBothSidesWant) {
  for (const auto& c : kAnswers) {
    SCOPED_TRACE(std::string(c.said));
    Session s = session();
    const auto answer = answer_offer(s, ours(c.wanted), theirs(c.said));
    ASSERT_TRUE(answer);
    EXPECT_TRUE(has(answer->sdp, "a=" + std::string(c.answer))) << answer->sdp;
    EXPECT_EQ(answer->media.held_by_peer, c.held);
  }
}

// 5.1 and 8.4: our offer says what we want; their answer is seen from their side.
TEST(HoldTest, OurHoldIsAnsweredInEveryWay) {
  for (const auto& [wanted, offered] : {std::pair{Direction::kSendOnly, "a=sendonly"}, std::pair{Direction::kRecvOnly, "a=recvonly"},
                                        std::pair{Direction::kInactive, "a=inactive"}, std::pair{Direction::kSendRecv, "a=sendrecv"}}) {
    Session s = session();
    EXPECT_TRUE(has(make_offer(s, ours(wanted)), offered));
  }
  const auto agreed = [](Direction wanted, std::string_view said) {
    Session s = session();
    (void)make_offer(s, ours(wanted));
    return accept_answer(s, ours(wanted), theirs(said)).value().direction;
  };
  EXPECT_EQ(agreed(Direction::kSendOnly, "recvonly"), Direction::kSendOnly);
  EXPECT_EQ(agreed(Direction::kSendOnly, "inactive"), Direction::kInactive);
  EXPECT_EQ(agreed(Direction::kSendOnly, "sendrecv"), Direction::kSendOnly) << "an answer that widens is not believed";
  EXPECT_EQ(agreed(Direction::kRecvOnly, "sendonly"), Direction::kRecvOnly);
  EXPECT_EQ(agreed(Direction::kInactive, "sendrecv"), Direction::kInactive);
  EXPECT_EQ(agreed(Direction::kSendRecv, "recvonly"), Direction::kSendOnly);
}

// RFC 3264 8.4: the form of RFC 2543, with every direction; also as an answer.
TEST(HoldTest, AddressZeroMeansThatTheyDoNotListen) {
  for (const auto* said : {"sendrecv", "sendonly", "recvonly", "inactive"}) {
    Session s = session();
    const auto answer = answer_offer(s, ours(), theirs(said, "0.0.0.0"));
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->media.held_by_peer);
    EXPECT_TRUE(answer->media.direction == Direction::kRecvOnly || answer->media.direction == Direction::kInactive) << said;
    EXPECT_TRUE(has(answer->sdp, "c=IN IP4 192.0.2.1")) << "we never answer with zero";
  }
  Session s = session();
  (void)make_offer(s, ours());
  EXPECT_TRUE(accept_answer(s, ours(), theirs("sendrecv", "0.0.0.0"))->held_by_peer);
}

// Both may hold at once, and each ends only its own hold (RFC 6337 5.3).
TEST(HoldTest, BothHoldAndComeBackOneAfterTheOther) {
  Session s = session();
  ASSERT_TRUE(answer_offer(s, ours(), theirs("sendonly")));
  EXPECT_TRUE(has(make_offer(s, ours(Direction::kSendOnly)), "a=sendonly"));
  EXPECT_EQ(accept_answer(s, ours(Direction::kSendOnly), theirs("inactive"))->direction, Direction::kInactive);
  const auto back = answer_offer(s, ours(Direction::kSendOnly), theirs("sendrecv"));
  EXPECT_TRUE(has(back->sdp, "a=sendonly")) << "they come back, we still hold";
  EXPECT_TRUE(has(make_offer(s, ours()), "a=sendrecv"));
}

// 8: lines are never removed nor moved; new ones may come behind.
TEST(LinesTest, RefusedLinesKeepTheirPlaceInAllThatFollows) {
  const std::string head = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n";
  const std::string video = "m=video 6000 RTP/AVP 31 34\r\na=mid:v\r\n";
  const std::string audio = "m=audio 6002 RTP/AVP 0\r\n";
  const std::string image = "m=image 6004 udptl t38\r\n";
  Session s = session();
  const auto first = answer_offer(s, ours(), head + video + audio + image);
  ASSERT_TRUE(first);
  const auto in_place = [](const std::string& text) {
    const auto v = at(text, "m=video 0 RTP/AVP 31 34");
    const auto a = text.find("\r\nm=audio 4000 RTP/AVP 0");
    const auto i = at(text, "m=image 0 udptl t38");
    return v < a && a < i && i != std::string::npos;
  };
  EXPECT_TRUE(in_place(first->sdp)) << first->sdp;
  EXPECT_TRUE(in_place(make_offer(s, ours(Direction::kSendOnly))));
  EXPECT_TRUE(accept_answer(s, ours(), head + "m=video 0 RTP/AVP 31\r\n" + audio + "m=image 0 udptl t38\r\n"));
  EXPECT_FALSE(accept_answer(s, ours(), head + audio)) << "an answer has as many lines (6)";
  EXPECT_FALSE(answer_offer(s, ours(), head + video + audio)) << "a later offer loses none (8)";
  const auto more = answer_offer(s, ours(), head + video + audio + image + "m=text 6006 RTP/AVP 98\r\n");
  ASSERT_TRUE(more);
  EXPECT_TRUE(in_place(more->sdp) && has(more->sdp, "m=text 0 RTP/AVP 98"));
  EXPECT_TRUE(has(make_offer(s, ours()), "m=text 0 RTP/AVP 98"));
}

// 8.2: a stream that was there is switched off; the call stays and it may come back.
TEST(LinesTest, AStreamIsSwitchedOffAndOnAgain) {
  Session s = session();
  std::string off = theirs("sendrecv");
  off.replace(off.find("m=audio 6000"), 12, "m=audio 0");
  EXPECT_FALSE(answer_offer(s, ours(), off)) << "a call does not begin so";
  ASSERT_TRUE(answer_offer(s, ours(), theirs("sendrecv")));
  const auto silent = answer_offer(s, ours(), off);
  ASSERT_TRUE(silent);
  EXPECT_TRUE(has(silent->sdp, "m=audio 0 RTP/AVP 0"));
  EXPECT_EQ(silent->media.direction, Direction::kInactive);
  EXPECT_TRUE(silent->media.held_by_peer);
  const auto on = answer_offer(s, ours(), theirs("sendrecv"));
  EXPECT_TRUE(has(on->sdp, "m=audio 4000 RTP/AVP 0"));
  EXPECT_EQ(on->media.direction, Direction::kSendRecv);
}

TEST(LinesTest, AnOfferNobodyWantsIsRefusedLineByLine) {
  const auto text = refuse_all(theirs("sendrecv") + "m=video 6000 RTP/AVP 31\r\n");
  EXPECT_TRUE(has(text, "m=audio 0 RTP/AVP 0") && has(text, "m=video 0 RTP/AVP 31")) << text;
  EXPECT_TRUE(text.starts_with("v=0\r\no=- ")) << "RFC 3261 13.2.2.4: still a valid answer";
  EXPECT_EQ(refuse_all("nonsense"), "");
}

}  // namespace
}  // namespace peal::sip::sdp
