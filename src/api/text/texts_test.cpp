#include "api/text/texts.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace peal::api {
namespace {

// Keys of the form "prefix.word" in quotes, in every source below `folder`.
std::set<std::string> keys_in(const std::string& folder, const std::string& prefix) {
  std::set<std::string> keys;
  const std::string opening = "\"" + prefix + ".";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(PEAL_SOURCE_DIR) + folder)) {
    if (entry.path().extension() != ".cpp" || entry.path().string().ends_with("_test.cpp")) continue;
    if (entry.path().filename() == "texts.cpp") continue;
    std::ifstream file(entry.path());
    std::stringstream text;
    text << file.rdbuf();
    const auto source = text.str();
    for (auto at = source.find(opening); at != std::string::npos; at = source.find(opening, at + 1)) {
      const auto key = source.substr(at + 1, source.find('"', at + 1) - at - 1);
      const auto rest = key.substr(prefix.size() + 1);
      if (!rest.empty() && rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos) keys.insert(key);
    }
  }
  return keys;
}

TEST(Texts, EveryErrorHasOne) {
  for (std::size_t i = 0; i < base::kErrorCodeCount; ++i) {
    const auto& row = base::error_row(static_cast<base::ErrorCode>(i));
    EXPECT_TRUE(text_of(row.text_key, "zh-CN")) << row.text_key;
  }
}

TEST(Texts, EveryRefusalOfTheCoreHasOne) {
  const auto keys = keys_in("/src/core", "refuse");
  for (const auto& key : keys) EXPECT_TRUE(text_of(key, "en-US")) << key;
}

TEST(Texts, EveryKeyOfThisRoomHasOneAndNoneIsLeftOver) {
  const auto used = keys_in("/src/api", "api");
  for (const auto& key : used) EXPECT_TRUE(text_of(key, "en-US")) << key;
  for (const Text& text : texts()) {
    const bool ours = text.key.starts_with("api.");
    EXPECT_TRUE(!ours || used.contains(std::string(text.key))) << text.key;
  }
}

TEST(Texts, AreUniqueAndWholeInBothLanguages) {
  std::set<std::string_view> seen;
  for (const Text& text : texts()) {
    EXPECT_TRUE(seen.insert(text.key).second) << text.key;
    EXPECT_FALSE(text.zh.empty());
    EXPECT_FALSE(text.en.empty());
    EXPECT_NE(text.zh, text.en);
  }
}

TEST(Texts, FollowAcceptLanguage) {
  EXPECT_EQ(language_for("zh-CN,zh;q=0.9,en;q=0.8", "en-US"), "zh-CN");
  EXPECT_EQ(language_for("en-GB, zh;q=0.5", "zh-CN"), "en-US");
  EXPECT_EQ(language_for("zh;q=0.2, en;q=0.7", "zh-CN"), "en-US");
  EXPECT_EQ(language_for("fr, de;q=0.5", "zh-CN"), "zh-CN");
  EXPECT_EQ(language_for("", "en-US"), "en-US");
  EXPECT_EQ(language_for(",,;q=;, zh;q=0", "en-US"), "en-US");
  EXPECT_EQ(language_for("zhuang", "en-US"), "en-US");
}

}  // namespace
}  // namespace peal::api
