#include "telephony/trunk/choice.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

#include "base/seed.hpp"
#include "telephony/trunk/written_number.hpp"

/// The rules of trunks, as examples and as properties.
namespace peal::telephony {
namespace {

using core::TrunkId;
constexpr core::TenantId kTenant{1};
TrunkId id(std::uint64_t n) { return {kTenant, n}; }

std::vector<TrunkCandidate> some_trunks() {
  const auto count = *rc::gen::inRange<std::size_t>(1, 9);
  std::vector<TrunkCandidate> trunks;
  for (std::size_t i = 0; i < count; ++i) {
    trunks.push_back({id(i + 1), *rc::gen::inRange<std::uint32_t>(1, 4), *rc::gen::element<std::uint32_t>(0, 1, 10, 100, 1000),
                      *rc::gen::arbitrary<bool>(), *rc::gen::weightedElement<bool>({{4, true}, {1, false}})});
  }
  return trunks;
}

RC_GTEST_PROP(TrunkChoice, FailoverTriesEachTrunkWithRoomOnceInTheOrderOfTheGroups, ()) {
  const auto trunks = some_trunks();
  std::vector<TrunkId> tried;
  std::pair<bool, std::uint32_t> last{false, 0};
  while (const auto next = choose_trunk(trunks, tried, *rc::gen::arbitrary<std::uint64_t>())) {
    const auto at = std::ranges::find(trunks, *next, &TrunkCandidate::id);
    RC_ASSERT(at != trunks.end());
    RC_ASSERT(at->has_room);
    RC_ASSERT(std::ranges::find(tried, *next) == tried.end());
    const std::pair place{!at->up, at->priority};
    RC_ASSERT(!(place < last));
    last = place;
    tried.push_back(*next);
  }
  const auto with_room = std::ranges::count_if(trunks, &TrunkCandidate::has_room);
  RC_ASSERT(static_cast<std::ptrdiff_t>(tried.size()) == with_room);
}

RC_GTEST_PROP(TrunkChoice, SharesFollowTheWeights, ()) {
  std::vector<TrunkCandidate> trunks;
  const auto count = *rc::gen::inRange<std::size_t>(2, 6);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    trunks.push_back({id(i + 1), 1, *rc::gen::inRange<std::uint32_t>(0, 200)});
    sum += trunks.back().weight;
  }
  RC_PRE(sum > 0);
  // Every rest of the sum once: the shares must then be the weights exactly.
  std::map<TrunkId, std::uint64_t> taken;
  for (std::uint64_t draw = 0; draw < sum; ++draw) ++taken[*choose_trunk(trunks, {}, draw)];
  for (const auto& trunk : trunks) RC_ASSERT(taken[trunk.id] == trunk.weight);
}

RC_GTEST_PROP(TrunkChoice, APaceIsNeverExceededInAnySecond, ()) {
  const auto most = *rc::gen::inRange<std::uint32_t>(1, 12);
  const auto steps = *rc::gen::container<std::vector<int>>(200, rc::gen::inRange(0, 300));
  Pace pace(most);
  std::vector<base::Time> taken;
  base::Time now = base::from_unix_millis(1'795'000'000'000);
  for (const auto step : steps) {
    now += base::Millis{step};
    const bool room = pace.has_room(now);
    const bool took = pace.take(now);
    RC_ASSERT(took == room);
    if (took) taken.push_back(now);
    const auto within = std::ranges::count_if(taken, [&](base::Time at) { return at > now - std::chrono::seconds{1}; });
    RC_ASSERT(within <= most);
    RC_ASSERT(took || within == most);  // Refused only when the second is full.
  }
}

TEST(TrunkChoice, WithoutALimitThereIsAlwaysRoom) {
  Pace pace(0);
  const auto now = base::from_unix_millis(1'795'000'000'000);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(pace.take(now));
  EXPECT_EQ(pace.in_last_second(now), 1000u);
  EXPECT_EQ(pace.in_last_second(now + std::chrono::seconds{2}), 0u);
}

TEST(TrunkChoice, OnlyWhatTheTrunkFailedAtGoesToAnother) {
  using By = sip::CallEnd::By;
  const auto end = [](By by, std::uint16_t status, std::uint8_t q850 = 0) {
    sip::CallEnd made;
    made.by = by;
    made.status = status;
    made.q850_cause = q850;
    return made;
  };
  EXPECT_TRUE(worth_another_trunk(end(By::kTimeout, 408)));
  EXPECT_TRUE(worth_another_trunk(end(By::kTransport, 503)));
  for (const std::uint16_t status : {401, 407, 408, 500, 503, 504}) EXPECT_TRUE(worth_another_trunk(end(By::kRemote, status))) << status;
  for (const std::uint16_t status : {404, 480, 484, 486, 487, 488, 600, 603}) EXPECT_FALSE(worth_another_trunk(end(By::kRemote, status))) << status;
  EXPECT_TRUE(worth_another_trunk(end(By::kRemote, 480, 34))) << "no circuit";
  EXPECT_FALSE(worth_another_trunk(end(By::kRemote, 480, 18))) << "nobody answers there";
}

TEST(WrittenNumber, HasTheFormTheTrunkWants) {
  const NumberForms mobile{"13810298208", "+8613810298208", "13810298208"};
  using Form = core::NumberForm;
  EXPECT_EQ(written({Form::kAsIs, "", ""}, mobile), "13810298208");
  EXPECT_EQ(written({Form::kE164, "", ""}, mobile), "+8613810298208");
  EXPECT_EQ(written({Form::kPlain, "", ""}, mobile), "8613810298208");
  EXPECT_EQ(written({Form::kNational, "", ""}, mobile), "13810298208");
  EXPECT_EQ(written({Form::kNational, "1", "9"}, mobile), "93810298208");
  EXPECT_EQ(written({Form::kPlain, "86", ""}, mobile), "13810298208");
  EXPECT_EQ(written({Form::kE164, "86", ""}, mobile), "+8613810298208") << "what does not stand at the front stays";
  const NumberForms extension{"1005", "", ""};
  EXPECT_EQ(written({Form::kE164, "", "8"}, extension), "81005");
}

}  // namespace
}  // namespace peal::telephony
