#include "speech/sentences.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace peal::speech {
namespace {

using base::Seconds;

TEST(Sentences, PositionInEnglish) {
  EXPECT_EQ(position_sentence("en-US", 1), "You are next in the queue.");
  EXPECT_EQ(position_sentence("en-US", 3), "You are number three in the queue.");
  EXPECT_EQ(position_sentence("en-GB", 121), "You are number one hundred and twenty-one in the queue.");
}

TEST(Sentences, PositionInChineseCountsThoseAhead) {
  EXPECT_EQ(position_sentence("zh-CN", 1), "下一位就为您接通，请稍候。");
  EXPECT_EQ(position_sentence("zh-CN", 2), "您前面还有一位，请稍候。");
  EXPECT_EQ(position_sentence("zh-CN", 3), "您前面还有两位，请稍候。");
  EXPECT_EQ(position_sentence("zh-CN", 13), "您前面还有十二位，请稍候。");
}

TEST(Sentences, WaitIsRoundedTheWayPeopleSayIt) {
  EXPECT_EQ(wait_sentence("en-US", Seconds{20}), "Your expected waiting time is less than a minute.");
  EXPECT_EQ(wait_sentence("en-US", Seconds{60}), "Your expected waiting time is about one minute.");
  EXPECT_EQ(wait_sentence("en-US", Seconds{61}), "Your expected waiting time is about two minutes.");
  EXPECT_EQ(wait_sentence("en-US", Seconds{70 * 60 - 30}),
            "Your expected waiting time is about one hour and ten minutes.");
  EXPECT_EQ(wait_sentence("zh-CN", Seconds{0}), "预计等待时间不到一分钟。");
  EXPECT_EQ(wait_sentence("zh-CN", Seconds{115}), "预计还需等待大约两分钟。");
  EXPECT_EQ(wait_sentence("zh-CN", Seconds{11 * 60}), "预计还需等待大约十五分钟。");
}

TEST(Sentences, NumbersInEnglish) {
  EXPECT_EQ(number_words("en", 0), "zero");
  EXPECT_EQ(number_words("en", 19), "nineteen");
  EXPECT_EQ(number_words("en", 80), "eighty");
  EXPECT_EQ(number_words("en", 4001), "four thousand and one");
  EXPECT_EQ(number_words("en", 1'000'110), "one million one hundred and ten");
  EXPECT_EQ(number_words("en", -42), "minus forty-two");
  EXPECT_EQ(number_words("en", std::numeric_limits<std::int64_t>::min()).substr(0, 22), "minus nine quintillion");
}

TEST(Sentences, NumbersInChinese) {
  EXPECT_EQ(number_words("zh", 0), "零");
  EXPECT_EQ(number_words("zh", 10), "十");
  EXPECT_EQ(number_words("zh", 15), "十五");
  EXPECT_EQ(number_words("zh", 110), "一百一十");
  EXPECT_EQ(number_words("zh", 205), "二百零五");
  EXPECT_EQ(number_words("zh", 4001), "四千零一");
  EXPECT_EQ(number_words("zh", 10'005), "一万零五");
  EXPECT_EQ(number_words("zh", 100'000), "十万");
  EXPECT_EQ(number_words("zh", 100'010), "十万零一十");
  EXPECT_EQ(number_words("zh", 100'005'000), "一亿零五千");
  EXPECT_EQ(number_words("zh", -7), "负七");
}

TEST(Sentences, DigitsOneByOne) {
  EXPECT_EQ(digits_words("en-US", "1001"), "one zero zero one");
  EXPECT_EQ(digits_words("zh-CN", "1387#"), "幺三八七井号");
  EXPECT_EQ(digits_words("en-US", "+86 10"), "plus eight six one zero");
}

TEST(Sentences, Durations) {
  EXPECT_EQ(duration_words("en-US", Seconds{7501}), "two hours, five minutes and one second");
  EXPECT_EQ(duration_words("zh-CN", Seconds{7322}), "两小时两分钟两秒");
  EXPECT_EQ(duration_words("en-US", Seconds{0}), "zero seconds");
  EXPECT_EQ(duration_words("zh-CN", Seconds{0}), "零秒");
}

}  // namespace
}  // namespace peal::speech
