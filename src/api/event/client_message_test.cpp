#include "api/event/client_message.hpp"

#include <gtest/gtest.h>

namespace peal::api {
namespace {

TEST(ClientMessage, AreHellosAndHeartbeats) {
  const auto fresh = parse_client_message(R"({"type":"hello","position":null})");
  ASSERT_TRUE(fresh && fresh->is_hello);
  EXPECT_FALSE(fresh->position);
  EXPECT_EQ(parse_client_message(R"({"type":"hello","position":42})")->position, 42U);
  const auto beat = parse_client_message(R"({"type":"heartbeat"})");
  ASSERT_TRUE(beat);
  EXPECT_FALSE(beat->is_hello);
}

TEST(ClientMessage, AnythingElseIsNone) {
  for (const char* text : {"", "hello", "[]", "{}", R"({"type":"hello"})", R"({"type":"hello","position":-1})",
                           R"({"type":"hello","position":"4"})", R"({"type":"hello","position":1,"more":2})",
                           R"({"type":"heartbeat","x":1})", R"({"type":7})", "{\"type\":\"\xff\"}"}) {
    EXPECT_FALSE(parse_client_message(text)) << text;
  }
}

}  // namespace
}  // namespace peal::api
