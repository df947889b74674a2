#include "api/security/security_words.hpp"

#include <gtest/gtest.h>

namespace peal::api {
namespace {

TEST(SecurityWords, EveryReasonHasASentenceInBothLanguages) {
  for (const auto* language : {"zh-CN", "en-US"}) {
    for (std::size_t i = 0; i < core::kMisdeedCount; ++i) {
      const auto why = static_cast<core::Misdeed>(i);
      EXPECT_FALSE(ban_text(why, language).starts_with("ban.")) << word(why);
    }
    for (std::size_t i = 0; i < core::kOutsideRefusalCount; ++i) {
      const auto why = static_cast<core::OutsideRefusal>(i);
      EXPECT_FALSE(alarm_text(why, language).starts_with("outside.")) << word(why);
    }
  }
  EXPECT_NE(ban_text(core::Misdeed::kScanner, "zh-CN"), ban_text(core::Misdeed::kScanner, "en-US"));
}

}  // namespace
}  // namespace peal::api
