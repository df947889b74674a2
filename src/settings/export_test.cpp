#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <sstream>

#include "base/log.hpp"
#include "db/test_databases.hpp"
#include "settings/store.hpp"
#include "settings/value.hpp"

/// Settings go out as a file, and the file says what was in force.
namespace peal::settings {
namespace {

using testing::HasSubstr;
using testing::Not;

const core::Time kMoment = base::from_unix_millis(1'795'000'000'000);

struct Centres {
  Centres() {
    base::set_log_sink([](std::string_view) {});
    auto lent = database.borrow();
    EXPECT_TRUE(db::migrate(*lent, settings_schema()));
  }
  ~Centres() { base::set_log_sink(nullptr); }

  // Empty when all is well: the export of `yaml` must change nothing, here and elsewhere.
  std::string round_trip(const std::string& yaml) {
    const auto first = store.apply(yaml, "first.yaml", "test", kMoment);
    if (!first) return first.error().message;
    const auto before = store.current().value();
    const auto out = store.export_yaml(std::nullopt).value();
    const auto again = store.apply(out, "export.yaml", "test", kMoment);
    if (!again) return out + "\n" + again.error().message;
    if (again->changed) return out + "\nchanged: " + testing::PrintToString(again->changes);
    return store.current().value() == before ? "" : out + "\nis not the same";
  }

  db::test::TestDatabase database{db::Dialect::kSqlite};
  Store store{database.pool()};
};

std::string text_of_file(const std::string& path) {
  std::ifstream file(std::string(PEAL_SOURCE_DIR) + "/" + path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Export, EveryExampleComesBackUnchanged) {
  for (const auto* path : {"demo/demo.yaml", "bench/centre.yaml", "tests/soak/centre.yaml", "tests/interop/centre.yaml"}) {
    Centres centres;
    const auto yaml = text_of_file(path);
    ASSERT_FALSE(yaml.empty()) << path;
    EXPECT_EQ(centres.round_trip(yaml), "") << path;
  }
}

TEST(Export, SaysItForEveryTenantOrForOne) {
  Centres centres;
  ASSERT_TRUE(centres.store.apply("tenant: {key: a}\nskills: [{key: x}]\n---\ntenant: {key: b}\n", "f", "test", kMoment));
  EXPECT_THAT(centres.store.export_yaml(std::nullopt).value(), HasSubstr("\n---\n"));
  const auto b = centres.store.find_tenant("b").value();
  const auto only = centres.store.export_yaml(b.id).value();
  EXPECT_THAT(only, HasSubstr("key: b"));
  EXPECT_THAT(only, Not(HasSubstr("key: x")));
}

TEST(Export, HoldsNoSecret) {
  Centres centres;
  ASSERT_TRUE(centres.store.apply("tenant: {key: a}\ntrunks: [{key: t, address: 192.0.2.1, user: u}]\nagents: [{key: li}]\n", "f", "test", kMoment));
  const auto centre = centres.store.current().value().centres.front();
  ASSERT_TRUE(centres.store.set_trunk_password(centre.trunks.front().id, "open sesame", std::string(32, 'k'), kMoment));
  ASSERT_TRUE(centres.store.set_phone_password(centre.agents.front().id, "peal", "open sesame", kMoment));
  EXPECT_THAT(centres.store.export_yaml(std::nullopt).value(), Not(HasSubstr("sesame")));
}

// Text that YAML would take for something else where it stood without quotes.
std::string odd_text() {
  static const std::vector<std::string> kPieces{"null", "~", "true", "no", "- a", "a: b", " #c", " ", "\"", "'", "\\", "\\n", "\n", "\t", "\r", "é",
                                                "中文", "\xc2\x85", "\xe2\x80\xa8", "{", "]", ",", "!t", "&a", "*b", "0x10", "012", "%", "@", "`", "<<", "|", ">", "?", "---", "x\x01y"};
  const auto picked = *rc::gen::resize(4, rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kPieces)));
  std::string text;
  for (const auto& piece : picked) text += piece;
  return text.empty() ? "x" : text;
}

template <class T>
T any_of(std::initializer_list<T> values) {
  return *rc::gen::elementOf(std::vector<T>(values));
}

struct RandomLines {
  Lines lines;
  RandomLines& maybe(const char* name, const std::function<Value()>& value) {
    if (*rc::gen::arbitrary<bool>()) lines.push_back({name, value()});
    return *this;
  }
  RandomLines& number(const char* name, std::int64_t least, std::int64_t most) {
    return maybe(name, [=] { return Value{*rc::gen::inRange<std::int64_t>(least, most + 1)}; });
  }
  RandomLines& truth(const char* name) {
    return maybe(name, [] { return Value{*rc::gen::arbitrary<bool>()}; });
  }
  RandomLines& text(const char* name) {
    return maybe(name, [] { return Value{odd_text()}; });
  }
  RandomLines& word(const char* name, std::initializer_list<std::string> words) {
    return maybe(name, [&] { return Value{any_of(words)}; });
  }
  RandomLines& name() {
    return maybe("name", [] { return any_of<Value>({Value{odd_text()}, Value{Lines{{"zh-CN", {odd_text()}}, {"en-US", {odd_text()}}}}}); });
  }
};

Lines random_trunk(const std::string& key) {
  RandomLines trunk{{{"key", {key}}, {"address", {any_of<std::string>({"sip.a.example", "192.0.2.1:5080", "[2001:db8::7]:5060"})}}, {"user", {std::string("86")}}}};
  trunk.name().word("transport", {"udp", "tcp", "tls", "auto"}).word("outbound_proxy", {"proxy.example", "192.0.2.9"}).truth("register");
  trunk.word("realm", {"asterisk", "The Carrier", "no", "中国"}).truth("trusted").word("forwarded_by", {"diversion", "history_info", "both", "off"});
  trunk.number("register_every", 30, 3600).number("priority", 1, 100).number("weight", 0, 1000).number("channels", 0, 50'000);
  trunk.number("calls_per_second", 0, 10'000).word("health_every", {"0s", "5s", "30s", "1h"}).truth("srtp_without_tls");
  trunk.maybe("codecs", [] { return Value{std::vector<Value>{{std::string("opus")}, {std::string("pcma")}}}; });
  trunk.maybe("allowed_sources", [] { return Value{std::vector<Value>{{std::string("192.0.2.0/24")}, {std::string("2001:db8::/32")}}}; });
  trunk.maybe("called", [] { return Value{Lines{{"form", {any_of<std::string>({"as_is", "e164", "plain", "national"})}}, {"prefix", {std::string("9")}}}}; });
  trunk.maybe("caller", [] { return Value{Lines{{"strip", {std::string("+86")}}, {"fixed", {std::string("01088880000")}}}}; });
  return trunk.lines;
}

Lines random_agent(const std::string& key, int n) {
  RandomLines agent{{{"key", {key}}, {"number", {std::to_string(1000 + n)}}}};
  agent.text("name").word("language", {"zh-CN", "en-US"}).text("pickup_group").truth("may_call_outside").number("ring_for", 5, 120);
  agent.word("device", {"browser", "phone", "outside"}).maybe("skills", [] { return Value{Lines{{"s", {*rc::gen::inRange<std::int64_t>(1, 11)}}}}; });
  return agent.lines;
}

Lines random_queue() {
  RandomLines queue{{{"key", {std::string("q")}}}};
  queue.name().word("strategy", {"longest_idle", "round_robin", "least_occupied", "fewest_calls", "best_skill", "top_down"});
  queue.number("priority", -1000, 1000).text("music").number("announce_every", 0, 3600).number("offer_timeout", 3, 180);
  queue.word("wrap_up_policy", {"none", "optional", "mandatory", "timed", "timed_early_exit"}).number("wrap_up", 0, 3600);
  queue.truth("record").number("service_level", 1, 3600).number("short_abandon", 0, 3600).number("most_waiting", 0, 1'000'000);
  return queue.lines;
}

std::string random_tenant() {
  RandomLines tenant{{{"key", {std::string("t")}}, {"language", {any_of<std::string>({"zh-CN", "en-US"})}}}};
  // With a name: a section that forgets the one in force is a mistake.
  tenant.lines.push_back({"name", {any_of<Value>({Value{"T " + odd_text()}, Value{Lines{{"zh-CN", {"T " + odd_text()}}, {"en-US", {odd_text()}}}}})}});
  tenant.word("time_zone", {"Asia/Shanghai", "Europe/Berlin"}).word("country", {"CN", "DE"}).number("reconnect_grace", 0, 120);
  tenant.truth("record_outside_calls");
  tenant.lines.push_back({"never_banned", {any_of<std::vector<Value>>({{}, {{std::string("192.0.2.7")}}})}});
  tenant.lines.push_back({"park", {Lines{{"places", {*rc::gen::inRange<std::int64_t>(0, 101)}}}}});
  tenant.lines.push_back({"outside", {Lines{{"night", {any_of<std::string>({"open", "international", "all"})}}, {"night_hours", {std::string("23:15-06:05")}}, {"calls", {*rc::gen::inRange<std::int64_t>(0, 100)}}}}});
  tenant.lines.push_back({"busy_announcement", {odd_text()}});
  return "tenant:\n" + yaml_mapping(tenant.lines, 2);
}

std::string random_file() {
  std::string yaml = random_tenant() + "skills:\n" + yaml_item({{"key", {std::string("s")}}}) + "queues:\n" + yaml_item(random_queue());
  yaml += "agents:\n";
  for (int n = 0; n < 3; ++n) yaml += yaml_item(random_agent("a" + std::to_string(n), n));
  yaml += "trunks:\n" + yaml_item(random_trunk("one")) + yaml_item(random_trunk("two"));
  const Lines menu{{"kind", {std::string("menu")}}, {"text", {odd_text()}}, {"keys", {Lines{{"1", {std::string("wait")}}, {"#", {std::string("bye")}}}}}, {"tries", {std::int64_t{2}}}};
  const Lines wait{{"kind", {std::string("queue")}}, {"queue", {std::string("q")}}, {"on_full", {std::string("say")}}};
  const Lines say{{"kind", {std::string("play")}}, {"text", {Lines{{"en-US", {odd_text()}}}}}, {"next", {std::string("bye")}}};
  const Lines nodes{{"m", {menu}}, {"wait", {wait}}, {"say", {say}}, {"bye", {Lines{{"kind", {std::string("hang_up")}}}}}};
  yaml += "flows:\n" + yaml_item({{"key", {std::string("f")}}, {"start", {std::string("m")}}, {"nodes", {nodes}}});
  yaml += "numbers:\n" + yaml_item({{"digits", {std::string("+8610")}}, {"flow", {std::string("f")}}, {"trunk", {any_of<std::string>({"one", "two"})}}});
  yaml += "users:\n" + yaml_item({{"key", {std::string("u")}}, {"name", {odd_text()}}, {"role", {std::string("agent")}}, {"agent", {std::string("a1")}}});
  return yaml + "conferences:\n" + yaml_item({{"key", {std::string("room")}}, {"number", {std::string("6500")}}, {"wait_for_host", {*rc::gen::arbitrary<bool>()}}, {"most_parties", {*rc::gen::inRange<std::int64_t>(2, 20)}}});
}

TEST(Export, AnySettingsComeBackUnchanged) {
  Centres centres;
  EXPECT_TRUE(rc::check("the export of any settings changes nothing", [&] {
    const auto yaml = random_file();
    const auto fault = centres.round_trip(yaml);
    if (!fault.empty()) RC_FAIL(yaml + "\n==>\n" + fault);
  }));
}

}  // namespace
}  // namespace peal::settings
