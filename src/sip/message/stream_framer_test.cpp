#include "sip/message/stream_framer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace peal::sip {
namespace {

using Kind = StreamFramer::Kind;

TEST(StreamFramerTest, CutsTheSameMessagesHoweverTheyArrive) {
  const std::string one = "OPTIONS sip:a SIP/2.0\r\nContent-Length : 3\r\n\r\nabc";
  const std::string two = "BYE sip:b SIP/2.0\r\nl: 0\r\n\r\n";
  const std::string stream = "\r\n\r\n" + one + two + "\r\n" + one;
  for (std::size_t step = 1; step <= stream.size(); ++step) {
    StreamFramer framer;
    std::vector<std::string> got;
    int pings = 0;
    for (std::size_t at = 0; at < stream.size(); at += step) {
      framer.append(std::string_view(stream).substr(at, step));
      for (auto piece = framer.next(); piece.kind != Kind::kNeedMore; piece = framer.next()) {
        ASSERT_NE(piece.kind, Kind::kBroken);
        if (piece.kind == Kind::kPing) ++pings;
        else got.emplace_back(piece.bytes);
      }
    }
    EXPECT_EQ(got, (std::vector{one, two, one})) << step;
    EXPECT_EQ(pings, 1) << step;
    EXPECT_FALSE(framer.pending());
  }
}

// The body may come byte by byte, and the next message right behind it.
TEST(StreamFramerTest, ALongHeadIsCutTheSameWhereItsBodyComesInBytes) {
  std::string head = "MESSAGE sip:a SIP/2.0\r\n";
  for (int i = 0; i < 500; ++i) head += "X-Filler: " + std::string(40, 'x') + "\r\n";
  const std::string body(2'000, 'b');
  const std::string one = head + "Content-Length: 2000\r\n\r\n" + body;
  StreamFramer framer;
  framer.append(one.substr(0, one.size() - body.size()));
  for (const char c : body) {
    EXPECT_EQ(framer.next().kind, Kind::kNeedMore);
    EXPECT_TRUE(framer.pending());
    framer.append(std::string_view(&c, 1));
  }
  framer.append("\r\n\r\nBYE sip:b SIP/2.0\r\nl: 0\r\n\r\n");
  EXPECT_EQ(framer.next().bytes, one);
  EXPECT_EQ(framer.next().kind, Kind::kPing);
  EXPECT_EQ(framer.next().bytes, "BYE sip:b SIP/2.0\r\nl: 0\r\n\r\n");
  EXPECT_FALSE(framer.pending());
}

TEST(StreamFramerTest, GivesUpWhereTheEndIsUnknown) {
  for (const std::string length : {"", "l: 1\r\nContent-Length: 1\r\n", "l: x\r\n", "l: 99999999\r\n", "l: -1\r\n"}) {
    StreamFramer framer;
    framer.append("OPTIONS sip:a SIP/2.0\r\n" + length + "\r\n");
    EXPECT_EQ(framer.next().kind, Kind::kBroken) << length;
  }
  StreamFramer endless;
  endless.append(std::string(kHeadMaxBytes + 1, 'x'));
  EXPECT_EQ(endless.next().kind, Kind::kBroken);
}

}  // namespace
}  // namespace peal::sip
