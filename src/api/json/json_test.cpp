#include <gtest/gtest.h>

#include "api/json/body_reader.hpp"
#include "api/json/json_writer.hpp"

namespace peal::api {
namespace {

TEST(JsonWriter, WritesNestedValuesWithTheirCommas) {
  JsonWriter out;
  out.begin_object().field("a", 1).key("b").begin_array().value("x").value(true).begin_object().end_object();
  out.end_array().key("c").null().field("d", 0.25).end_object();
  EXPECT_EQ(out.text(), R"({"a":1,"b":["x",true,{}],"c":null,"d":0.25})");
}

TEST(JsonWriter, EscapesTextOfAnyScript) {
  JsonWriter out;
  out.begin_array().value("王\"\\\n\x01").value(std::string_view("\xff", 1)).end_array();
  EXPECT_EQ(out.text(), "[\"王\\\"\\\\\\n\\u0001\",\"\xEF\xBF\xBD\"]");
}

TEST(JsonWriter, KnowsIdsTimesAndNothing) {
  using SomeId = base::Id<struct SomeTag>;
  JsonWriter out;
  out.begin_array().value(SomeId{{1}, 5}).value(SomeId{}).value(base::from_unix_millis(0));
  out.time_or_null(base::Time{}).value(std::optional<double>{}).value(base::Millis{7}).end_array();
  EXPECT_EQ(out.text(), R"(["1-0000000000005",null,"1970-01-01T00:00:00.000Z",null,null,7])");
}

TEST(BodyReader, ReadsFieldsAndNamesTheFirstMistake) {
  BodyReader body(R"({"on":true,"n":3,"t":"王芳","list":["a"],"extra":null})");
  EXPECT_TRUE(body.boolean("on"));
  EXPECT_EQ(body.integer("n", 1, 5), 3);
  EXPECT_EQ(body.text("t", 1, 2), "王芳");
  EXPECT_EQ(body.texts("list", 2, 2)->size(), 1U);
  EXPECT_FALSE(body.optional_text("extra", 5));
  EXPECT_TRUE(body.finish());
}

TEST(BodyReader, RefusesWhatNobodyAskedFor) {
  BodyReader body(R"({"on":true,"onn":false})");
  (void)body.boolean("on");
  const auto status = body.finish();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().where, "onn");
}

TEST(BodyReader, RefusesWrongTypesLengthsAndRubbish) {
  const auto where = [](const char* json, auto read) {
    BodyReader body(json);
    read(body);
    const auto status = body.finish();
    return status ? std::string("fine") : status.error().where;
  };
  const auto text = [](BodyReader& body) { (void)body.text("t", 1, 2); };
  EXPECT_EQ(where("{}", text), "t");
  EXPECT_EQ(where(R"({"t":1})", text), "t");
  EXPECT_EQ(where(R"({"t":"abc"})", text), "t");
  EXPECT_EQ(where(R"({"t":"a\u0000"})", text), "t");
  EXPECT_EQ(where(R"({"t":"ab"})", text), "fine");
  EXPECT_EQ(where("[]", text), "body");
  EXPECT_EQ(where("{\"t\":\"\xff\"}", text), "body");
  EXPECT_EQ(where("", text), "body");
  const auto number = [](BodyReader& body) { (void)body.integer("n", 1, 5); };
  EXPECT_EQ(where(R"({"n":6})", number), "n");
  EXPECT_EQ(where(R"({"n":2.5})", number), "n");
  EXPECT_EQ(where(R"({"n":18446744073709551615})", number), "n");
}

}  // namespace
}  // namespace peal::api
