#include "api/service/settings_mirror.hpp"

#include <future>

#include <gtest/gtest.h>

#include "api/service/running_service.hpp"

namespace peal::api {
namespace {

// A file was applied while the server was down: the journal knows the revision
// before it, and requests come before the core has taken up the new one.
TEST(SettingsMirror, ShowsWhatIsStoredAndNotWhatWasInForceBeforeARestart) {
  std::uint64_t stored = 0;
  RunningService running([&stored](settings::Store& store, core::State& state) {
    const std::string tenant = "tenant: {key: demo, name: {en-US: Demo}, language: en-US}\n";
    ASSERT_TRUE(store.apply(tenant, "first.yaml", "test", base::live_now()));
    const auto first = store.current();
    ASSERT_TRUE(first);
    core::apply(state, core::Fact{{}, base::live_now(), {}, core::SettingsAdopted{*first}});
    const auto next = store.apply(tenant + "skills: [{key: sales, name: Sales}]\n", "next.yaml", "test", base::live_now());
    ASSERT_TRUE(next) << next.error().describe();
    stored = next->revision;
    ASSERT_GT(stored, first->revision);
  });
  // Readers have their turn in order: what the service asked the follower for is over then.
  std::promise<void> turn;
  running.follower().read([&turn](const core::State&, engine::Position) { turn.set_value(); });
  turn.get_future().wait();
  EXPECT_EQ(running.context().settings.all()->revision, stored);
}

}  // namespace
}  // namespace peal::api
