#include "speech/sentences.hpp"

#include <array>
#include <vector>

namespace peal::speech {
namespace {

bool is_chinese(std::string_view language) { return language.starts_with("zh"); }

constexpr std::array<std::string_view, 20> kEnglishSmall = {
    "zero",    "one",     "two",       "three",    "four",     "five",    "six",
    "seven",   "eight",   "nine",      "ten",      "eleven",   "twelve",  "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<std::string_view, 10> kEnglishTens = {"",      "",      "twenty",  "thirty", "forty",
                                                           "fifty", "sixty", "seventy", "eighty", "ninety"};
constexpr std::array<std::string_view, 7> kEnglishScales = {"",          " thousand",    " million",    " billion",
                                                            " trillion", " quadrillion", " quintillion"};
constexpr std::array<std::string_view, 10> kChineseDigits = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
constexpr std::array<std::string_view, 4> kChinesePlaces = {"", "十", "百", "千"};
constexpr std::array<std::string_view, 5> kChineseScales = {"", "万", "亿", "万亿", "亿亿"};

std::uint64_t magnitude_of(std::int64_t value) {
  return value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
}

std::string english_below_thousand(unsigned value) {
  std::string out;
  if (value >= 100) {
    out = std::string(kEnglishSmall[value / 100]) + " hundred";
    value %= 100;
    if (value == 0) return out;
    out += " and ";
  }
  if (value < 20) return out + std::string(kEnglishSmall[value]);
  out += kEnglishTens[value / 10];
  if (value % 10 != 0) out += "-" + std::string(kEnglishSmall[value % 10]);
  return out;
}

std::string english_number(std::int64_t value) {
  std::uint64_t rest = magnitude_of(value);
  if (rest == 0) return "zero";
  std::vector<unsigned> groups;
  for (; rest != 0; rest /= 1000) groups.push_back(static_cast<unsigned>(rest % 1000));
  std::string out = value < 0 ? "minus" : "";
  for (std::size_t i = groups.size(); i-- > 0;) {
    if (groups[i] == 0) continue;
    if (!out.empty()) out += ' ';
    // "One thousand and five": the last group below a hundred takes an "and".
    if (i == 0 && groups.size() > 1 && groups[0] < 100) out += "and ";
    out += english_below_thousand(groups[i]) + std::string(kEnglishScales[i]);
  }
  return out;
}

// One group of four places. `leading` is false where a higher group was spoken:
// then a missing thousand is spoken as one zero (一万零五).
std::string chinese_group(unsigned value, bool leading) {
  std::string out;
  bool zero = false;
  unsigned divisor = 1000;
  for (int place = 3; place >= 0; --place, divisor /= 10) {
    const unsigned digit = value / divisor % 10;
    if (digit == 0) {
      zero = true;
      continue;
    }
    if (zero && (!out.empty() || !leading)) out += "零";
    zero = false;
    // 十五, not 一十五, at the start of a number.
    const bool bare_ten = place == 1 && digit == 1 && out.empty() && leading;
    if (!bare_ten) out += kChineseDigits[digit];
    out += kChinesePlaces[static_cast<unsigned>(place)];
  }
  return out;
}

std::string chinese_number(std::int64_t value) {
  std::uint64_t rest = magnitude_of(value);
  if (rest == 0) return "零";
  std::vector<unsigned> groups;
  for (; rest != 0; rest /= 10'000) groups.push_back(static_cast<unsigned>(rest % 10'000));
  std::string out;
  bool skipped = false;
  for (std::size_t i = groups.size(); i-- > 0;) {
    if (groups[i] == 0) {
      skipped = true;
      continue;
    }
    if (skipped && !out.empty() && groups[i] >= 1000) out += "零";
    skipped = false;
    out += chinese_group(groups[i], out.empty()) + std::string(kChineseScales[i]);
  }
  return (value < 0 ? "负" : "") + out;
}

// 两位, 两分钟, 两小时: before a measure word two is 两, but 十二 and 二十 keep 二.
std::string chinese_count(std::int64_t value) { return value == 2 ? "两" : chinese_number(value); }

std::string english_count(std::int64_t value, std::string_view noun) {
  return english_number(value) + " " + std::string(noun) + (value == 1 ? "" : "s");
}

std::string english_list(const std::vector<std::string>& parts) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) out += i + 1 == parts.size() ? " and " : ", ";
    out += parts[i];
  }
  return out;
}

}  // namespace

std::string position_sentence(std::string_view language, unsigned position) {
  const unsigned ahead = position == 0 ? 0 : position - 1;
  if (is_chinese(language)) {
    if (ahead == 0) return "下一位就为您接通，请稍候。";
    return "您前面还有" + chinese_count(ahead) + "位，请稍候。";
  }
  if (ahead == 0) return "You are next in the queue.";
  return "You are number " + english_number(position) + " in the queue.";
}

std::string wait_sentence(std::string_view language, base::Seconds expected) {
  // People are told whole minutes, above ten the next five, so that the figure
  // does not jump at each announcement.
  std::int64_t minutes = (expected.count() + 59) / 60;
  const bool short_wait = expected.count() < 60;
  if (minutes > 10) minutes = (minutes + 4) / 5 * 5;
  const auto rounded = base::Seconds{minutes * 60};
  if (is_chinese(language)) {
    if (short_wait) return "预计等待时间不到一分钟。";
    return "预计还需等待大约" + duration_words(language, rounded) + "。";
  }
  if (short_wait) return "Your expected waiting time is less than a minute.";
  return "Your expected waiting time is about " + duration_words(language, rounded) + ".";
}

std::string number_words(std::string_view language, std::int64_t value) {
  return is_chinese(language) ? chinese_number(value) : english_number(value);
}

std::string digits_words(std::string_view language, std::string_view digits) {
  const bool chinese = is_chinese(language);
  std::string out;
  for (const char c : digits) {
    std::string word;
    if (c >= '0' && c <= '9') {
      const auto digit = static_cast<std::size_t>(c - '0');
      // In numbers that are read digit by digit one is 幺, which cannot be taken for seven.
      if (chinese) word = digit == 1 ? "幺" : std::string(kChineseDigits[digit]);
      else word = kEnglishSmall[digit];
    } else if (c == '*') {
      word = chinese ? "星号" : "star";
    } else if (c == '#') {
      word = chinese ? "井号" : "hash";
    } else if (c == '+') {
      word = chinese ? "加" : "plus";
    } else {
      continue;
    }
    if (!out.empty() && !chinese) out += ' ';
    out += word;
  }
  return out;
}

std::string duration_words(std::string_view language, base::Seconds duration) {
  const std::int64_t total = duration.count() < 0 ? 0 : duration.count();
  const std::int64_t hours = total / 3600;
  const std::int64_t minutes = total / 60 % 60;
  const std::int64_t seconds = total % 60;
  if (is_chinese(language)) {
    std::string out;
    if (hours != 0) out += chinese_count(hours) + "小时";
    if (minutes != 0) out += chinese_count(minutes) + "分钟";
    if (seconds != 0 || out.empty()) out += (seconds == 0 ? "零" : chinese_count(seconds)) + "秒";
    return out;
  }
  std::vector<std::string> parts;
  if (hours != 0) parts.push_back(english_count(hours, "hour"));
  if (minutes != 0) parts.push_back(english_count(minutes, "minute"));
  if (seconds != 0 || parts.empty()) parts.push_back(english_count(seconds, "second"));
  return english_list(parts);
}

}  // namespace peal::speech
