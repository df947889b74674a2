#include "api/session/open_session.hpp"

#include <gtest/gtest.h>

#include "api/http/handlers.hpp"
#include "api/service/running_service.hpp"

/// A password is changed while somebody signs in with the old one.
namespace peal::api {
namespace {

const std::string kOneUser = R"(
tenant: {key: demo, name: {en-US: Demo}, language: en-US}
users:
  - {key: li, name: Li, role: administrator}
)";

class OpenSessionTest : public testing::Test {
 protected:
  void SetUp() override {
    running_.apply(kOneUser);
    running_.set_password({1}, "li", "li-password-7");
  }
  settings::PasswordMatch match(const char* password) {
    return running_.context().rooms.settings.check_password("demo", "li", password).value();
  }
  base::Result<records::Sessions::Opened> open(const settings::PasswordMatch& match) {
    return open_session(running_.context().rooms, match, {"192.0.2.1", "a browser"}, base::live_now());
  }
  std::size_t open_sessions(core::UserId user) {
    return running_.context().rooms.sessions.of_user(user, base::live_now()).value().size();
  }
  // As an administrator changes it.
  std::uint16_t change(core::UserId user, const std::string& password) {
    Call call;
    call.id = base::to_text(user);
    call.identity.tenant = user.tenant;
    call.request.body = R"({"password":")" + password + R"("})";
    std::uint16_t status = 0;
    call.answer = [&](const net::HttpResponse& response) { status = response.status; };
    set_user_password(running_.context(), call);
    return status;
  }

  RunningService running_;
};

TEST_F(OpenSessionTest, OfAPasswordThatStillHolds) {
  const auto user = match("li-password-7").user.id;
  EXPECT_TRUE(open(match("li-password-7")));
  EXPECT_EQ(open_sessions(user), 1U);
}

TEST_F(OpenSessionTest, OfAPasswordThatWasChangedWhileItWasComparedIsRefused) {
  const auto old = match("li-password-7");
  ASSERT_EQ(change(old.user.id, "li-password-8"), 204);
  EXPECT_EQ(open(old).error().code, base::ErrorCode::kNotSignedIn);
  EXPECT_EQ(open_sessions(old.user.id), 0U);
  EXPECT_TRUE(open(match("li-password-8")));
}

TEST_F(OpenSessionTest, EndsWithTheChangeThatComesAfterIt) {
  const auto old = match("li-password-7");
  ASSERT_TRUE(open(old));
  ASSERT_EQ(change(old.user.id, "li-password-8"), 204);
  EXPECT_EQ(open_sessions(old.user.id), 0U);
}

}  // namespace
}  // namespace peal::api
