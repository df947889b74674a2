#include "app/serve/pin_check.hpp"

#include <map>

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "db/schema.hpp"
#include "journal/temporary_directory.hpp"
#include "telephony/limits.hpp"

namespace peal::app {
namespace {

constexpr core::TenantId kOne{1};
constexpr core::AgentId kAgent{kOne, 7};

/// A store without a PIN, where each try is wrong.
class PinCheckTest : public testing::Test {
 protected:
  void SetUp() override {
    base::set_log_sink([](std::string_view) {});
    auto address = db::parse_address("sqlite:" + (folder_.path() / "peal.db").string());
    ASSERT_TRUE(address);
    auto pool = db::Pool::open(*address);
    ASSERT_TRUE(pool);
    pool_ = *std::move(pool);
    auto lent = pool_->borrow();
    ASSERT_TRUE(lent);
    ASSERT_TRUE(db::migrate(**lent, settings::settings_schema()));
    store_ = std::make_unique<settings::Store>(*pool_);
  }
  void TearDown() override { base::set_log_sink(nullptr); }

  void heard(const core::Signal& signal) {
    const auto* checked = std::get_if<core::PinChecked>(&signal);
    ASSERT_NE(checked, nullptr);
    std::unique_lock lock(mutex_);
    ++verdicts_[checked->verdict];
    changed_.notify_all();
    changed_.wait(lock, [this] { return go_on_; });
  }
  std::map<core::PinVerdict, std::size_t> after(std::size_t answers) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds{60}, [&] {
      std::size_t came = 0;
      for (const auto& [verdict, count] : verdicts_) came += count;
      return came >= answers;
    });
    return verdicts_;
  }
  void go_on() {
    const std::lock_guard lock(mutex_);
    go_on_ = true;
    changed_.notify_all();
  }

  journal::TemporaryDirectory folder_;
  std::unique_ptr<db::Pool> pool_;
  std::unique_ptr<settings::Store> store_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<core::PinVerdict, std::size_t> verdicts_;
  bool go_on_ = false;
};

TEST_F(PinCheckTest, ManyPhonesAtOnceHaveNoMoreTriesThanOne) {
  PinCheck pins(*store_, folder_.path() / "pin-locks", [this](const core::Signal& signal) { heard(signal); });
  constexpr std::size_t kPhones = telephony::kLockAfter + 5;
  // The first answer is held up until all the others have been let in.
  for (std::size_t phone = 0; phone < kPhones; ++phone) pins.check({{kOne, 100 + phone}, kAgent, base::Personal{"2468"}});
  go_on();
  auto verdicts = after(kPhones);
  EXPECT_EQ(verdicts[core::PinVerdict::kNotSet], telephony::kLockAfter);
  EXPECT_EQ(verdicts[core::PinVerdict::kLocked], kPhones - telephony::kLockAfter);
}

}  // namespace
}  // namespace peal::app
