#include "api/trunk/trunk_words.hpp"

#include <gtest/gtest.h>

namespace peal::api {
namespace {

using core::TrunkTrouble;

TEST(TrunkWords, EveryTroubleHasASentenceInBothLanguages) {
  for (const auto kind : {TrunkTrouble::kSilent, TrunkTrouble::kUnreachable, TrunkTrouble::kPassword, TrunkTrouble::kRefused,
                          TrunkTrouble::kExpiry, TrunkTrouble::kUnknownName, TrunkTrouble::kNoPassword, TrunkTrouble::kCertificate,
                          TrunkTrouble::kForeignChallenge}) {
    const core::TrunkProblem problem{kind, 503, "Busy {x}", {}};
    const auto en = trunk_problem_text(problem, "en-US");
    const auto zh = trunk_problem_text(problem, "zh-CN");
    EXPECT_TRUE(en.ends_with('.')) << en;
    EXPECT_TRUE(zh.ends_with("。")) << zh;
    EXPECT_EQ(en.find("{answer}"), std::string::npos);
  }
  EXPECT_EQ(trunk_problem_text({}, "en-US"), "");
  EXPECT_NE(trunk_problem_text({TrunkTrouble::kRefused, 503, "Busy {x}", {}}, "en-US").find("503 Busy {x}"), std::string::npos);
}

TEST(TrunkWords, EveryEndOfATestCallHasASentence) {
  core::TrunkTestOutcome outcome;
  outcome.answered = true;
  outcome.heard_to_the_end = true;
  EXPECT_NE(trunk_test_text(outcome, "en-US"), "");
  outcome.heard_to_the_end = false;
  EXPECT_NE(trunk_test_text(outcome, "zh-CN"), "");
  outcome.answered = false;
  for (std::size_t code = 0; code < base::kErrorCodeCount; ++code) {
    outcome.cause = static_cast<base::ErrorCode>(code);
    for (const std::uint16_t status : {0, 486}) {
      outcome.status = status;
      for (const auto* language : {"en-US", "zh-CN"}) {
        const auto text = trunk_test_text(outcome, language);
        EXPECT_FALSE(text.empty() || text.starts_with("trunk.")) << code;
      }
    }
  }
  EXPECT_FALSE(trunk_test_sentence("zh-CN").empty());
}

}  // namespace
}  // namespace peal::api
