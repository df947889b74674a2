#include "api/view/words.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "base/error.hpp"

namespace peal::api {
namespace {

std::vector<std::string> contract_enum(const std::string& schema) {
  const auto contract = YAML::LoadFile(PEAL_SOURCE_DIR "/api/openapi.yaml");
  return contract["components"]["schemas"][schema]["enum"].as<std::vector<std::string>>();
}

template <class Enum>
std::vector<std::string> words_up_to(Enum last) {
  std::vector<std::string> words;
  for (int i = 0; i <= static_cast<int>(last); ++i) words.emplace_back(word(static_cast<Enum>(i)));
  return words;
}

TEST(Words, AreThoseOfTheContractInTheOrderOfTheCore) {
  EXPECT_EQ(words_up_to(core::AgentStatus::kNotReady), contract_enum("AgentStatus"));
  EXPECT_EQ(words_up_to(core::AgentActivity::kInternalCall), contract_enum("AgentState"));
  EXPECT_EQ(words_up_to(core::StatusCause::kQueuedBreak), contract_enum("StatusCause"));
  EXPECT_EQ(words_up_to(core::DeviceKind::kOutside), contract_enum("Device"));
  EXPECT_EQ(words_up_to(core::ContactPlace::kParked), contract_enum("ContactState"));
  EXPECT_EQ(words_up_to(core::LegSource::kDevice), contract_enum("ContactSource"));
  EXPECT_EQ(words_up_to(core::ContactEnd::kFailed), contract_enum("ContactEnd"));
  EXPECT_EQ(words_up_to(core::VisitEnd::kFailed), contract_enum("VisitEnd"));
  EXPECT_EQ(words_up_to(core::OfferEnd::kFailed), contract_enum("OfferEnd"));
  EXPECT_EQ(words_up_to(core::HandlingEnd::kFailed), contract_enum("HandlingEnd"));
  EXPECT_EQ(words_up_to(core::WrapUpPolicy::kTimedEarlyExit), contract_enum("WrapUpPolicy"));
  EXPECT_EQ(words_up_to(core::Strategy::kWeightedRandom), contract_enum("Strategy"));
  EXPECT_EQ(words_up_to(core::RecordingMark::kBroken), contract_enum("RecordingMark"));
}

TEST(Words, ContactEndsAreReadBack) {
  for (const auto& text : contract_enum("ContactEnd")) {
    const auto end = contact_end_of(text);
    ASSERT_TRUE(end);
    EXPECT_EQ(word(*end), text);
  }
  EXPECT_FALSE(contact_end_of("finished"));
}

TEST(Words, ErrorCodesOfTheContractAreThoseOfTheRows) {
  const auto contract = YAML::LoadFile(PEAL_SOURCE_DIR "/api/openapi.yaml");
  const auto written =
      contract["components"]["schemas"]["Problem"]["properties"]["code"]["enum"].as<std::vector<std::string>>();
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < base::kErrorCodeCount; ++i) {
    rows.emplace_back(base::error_row(static_cast<base::ErrorCode>(i)).name);
  }
  EXPECT_EQ(rows, written);
}

}  // namespace
}  // namespace peal::api
