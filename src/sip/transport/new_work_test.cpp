#include "sip/transport/new_work.hpp"

#include <algorithm>
#include <deque>
#include <map>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace peal::sip {
namespace {

using Moment = NewWork::Moment;
using std::chrono::milliseconds;

SocketAddress host(unsigned n, std::uint16_t port = 5060) {
  SocketAddress address;
  address.ip[0] = 198;
  address.ip[1] = static_cast<std::uint8_t>(n >> 16);
  address.ip[2] = static_cast<std::uint8_t>(n >> 8);
  address.ip[3] = static_cast<std::uint8_t>(n);
  address.port = port;
  return address;
}

NewWork::Lost add(NewWork& work, unsigned from, std::string_view text, Moment came = {}, bool known = false) {
  return work.add({host(from), text, text, came, known});
}
std::string next(NewWork& work) {
  const auto taken = work.take();
  return taken ? taken->bytes : "";
}

TEST(NewWorkTest, GivesBackTheMessagesOfASourceInTheirOrderWithTheTime) {
  NewWork work;
  const Moment began{};
  (void)add(work, 1, "first", began);
  (void)add(work, 1, "second", began + std::chrono::microseconds(7));
  EXPECT_EQ(work.size(), 2U);
  EXPECT_EQ(next(work), "first");
  const auto second = work.take();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->from.host(), "198.0.0.1");
  EXPECT_EQ(second->came - began, std::chrono::microseconds(7));
  EXPECT_FALSE(work.take());
}

TEST(NewWorkTest, OneCallOfAQuietSourceComesBeforeTheFloodOfAnother) {
  NewWork work;
  for (int i = 0; i < 5'000; ++i) (void)add(work, 1, "flood");
  EXPECT_EQ(next(work), "flood");
  (void)add(work, 2, "honest");
  const auto honest = work.take();
  EXPECT_EQ(honest->bytes, "honest");
  EXPECT_FALSE(honest->pressing);
  EXPECT_EQ(honest->rivals, 0U) << "of those as early as itself";
  const auto flood = work.take();
  EXPECT_TRUE(flood->pressing);
  EXPECT_EQ(flood->rivals, 4'998U);
}

TEST(NewWorkTest, ThoseThatAskForMuchTakeTurns) {
  NewWork work;
  for (const unsigned from : {1U, 2U, 3U}) {
    for (int i = 0; i < 20; ++i) (void)add(work, from, std::to_string(from));
  }
  for (int i = 0; i < 4; ++i) (void)work.take();  // Each was new once.
  std::string order;
  for (int i = 0; i < 12; ++i) order += next(work);
  EXPECT_EQ(order.substr(0, 3) + order.substr(0, 3), order.substr(3, 6));
  for (const char from : {'1', '2', '3'}) EXPECT_EQ(std::ranges::count(order, from), 4);
}

TEST(NewWorkTest, WhoeverGoesOnAskingStaysBehindThoseWhoDoNot) {
  NewWork work;
  Moment now{};
  const auto served_as_pressing = [&](unsigned from) {
    (void)add(work, from, "x", now);
    return work.take()->pressing;
  };
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(served_as_pressing(1)) << "an INVITE and its repetitions";
  for (int i = 0; i < 100; ++i, now += milliseconds{20}) EXPECT_TRUE(served_as_pressing(1));
  now += milliseconds{5'000};
  EXPECT_TRUE(served_as_pressing(1)) << "a pause is not enough";
  now += milliseconds{11'000};
  EXPECT_FALSE(served_as_pressing(1));
  for (int i = 0; i < 100; ++i, now += milliseconds{2'000}) EXPECT_FALSE(served_as_pressing(2)) << "a call now and then";
}

TEST(NewWorkTest, ARepetitionBehindItsInviteIsNotPressing) {
  NewWork work;
  for (int i = 0; i < 1'000; ++i) (void)add(work, 1, "flood");
  (void)add(work, 2, "honest");
  (void)add(work, 2, "honest", Moment{} + milliseconds{500});
  int honest = 0;
  for (int i = 0; i < 5; ++i) {
    const auto taken = work.take();
    honest += taken->bytes == "honest" && !taken->pressing ? 1 : 0;
  }
  EXPECT_EQ(honest, 2);
}

TEST(NewWorkTest, TheRestKeepsAThirdHoweverManyNewSourcesCome) {
  NewWork work;
  for (int i = 0; i < 100; ++i) (void)add(work, 1, "old");
  (void)work.take();
  for (unsigned from = 2; from < 300; ++from) (void)add(work, from, "new");
  int old = 0;
  for (int i = 0; i < 30; ++i) old += next(work) == "old" ? 1 : 0;
  EXPECT_EQ(old, 10);
}

TEST(NewWorkTest, TheKnownComeFirstAndLeaveAFifthToStrangers) {
  NewWork work;
  for (unsigned from = 10; from < 60; ++from) (void)add(work, from, "stranger");
  for (int i = 0; i < 50; ++i) (void)add(work, 1, "trunk", {}, true);
  std::string order;
  for (int i = 0; i < 10; ++i) order += next(work)[0];
  EXPECT_EQ(order, "ttttstttts");
  const auto trunk = work.take();
  EXPECT_FALSE(trunk->pressing) << "a trunk may ask for as much as it likes";
  EXPECT_EQ(trunk->rivals, 41U);
}

TEST(NewWorkTest, WhenFullTheLongestLineLosesItsOldest) {
  NewWork work;
  std::size_t lost = 0;
  for (std::size_t i = 0; i < kNewWorkMax; ++i) lost += add(work, 1, std::to_string(i)).messages;
  EXPECT_EQ(lost, 0U);
  const auto made = add(work, 2, "honest");
  EXPECT_EQ(made.messages, 1U);
  ASSERT_TRUE(made.flooder);
  EXPECT_EQ(made.flooder->host(), "198.0.0.1");
  EXPECT_EQ(work.size(), kNewWorkMax);
  EXPECT_EQ(next(work), "1");
  EXPECT_EQ(next(work), "honest");
}

TEST(NewWorkTest, NobodyIsBlamedWhoHasNoMoreThanItsShare) {
  NewWork work;
  for (unsigned from = 0; from < kNewWorkMax; ++from) EXPECT_EQ(add(work, from, "x").messages, 0U);
  const auto made = add(work, 10'000, "y");
  EXPECT_EQ(made.messages, 1U);
  EXPECT_FALSE(made.flooder);
  work.clear();
  for (std::size_t i = 0; i < kNewWorkMax; ++i) (void)add(work, 1, "x", {}, true);
  EXPECT_FALSE(add(work, 1, "y", {}, true).flooder) << "nor a trunk";
}

TEST(NewWorkTest, LargeMessagesTakeMorePlaces) {
  NewWork work;
  const std::string large(kMessageMaxBytes, 'x');
  std::size_t taken = 0;
  while (work.add({host(1), large, "a", {}}).messages == 0) ++taken;
  EXPECT_EQ(taken, kNewWorkMax / kNewWorkMessagePlaces);
  EXPECT_EQ(work.size(), taken);
  // A hundred small ones of another source are not the longest line.
  for (int i = 0; i < 100; ++i) (void)add(work, 2, "small");
  EXPECT_GE(work.size(), taken + 100 - 4);
  int small = 0;
  while (const auto left = work.take()) small += left->bytes == "small" ? 1 : 0;
  EXPECT_EQ(small, 100);
}

TEST(NewWorkTest, SoManySourcesAreRememberedAndNotMore) {
  NewWork work;
  for (unsigned from = 0; from < 3 * kNewWorkSources; ++from) {
    (void)add(work, from, "x");
    if (from % 3 != 0) (void)work.take();
  }
  EXPECT_LE(work.sources(), kNewWorkSources);
  EXPECT_GE(work.size(), kNewWorkMax - 1);
  while (work.take()) {
  }
  EXPECT_LE(work.sources(), kNewWorkSources);
  work.clear();
  EXPECT_EQ(work.sources(), 0U);
  EXPECT_FALSE(work.take());
}

TEST(NewWorkTest, AnIpv6NetworkIsOneSource) {
  NewWork work;
  for (int i = 0; i < 20; ++i) (void)work.add({*parse_address("2001:db8:1:2::" + std::to_string(i + 1), 5060), "many", "a", {}});
  EXPECT_EQ(work.sources(), 1U);
  (void)work.take();
  (void)work.add({*parse_address("2001:db8:1:3::1", 5060), "neighbour", "a", {}});
  EXPECT_EQ(next(work), "neighbour");
}

TEST(NewWorkTest, TheInviteOfACancelIsFoundFromAnyPortOfItsHost) {
  NewWork work;
  for (int i = 0; i < 5; ++i) (void)add(work, 1, "call-" + std::to_string(i));
  EXPECT_FALSE(work.take_of(host(2), "call-3")) << "another host's call of that name";
  EXPECT_FALSE(work.take_of(host(1), "call-9"));
  EXPECT_EQ(work.take_of(host(1, 40'000), "call-3")->bytes, "call-3");
  EXPECT_FALSE(work.take_of(host(1), "call-3")) << "once";
  EXPECT_EQ(work.size(), 4U);
  EXPECT_EQ(work.take_of(host(1), "call-4")->bytes, "call-4");
  for (const auto* left : {"call-0", "call-1", "call-2"}) EXPECT_EQ(next(work), left);
}

/// The same rules with a search for everything: lines in the order of their turns.
class Slow {
 public:
  std::size_t add(unsigned from, const std::string& text, bool known, Moment now) {
    Source& source = all_[from];
    source.known = known;
    const double passed = std::chrono::duration<double>(now - source.at).count();
    source.at = now;
    source.credit = std::max(std::min(kNewWorkCredit, source.credit + passed * kNewWorkCreditPerSecond) - 1, -kNewWorkDebt);
    if (source.texts.empty()) lines_[line_of(source)].push_back(from);
    source.texts.push_back(text);
    return size();
  }
  std::string take() {
    const bool strangers = !lines_[1].empty() || !lines_[2].empty();
    if (!lines_[0].empty() && (!strangers || known_row_ < kNewWorkKnownRow)) return ++known_row_, serve(0);
    known_row_ = 0;
    if (!lines_[1].empty() && (lines_[2].empty() || quiet_row_ < kNewWorkQuietRow)) return ++quiet_row_, serve(1);
    quiet_row_ = 0;
    return lines_[2].empty() ? "" : serve(2);
  }
  std::string take_of(unsigned from, const std::string& text) {
    auto& texts = all_[from].texts;
    const auto found = std::ranges::find(texts, text);
    if (found == texts.end()) return "";
    texts.erase(found);
    if (texts.empty()) {
      for (auto& line : lines_) std::erase(line, from);
    }
    return text;
  }
  [[nodiscard]] std::size_t size() const {
    std::size_t n = 0;
    for (const auto& [from, source] : all_) n += source.texts.size();
    return n;
  }

 private:
  struct Source {
    std::deque<std::string> texts;
    bool known = false;
    double credit = kNewWorkCredit;
    Moment at{};
  };
  static std::size_t line_of(const Source& source) { return source.known ? 0 : source.credit >= 0 ? 1 : 2; }
  std::string serve(std::size_t line) {
    const unsigned from = lines_[line].front();
    lines_[line].pop_front();
    Source& source = all_[from];
    const std::string text = source.texts.front();
    source.texts.pop_front();
    if (!source.texts.empty()) lines_[line_of(source)].push_back(from);
    return text;
  }
  std::map<unsigned, Source> all_;
  std::array<std::deque<unsigned>, 3> lines_;
  std::size_t known_row_ = 0, quiet_row_ = 0;
};

TEST(NewWorkTest, DoesWhatASearchThroughAllWouldDo) {
  rc::check([] {
    NewWork work;
    Slow slow;
    Moment now{};
    int n = 0;
    for (const int step : *rc::gen::container<std::vector<int>>(400, rc::gen::inRange(0, 1'000))) {
      const auto from = static_cast<unsigned>(step % 9);
      now += milliseconds{step % 4 == 0 ? 300 : 1};
      if (step < 600) {
        const auto text = std::to_string(++n);
        (void)add(work, from, text, now, from == 8);
        (void)slow.add(from, text, from == 8, now);
      } else if (step < 950) {
        RC_ASSERT(next(work) == slow.take());
      } else {
        const auto text = std::to_string(n - step % 20);
        const auto found = work.take_of(host(from), text);
        RC_ASSERT((found ? found->bytes : "") == slow.take_of(from, text));
      }
      RC_ASSERT(work.size() == slow.size());
    }
  });
}

TEST(NewWorkTest, TheLongestLineIsTheOneThatLoses) {
  rc::check([] {
    NewWork work;
    std::map<unsigned, std::size_t> waiting;
    for (unsigned from = 0; work.size() + 1 < kNewWorkMax; from = (from + 1) % 40) {
      for (unsigned i = 0; i <= from && work.size() + 1 < kNewWorkMax; ++i, ++waiting[from]) (void)add(work, from, "x");
    }
    for (const unsigned from : *rc::gen::container<std::vector<unsigned>>(300, rc::gen::inRange(0U, 60U))) {
      ++waiting[from];
      const auto made = add(work, from, "x");
      if (made.messages == 0) continue;
      const auto longest = std::ranges::max_element(waiting, {}, [](const auto& one) { return one.second; })->second;
      RC_ASSERT(made.flooder.has_value());
      const unsigned loser = made.flooder->ip[3];
      RC_ASSERT(waiting[loser] == longest);
      --waiting[loser];
    }
  });
}

}  // namespace
}  // namespace peal::sip
