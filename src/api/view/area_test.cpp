#include "api/view/area.hpp"

#include <gmock/gmock.h>

namespace peal::api {
namespace {

using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

TEST(AreaOf, IsTheSamePlaceInEveryLanguageOfThePages) {
  const auto beijing = UnorderedElementsAre(Pair("zh-CN", "北京市"), Pair("en-US", "Beijing"));
  EXPECT_THAT(area_of("+8613810298208", "CN", ""), beijing);
  EXPECT_THAT(area_of("138 1029 8208", "CN", "北京市"), beijing);
}

TEST(AreaOf, WhatWasKeptStandsWhereTheNumberTellsNothing) {
  EXPECT_THAT(area_of("1001", "CN", "三楼"), UnorderedElementsAre(Pair("zh-CN", "三楼"), Pair("en-US", "三楼")));
  EXPECT_THAT(area_of("", "CN", ""), IsEmpty());
}

}  // namespace
}  // namespace peal::api
