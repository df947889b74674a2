#include "telephony/leg_table.hpp"

#include <gtest/gtest.h>

namespace peal::telephony {
namespace {

core::LegId leg(std::uint64_t value) { return {core::TenantId{1}, value}; }

Line line(std::uint64_t call, std::uint64_t stream, std::uint64_t connection = 0) {
  Line made;
  made.call = sip::CallId{call};
  made.stream = media::StreamId{stream};
  made.connection = connection;
  return made;
}

TEST(LegTable, FindsALegByEachOfItsNames) {
  LegTable table;
  Leg* made = table.add(leg(1));
  ASSERT_NE(made, nullptr);
  EXPECT_EQ(table.add(leg(1)), nullptr);
  table.add_line(*made, line(10, 20));
  table.add_line(*made, line(11, 21, 7));
  EXPECT_EQ(table.find(leg(1)), made);
  EXPECT_EQ(table.find(sip::CallId{11}).line->stream.value, 21u);
  EXPECT_EQ(table.find(media::StreamId{20}).line->call.value, 10u);
  EXPECT_EQ(table.over_connection(7), std::vector{leg(1)});
  EXPECT_TRUE(table.over_connection(0).empty());
}

TEST(LegTable, WhatIsRemovedIsFoundNowhere) {
  LegTable table;
  Leg* made = table.add(leg(1));
  table.add_line(*made, line(10, 20, 7));
  table.add_line(*made, line(11, 21, 7));
  table.remove_line(*made, sip::CallId{10});
  EXPECT_FALSE(table.find(sip::CallId{10}));
  EXPECT_FALSE(table.find(media::StreamId{20}));
  EXPECT_EQ(table.over_connection(7).size(), 1u);
  table.remove(*made);
  EXPECT_EQ(table.size(), 0u);
  EXPECT_FALSE(table.find(sip::CallId{11}));
  EXPECT_TRUE(table.over_connection(7).empty());
}

}  // namespace
}  // namespace peal::telephony
