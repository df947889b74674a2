#include <gtest/gtest.h>

#include "records/number.hpp"

namespace peal::records {
namespace {

TEST(NumberKind, SaysWhereANumberLeads) {
  const auto home = number_kind("010 8888 0000", "CN");
  ASSERT_TRUE(home);
  EXPECT_EQ(home->e164, "+861088880000");
  EXPECT_EQ(home->country, "CN");
  EXPECT_FALSE(home->premium);
  for (const auto* abroad : {"+1 415 555 0123", "0014155550123"}) {
    const auto kind = number_kind(abroad, "CN");
    ASSERT_TRUE(kind) << abroad;
    EXPECT_EQ(kind->country, "US") << abroad;
  }
  EXPECT_EQ(number_kind("+442079460000", "CN")->country, "GB");
}

TEST(NumberKind, KnowsWhatIsExpensive) {
  EXPECT_TRUE(number_kind("+449098790000", "CN")->premium) << "a British premium rate number";
  EXPECT_TRUE(number_kind("+881612345678", "CN")->satellite);
  EXPECT_TRUE(number_kind("+870773111632", "CN")->satellite);
  EXPECT_TRUE(number_kind("+979123456789", "CN")->premium) << "international premium rate (ITU-T E.169.2)";
}

TEST(NumberKind, EmergencyAndServiceNumbersBelongToTheCountry) {
  EXPECT_TRUE(number_kind("110", "CN")->emergency);
  EXPECT_FALSE(number_kind("110", "US") && number_kind("110", "US")->emergency);
  EXPECT_TRUE(number_kind("112", "DE")->emergency);
  const auto service = number_kind("10086", "CN");
  ASSERT_TRUE(service);
  EXPECT_FALSE(service->emergency);
  EXPECT_EQ(service->country, "CN");
  EXPECT_TRUE(service->e164.empty());
}

TEST(NumberKind, WhatIsNoTelephoneNumberIsNothing) {
  EXPECT_FALSE(number_kind("*21*16899999#", "CN")) << "forwards the line's own calls";
  EXPECT_FALSE(number_kind("179090044207946000012345", "CN")) << "a way round through another network";
  EXPECT_FALSE(number_kind("", "CN"));
  EXPECT_FALSE(number_kind("+", "CN"));
  EXPECT_FALSE(number_kind("sip:a@b", "CN"));
  EXPECT_FALSE(number_kind("+999123456789", "CN")) << "a country code that there is not";
}

}  // namespace
}  // namespace peal::records
