#include "net/http_message.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace peal::net {
namespace {

TEST(HttpPairs, LooksUpByNameWithOrWithoutCase) {
  HttpPairs headers{HttpPairs::Names::kAnyCase};
  headers.add("Content-Type", "a");
  headers.add("content-type", "b");
  EXPECT_EQ(headers.get("CONTENT-TYPE"), "a");
  EXPECT_EQ(headers.all("Content-type"), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_FALSE(headers.has("Content"));
  HttpPairs query;
  query.add("a", "1");
  EXPECT_FALSE(query.has("A"));
  EXPECT_EQ(query.get("b"), "");
}

TEST(Cookies, ReadsPairsAndLeavesOutBrokenOnes) {
  const auto cookies = parse_cookies("a=1; b=\"two\" ;broken; =x; c=; d=e=f;  g = h ;");
  EXPECT_EQ(cookies.size(), 5U);
  EXPECT_EQ(cookies.get("a"), "1");
  EXPECT_EQ(cookies.get("b"), "two");
  EXPECT_EQ(cookies.get("c"), "");
  EXPECT_EQ(cookies.get("d"), "e=f");
  EXPECT_EQ(cookies.get("g"), "h");
}

TEST(Query, DecodesAndCountsParameters) {
  const auto query = parse_query("a=%E5%8C%97+x&&b&a=2");
  ASSERT_TRUE(query.has_value());
  EXPECT_EQ(query->get("a"), "北 x");
  EXPECT_TRUE(query->has("b"));
  EXPECT_EQ(query->all("a").size(), 2U);
  EXPECT_EQ(parse_query("a=%f").error().code, base::ErrorCode::kBadInput);
  EXPECT_EQ(parse_query("a=%00").error().code, base::ErrorCode::kBadInput);
  std::string many;
  for (int i = 0; i < 257; ++i) many += "a=1&";
  EXPECT_EQ(parse_query(many).error().code, base::ErrorCode::kTooMany);
}

TEST(Range, KnowsEachForm) {
  const auto range = [](std::string_view header, std::uint64_t size) { return parse_range(header, size); };
  EXPECT_EQ(*range("bytes=0-0", 10), (ByteRange{0, 0}));
  EXPECT_EQ(*range("bytes=2-", 10), (ByteRange{2, 9}));
  EXPECT_EQ(*range("Bytes=2-99", 10), (ByteRange{2, 9}));
  EXPECT_EQ(*range("bytes=-3", 10), (ByteRange{7, 9}));
  EXPECT_EQ(*range("bytes=-99", 10), (ByteRange{0, 9}));
  EXPECT_EQ(*range("bytes=0-99999999999999999999999", 10), (ByteRange{0, 9}));
  for (const auto* ignored :
       {"", "items=0-1", "bytes=", "bytes=-", "bytes=a-b", "bytes=3-1", "bytes=0-1,3-4", "bytes=1"}) {
    ASSERT_TRUE(range(ignored, 10).has_value()) << ignored;
    EXPECT_FALSE(range(ignored, 10)->has_value()) << ignored;
  }
  for (const auto* outside : {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999999-"}) {
    EXPECT_FALSE(range(outside, 10).has_value()) << outside;
  }
  EXPECT_FALSE(range("bytes=0-", 0).has_value());
  EXPECT_FALSE(range("bytes=-1", 0).has_value());
}

RC_GTEST_PROP(RangeProperty, LiesInsideTheFile, (std::uint32_t a, std::uint32_t b, std::uint16_t size)) {
  const auto range = parse_range("bytes=" + std::to_string(a) + "-" + std::to_string(b), size);
  if (range && *range) RC_ASSERT((*range)->first <= (*range)->last && (*range)->last < size);
}

RC_GTEST_PROP(PercentProperty, DecodesWhatItEncodes, (const std::string& text)) {
  const bool has_zero = text.find('\0') != std::string::npos;
  const auto back = percent_decode(percent_encode(text), true);
  RC_ASSERT(back.has_value() == !has_zero);
  if (back) RC_ASSERT(*back == text);
}

HttpRequest from(std::string origin, std::string host, bool secure) {
  HttpRequest request;
  if (!origin.empty()) request.headers.add("Origin", std::move(origin));
  request.headers.add("Host", std::move(host));
  request.secure = secure;
  return request;
}

TEST(Origin, IsTheSameOnlyWithSchemeHostAndPort) {
  EXPECT_TRUE(same_origin(from("", "pbx:8443", true)));
  EXPECT_TRUE(same_origin(from("https://pbx:8443", "pbx:8443", true)));
  EXPECT_TRUE(same_origin(from("https://PBX.example", "pbx.example:443", true)));
  EXPECT_TRUE(same_origin(from("http://localhost:80", "localhost", false)));
  EXPECT_FALSE(same_origin(from("http://pbx:8443", "pbx:8443", true)));
  EXPECT_FALSE(same_origin(from("https://pbx:8444", "pbx:8443", true)));
  EXPECT_FALSE(same_origin(from("https://evil.example", "pbx:8443", true)));
  EXPECT_FALSE(same_origin(from("null", "pbx:8443", true)));
  EXPECT_FALSE(same_origin(from("https://pbx:8443.evil.example", "pbx:8443", true)));
  const std::vector<std::string> shops{"https://shop.example"};
  EXPECT_TRUE(origin_among(from("https://shop.example", "pbx", true), shops));
  EXPECT_FALSE(origin_among(from("", "pbx", true), shops));
  EXPECT_FALSE(origin_among(from("null", "pbx", true), {"null"}));
}

TEST(Problem, IsJsonWhateverTheTextHolds) {
  const auto response = HttpResponse::problem({base::ErrorCode::kBadInput, "a \"b\" \\ \n \x01 \xff 北", "field"});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body, R"({"type":"about:blank","title":"Bad Request","status":400,"detail":"a \"b\" \\ \n \u0001 )"
                           "\xef\xbf\xbd 北"
                           R"(","code":"bad_input","where":"field"})");
}

TEST(JsonQuoted, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(json_quoted("\xc0\xaf"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");                  // Overlong.
  EXPECT_EQ(json_quoted("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");  // Surrogate.
  EXPECT_EQ(json_quoted("\xf0\x9f\x98\x80"), "\"\xf0\x9f\x98\x80\"");
  EXPECT_EQ(json_quoted("\xe5\x8c"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
}

}  // namespace
}  // namespace peal::net
