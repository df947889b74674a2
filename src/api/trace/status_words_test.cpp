#include "api/trace/status_words.hpp"

#include <gtest/gtest.h>

namespace peal::api {
namespace {

TEST(StatusWords, EveryRefusalHasAMeaningInBothLanguages) {
  for (std::uint16_t status = 300; status <= 699; ++status) {
    EXPECT_FALSE(status_meaning(status, "zh-CN").empty()) << status;
    EXPECT_FALSE(status_meaning(status, "en-US").empty()) << status;
    EXPECT_NE(status_meaning(status, "zh-CN"), status_meaning(status, "en-US")) << status;
  }
}

TEST(StatusWords, WhatRefusesNothingHasNone) {
  for (const std::uint16_t status : {0, 100, 180, 200, 202}) EXPECT_TRUE(status_meaning(status, "en-US").empty()) << status;
}

TEST(StatusWords, AnUnknownStatusMeansWhatItsHundredMeans) {
  EXPECT_EQ(status_meaning(455, "en-US"), status_meaning(499, "en-US"));
  EXPECT_EQ(status_meaning(486, "en-US"), "Busy.");
}

}  // namespace
}  // namespace peal::api
