#include "api/revision/mistake_words.hpp"

#include <gtest/gtest.h>

namespace peal::api {
namespace {

using settings::Mistake;
using settings::Rule;

TEST(MistakeWords, EveryRuleHasASentenceInBothLanguages) {
  for (std::size_t i = 1; i < settings::kRules; ++i) {
    const Mistake mistake{"field", {static_cast<Rule>(i), {"one", "two"}}, "as in the file"};
    const auto en = mistake_text(mistake, "en-US");
    const auto zh = mistake_text(mistake, "zh-CN");
    EXPECT_TRUE(en.ends_with('.')) << en;
    EXPECT_TRUE(zh.ends_with("。")) << zh;
    EXPECT_EQ(en.find('{'), std::string::npos) << en;
    EXPECT_EQ(zh.find('{'), std::string::npos) << zh;
  }
}

TEST(MistakeWords, SayTheWordsOfTheRule) {
  EXPECT_EQ(mistake_text({"channels", {Rule::kNumber, {"0", "50000"}}, ""}, "en-US"), "A whole number from 0 to 50000.");
  EXPECT_EQ(mistake_text({"", {Rule::kStillNeeded, {"Number 7000"}}, ""}, "zh-CN"), "号码 7000 还在使用它，请先修改那里。");
  EXPECT_EQ(mistake_text({"flow", {Rule::kNoSuch, {"{1}"}}, ""}, "en-US"), "There is no '{1}'; add it first or choose another.");
  EXPECT_EQ(mistake_text({"", {}, "As the file says it."}, "zh-CN"), "As the file says it.");
}

}  // namespace
}  // namespace peal::api
