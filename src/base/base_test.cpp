#include <map>
#include <optional>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/error.hpp"
#include "base/fields.hpp"
#include "base/id.hpp"
#include "base/log.hpp"
#include "base/seed.hpp"
#include "base/time.hpp"
#include "base/timer_wheel.hpp"
#include "base/wire.hpp"

namespace peal::base {
namespace {

struct Sample {
  std::uint64_t number = 0;
  std::int32_t signed_number = 0;
  std::string text;
  Personal who;
  std::optional<Time> when;
  std::vector<std::string> list;
  std::map<std::string, std::uint32_t> table;
  PEAL_FIELDS(Sample, number, signed_number, text, who, when, list, table)
};

struct OlderSample {
  std::uint64_t number = 0;
  PEAL_FIELDS(OlderSample, number)
};

TEST(ErrorRows, EachCodeHasItsOwnRow) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kErrorCodeCount; ++i) {
    const auto& row = error_row(static_cast<ErrorCode>(i));
    EXPECT_EQ(static_cast<std::size_t>(row.code), i);
    EXPECT_TRUE(names.insert(row.name).second);
    EXPECT_GE(row.sip_status, 400);
    EXPECT_GE(row.http_status, 400);
    EXPECT_LE(row.q850_cause, 127);
    EXPECT_EQ(row.text_key, "error." + std::string(row.name));
  }
}

TEST(IdText, RoundTripsAndSortsByTime) {
  EXPECT_TRUE(rc::check([](std::uint64_t value, std::uint32_t tenant) {
    RC_PRE(value != 0 && tenant != 0);
    const auto parsed = parse_id_text(id_text(TenantId{tenant}, value));
    RC_ASSERT(parsed.has_value());
    RC_ASSERT(parsed->second == value && parsed->first.value == tenant);
  }));
  EXPECT_TRUE(rc::check([](std::uint64_t a, std::uint64_t b) {
    RC_PRE(a != 0 && b != 0);
    RC_ASSERT((a < b) == (id_text(TenantId{1}, a) < id_text(TenantId{1}, b)));
  }));
  for (const auto* bad : {"", "1", "1-", "0-0000000000001", "1-000000000000U", "x-0000000000001", "1-Z000000000000"})
    EXPECT_FALSE(parse_id_text(bad).has_value()) << bad;
}

TEST(NextId, NeverRepeatsAndNeverGoesBack) {
  Seed seed(7);
  std::uint64_t last = 0;
  Time now = from_unix_millis(kIdEpochMillis + 1'000'000);
  for (int i = 0; i < 20'000; ++i) {
    if (seed.below(5000) == 0) now += Millis(1);
    const auto next = next_id_value(last, now, 3);
    ASSERT_GT(next, last);
    last = next;
  }
}

TEST(Wire, RoundTripsWithThePersonalPartApart) {
  const Sample sample{42, -7, "queue", Personal("王芳"), from_unix_millis(1), {"a", ""}, {{"k", 9}}};
  std::string plain, sealed;
  WireWriter(plain, &sealed).value(sample);
  EXPECT_EQ(plain.find("王芳"), std::string::npos);
  Sample back;
  WireReader reader(plain, std::string_view(sealed));
  reader.value(back);
  EXPECT_FALSE(reader.failed());
  EXPECT_EQ(back, sample);
  Sample erased;
  WireReader erased_reader(plain, std::nullopt);
  erased_reader.value(erased);
  EXPECT_FALSE(erased_reader.failed());
  EXPECT_TRUE(erased.who.text.empty());
  EXPECT_EQ(erased.text, "queue");
}

TEST(Wire, AnOlderRecordKeepsDefaults) {
  std::string plain;
  WireWriter(plain).value(OlderSample{5});
  Sample back;
  WireReader reader(plain);
  reader.value(back);
  EXPECT_FALSE(reader.failed());
  EXPECT_EQ(back.number, 5U);
  EXPECT_TRUE(back.text.empty());
}

TEST(Wire, HostileBytesNeverReadPastTheEnd) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    Sample back;
    WireReader reader{std::string_view(bytes)};
    reader.value(back);
    RC_SUCCEED();
  }));
}

TEST(Rfc3339, RoundTripsAndRefusesNonsense) {
  const auto t = parse_rfc3339("2026-11-22T10:40:11.250+08:00");
  ASSERT_TRUE(t.has_value());
  EXPECT_EQ(to_rfc3339(*t), "2026-11-22T02:40:11.250Z");
  for (const auto* bad : {"", "2026-11-22", "2026-13-22T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T00:00:00"})
    EXPECT_FALSE(parse_rfc3339(bad).has_value()) << bad;
}

TEST(TimerWheel, FiresLikeASortedList) {
  EXPECT_TRUE(rc::check([] {
    const auto start = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);
    TimerWheel<int> wheel(start);
    std::multimap<std::int64_t, int> model;
    std::map<int, TimerWheel<int>::Handle> handles;
    std::int64_t now = start;
    int next = 0;
    const auto steps = *rc::gen::container<std::vector<std::pair<std::uint8_t, std::uint32_t>>>(rc::gen::arbitrary<std::pair<std::uint8_t, std::uint32_t>>());
    for (const auto& [kind, raw] : steps) {
      if (kind % 3 == 0) {
        const std::int64_t at = now + 1 + raw % (kind % 2 == 0 ? 500 : 40'000'000);
        handles[next] = wheel.arm(at, next);
        model.emplace(at, next++);
      } else if (kind % 3 == 1 && !handles.empty()) {
        auto it = handles.begin();
        std::advance(it, raw % handles.size());
        const int id = it->first;
        RC_ASSERT(wheel.cancel(it->second));
        handles.erase(it);
        std::erase_if(model, [&](const auto& row) { return row.second == id; });
      } else {
        now += raw % 3'000'000;
        std::set<int> fired, expected;
        wheel.advance(now, [&](int id) { fired.insert(id); handles.erase(id); });
        while (!model.empty() && model.begin()->first <= now) {
          expected.insert(model.begin()->second);
          model.erase(model.begin());
        }
        RC_ASSERT(fired == expected);
      }
      RC_ASSERT(wheel.size() == model.size());
      if (!model.empty()) RC_ASSERT(wheel.next_due().has_value() && *wheel.next_due() <= model.begin()->first);
    }
  }));
}

std::string g_line;
TEST(Log, ValuesFromTheWireCannotForgeALine) {
  set_log_sink([](std::string_view line) { g_line = line; });
  log(LogLevel::kWarning, "sip", "bad_message", {{"from", "x\r\nerror sip forged"}, {"size", 12}});
  set_log_sink(nullptr);
  EXPECT_NE(g_line.find(R"(warning sip bad_message from="x\x0d\x0aerror sip forged" size=12)"), std::string::npos) << g_line;
}

}  // namespace
}  // namespace peal::base
