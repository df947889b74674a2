#include "telephony/cause.hpp"

#include <gtest/gtest.h>

namespace peal::telephony {
namespace {

using base::ErrorCode;

sip::CallEnd by_status(std::uint16_t status, std::uint8_t q850 = 0) {
  sip::CallEnd end;
  end.status = status;
  end.q850_cause = q850;
  return end;
}

TEST(Cause, StatusesOfPhonesAndCarriersGetOurWords) {
  EXPECT_EQ(cause_of(by_status(486), true), ErrorCode::kBusy);
  EXPECT_EQ(cause_of(by_status(600), true), ErrorCode::kBusy);
  EXPECT_EQ(cause_of(by_status(603), true), ErrorCode::kDeclined);
  EXPECT_EQ(cause_of(by_status(480), true), ErrorCode::kNoAnswer);
  EXPECT_EQ(cause_of(by_status(480), false), ErrorCode::kUnavailable);
  EXPECT_EQ(cause_of(by_status(404), false), ErrorCode::kNotFound);
  EXPECT_EQ(cause_of(by_status(488), false), ErrorCode::kUnsupportedMedia);
  EXPECT_EQ(cause_of(by_status(503), false), ErrorCode::kOverloaded);
  EXPECT_EQ(cause_of(by_status(500), false), ErrorCode::kUnavailable);
}

TEST(Cause, TheGatewaysOwnCauseSaysMore) {
  EXPECT_EQ(cause_of(by_status(500, 17), true), ErrorCode::kBusy);
  EXPECT_EQ(cause_of(by_status(480, 19), true), ErrorCode::kNoAnswer);
  EXPECT_EQ(cause_of(by_status(486, 127), true), ErrorCode::kBusy) << "interworking, unspecified";
}

TEST(Cause, SilenceAndBrokenConnections) {
  sip::CallEnd end;
  end.by = sip::CallEnd::By::kTimeout;
  EXPECT_EQ(cause_of(end, false), ErrorCode::kUnreachable);
  EXPECT_EQ(cause_of(end, true), ErrorCode::kNoAnswer);
  end.by = sip::CallEnd::By::kTransport;
  EXPECT_EQ(cause_of(end, true), ErrorCode::kUnreachable);
}

TEST(Cause, OfSeveralDevicesThePersonCountsMost) {
  EXPECT_EQ(better_cause(ErrorCode::kUnreachable, ErrorCode::kBusy), ErrorCode::kBusy);
  EXPECT_EQ(better_cause(ErrorCode::kBusy, ErrorCode::kUnreachable), ErrorCode::kBusy);
  EXPECT_EQ(better_cause(ErrorCode::kNoAnswer, ErrorCode::kDeclined), ErrorCode::kDeclined);
}

TEST(Cause, EveryCodeHasAPhraseAndAReason) {
  for (std::size_t i = 0; i < base::kErrorCodeCount; ++i) {
    const auto code = static_cast<ErrorCode>(i);
    EXPECT_NE(status_phrase(base::error_row(code).sip_status), "Refused") << base::error_row(code).name;
    EXPECT_TRUE(reason_field(code).starts_with("Q.850;cause=")) << base::error_row(code).name;
  }
  EXPECT_EQ(status_phrase(200), "OK");  // News of a transfer end with it (RFC 3515 2.4.5).
  EXPECT_EQ(hang_up_reason(ErrorCode::kCancelled).q850_cause, 16);  // Normal clearing.
  EXPECT_EQ(reason_field(ErrorCode::kBusy), "Q.850;cause=17;text=\"Busy\"");
  EXPECT_EQ(hang_up_reason(ErrorCode::kUnsupportedMedia).text, "No codec in common");
  EXPECT_TRUE(hang_up_reason(ErrorCode::kCancelled).text.empty());
}

}  // namespace
}  // namespace peal::telephony
