#include "api/page/static_pages.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace peal::api {
namespace {

std::string header(const net::HttpResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

class StaticPagesTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = std::filesystem::path(testing::TempDir()) / ("peal_pages_" + std::to_string(::getpid()));
    std::filesystem::create_directories(root_ / "desk/assets");
    std::filesystem::create_directories(root_ / "widget");
    for (const char* name : {"desk/index.html", "desk/assets/app-1a2b.js", "widget/index.html", "widget/loader.js"}) {
      std::ofstream(root_ / name) << name;
    }
  }
  void TearDown() override { std::filesystem::remove_all(root_); }
  [[nodiscard]] StaticPages pages() const { return {root_ / "desk", root_ / "widget"}; }
  std::filesystem::path root_;
};

TEST_F(StaticPagesTest, ServesTheDeskAndItsPages) {
  for (const char* path : {"/", "/supervisor", "/contacts/1-0DQ3M8X0A4K0C"}) {
    const auto answer = pages().answer(path);
    EXPECT_EQ(answer.file, (root_ / "desk/index.html").string()) << path;
    EXPECT_EQ(header(answer, "Cache-Control"), "no-cache");
  }
}

TEST_F(StaticPagesTest, CachesWhatHasItsHashInTheName) {
  const auto answer = pages().answer("/assets/app-1a2b.js");
  EXPECT_EQ(answer.file, (root_ / "desk/assets/app-1a2b.js").string());
  EXPECT_NE(header(answer, "Cache-Control").find("immutable"), std::string::npos);
}

TEST_F(StaticPagesTest, ServesTheWidget) {
  EXPECT_EQ(pages().answer("/widget/").file, (root_ / "widget/index.html").string());
  EXPECT_EQ(pages().answer("/widget/loader.js").file, (root_ / "widget/loader.js").string());
  EXPECT_EQ(header(pages().answer("/demo/"), "Location"), "/widget/");
  EXPECT_EQ(pages().answer("/widget/nothing").status, 404);
}

TEST_F(StaticPagesTest, AMissingFileIsNotAPage) {
  EXPECT_EQ(pages().answer("/favicon.ico").status, 404);
  EXPECT_EQ(StaticPages({}, {}).answer("/").status, 404);
}

TEST_F(StaticPagesTest, AllowsNoInlineScript) {
  auto answer = pages().answer("/");
  const auto policy = header(answer, "Content-Security-Policy");
  EXPECT_NE(policy.find("script-src 'self';"), std::string::npos);
  add_safety_headers(answer);
  EXPECT_EQ(header(answer, "Content-Security-Policy"), policy);
  EXPECT_EQ(header(answer, "X-Content-Type-Options"), "nosniff");
  net::HttpResponse plain;
  add_safety_headers(plain);
  EXPECT_EQ(header(plain, "Content-Security-Policy"), "default-src 'none'; frame-ancestors 'none'");
}

}  // namespace
}  // namespace peal::api
