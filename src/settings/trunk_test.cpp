#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/log.hpp"
#include "db/test_databases.hpp"
#include "settings/limits.hpp"
#include "settings/store.hpp"

/// The section `trunks` and the passwords that stand in no file.
namespace peal::settings {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// What was logged while a test ran.
std::string& logged() {
  static std::string lines;
  return lines;
}

const core::Time kNow = base::from_unix_millis(1'795'000'000'000);

const std::string kFile = R"(
tenant: {key: t, name: 小, language: zh-CN}
flows: [{key: f, start: a, nodes: {a: {kind: hang_up}}}]
trunks:
  - key: carrier
    name: {zh-CN: 运营商, en-US: Carrier}
    address: sip.carrier.example
    transport: tcp
    outbound_proxy: "[2001:db8::7]:5080"
    user: "861088880000"
    domain: carrier.example
    register: true
    register_every: 10m
    priority: 2
    weight: 30
    channels: 60
    calls_per_second: 10
    codecs: [pcmu, pcma]
    called: {form: national, prefix: "9"}
    caller: {form: plain, strip: "86", fixed: "+861088880000"}
    allowed_sources: [192.0.2.0/24, "2001:db8::/32"]
    health_every: 1m
    realm: The Carrier
    trusted: false
    forwarded_by: history_info
  - {key: gateway, address: "192.0.2.7:5070"}
numbers:
  - {digits: "88880000", flow: f, trunk: carrier}
agents:
  - {key: home, name: 远程, device: outside, number: "+86 138-1029-8208"}
  - {key: mobile, name: 手机, device: outside, number: "1005", address: "tel:13810298208"}
)";

class TrunkSettings : public testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override {
    logged().clear();
    base::set_log_sink([](std::string_view line) { logged() += line; });
    auto lent = database.borrow();
    ASSERT_TRUE(db::migrate(*lent, settings_schema()));
  }
  void TearDown() override { base::set_log_sink(nullptr); }
  ApplyReport apply(const std::string& yaml) {
    auto report = store.apply(yaml, "t.yaml", "test", kNow);
    EXPECT_TRUE(report) << (report ? "" : report.error().message);
    return report.value_or(ApplyReport{});
  }
  std::string refused(const std::string& trunk) {
    auto report = store.apply("tenant: {key: t}\ntrunks:\n  - " + trunk + "\n", "t.yaml", "test", kNow);
    EXPECT_FALSE(report) << trunk;
    return report ? "" : report.error().message;
  }
  core::Centre centre() { return store.current().value().centres.at(0); }

  db::test::TestDatabase database{GetParam()};
  Store store{database.pool()};
};
INSTANTIATE_TEST_SUITE_P(Both, TrunkSettings, testing::Values(db::Dialect::kSqlite, db::Dialect::kPostgresql),
                         [](const auto& each) { return db::test::dialect_name(each.param); });

TEST_P(TrunkSettings, AFileSaysAllOfATrunk) {
  EXPECT_THAT(apply(kFile).changes, Contains("trunk carrier: added"));
  const auto made = centre();
  ASSERT_EQ(made.trunks.size(), 2U);
  const auto& carrier = made.trunks[0];
  EXPECT_EQ(carrier.name.at("en-US"), "Carrier");
  EXPECT_EQ(carrier.address, "sip.carrier.example");
  EXPECT_EQ(carrier.transport, core::TrunkTransport::kTcp);
  EXPECT_EQ(carrier.proxy, "[2001:db8::7]:5080");
  EXPECT_EQ(carrier.user, "861088880000");
  EXPECT_EQ(carrier.domain, "carrier.example");
  EXPECT_TRUE(carrier.registers);
  EXPECT_EQ(carrier.register_every, base::Seconds{600});
  EXPECT_EQ(carrier.priority, 2U);
  EXPECT_EQ(carrier.weight, 30U);
  EXPECT_EQ(carrier.channels, 60U);
  EXPECT_EQ(carrier.calls_per_second, 10U);
  EXPECT_THAT(carrier.codecs, ElementsAre("pcmu", "pcma"));
  EXPECT_EQ(carrier.called, (core::NumberRule{core::NumberForm::kNational, "", "9"}));
  EXPECT_EQ(carrier.caller, (core::NumberRule{core::NumberForm::kPlain, "86", ""}));
  EXPECT_EQ(carrier.caller_fixed, "+861088880000");
  EXPECT_THAT(carrier.allowed_sources, ElementsAre("192.0.2.0/24", "2001:db8::/32"));
  EXPECT_EQ(carrier.health_every, base::Seconds{60});
  EXPECT_EQ(carrier.realm, "The Carrier");
  EXPECT_FALSE(carrier.trusted);
  EXPECT_EQ(carrier.forwarded, core::TrunkForwarded::kHistoryInfo);
  EXPECT_EQ(made.trunks[1].realm, "");
  EXPECT_TRUE(made.trunks[1].trusted);
  EXPECT_EQ(made.trunks[1].forwarded, core::TrunkForwarded::kDiversion);
  EXPECT_EQ(made.trunks[1].address, "192.0.2.7:5070");
  EXPECT_EQ(made.trunks[1].health_every, base::Seconds{30});
  EXPECT_EQ(made.numbers.at(0).trunk, carrier.id);
  EXPECT_EQ(made.agents.at(0).address, "tel:+86 138-1029-8208");
  EXPECT_EQ(made.agents.at(1).address, "tel:13810298208");
  EXPECT_FALSE(apply(kFile).changed);
}

TEST_P(TrunkSettings, ATrunkOverTlsWithItsAuthoritiesAndSealedSound) {
  apply("tenant: {key: t}\ntrunks:\n  - key: a\n    address: b.example\n    transport: tls\n    srtp: required\n    authorities: |\n"
        "      -----BEGIN CERTIFICATE-----\n      MIIB\n      -----END CERTIFICATE-----\n"
        "  - {key: c, address: d.example, srtp: optional, srtp_without_tls: true}\n");
  const auto made = centre();
  ASSERT_EQ(made.trunks.size(), 2U);
  EXPECT_EQ(made.trunks[0].transport, core::TrunkTransport::kTls);
  EXPECT_EQ(made.trunks[0].srtp, core::TrunkSrtp::kRequired);
  EXPECT_EQ(made.trunks[0].authorities, "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
  EXPECT_EQ(made.trunks[1].srtp, core::TrunkSrtp::kOptional);
  EXPECT_TRUE(made.trunks[1].srtp_without_tls);
}

TEST_P(TrunkSettings, AChangeIsToldInWords) {
  apply(kFile);
  auto changed = kFile;
  changed.replace(changed.find("channels: 60"), 12, "channels: 90");
  EXPECT_THAT(apply(changed).changes, ElementsAre("trunk carrier: channels 60 -> 90"));
}

TEST_P(TrunkSettings, ATrunkThatANumberNeedsCannotGo) {
  apply(kFile);
  auto report = store.apply("tenant: {key: t}\ntrunks: []\n", "t.yaml", "test", kNow);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, HasSubstr("Number 88880000, kept from before, needs a trunk"));
}

TEST_P(TrunkSettings, MistakesAreToldWithTheirPlace) {
  EXPECT_THAT(refused("{key: a}"), HasSubstr("trunk 'a' has no 'address'"));
  EXPECT_THAT(refused("{key: a, address: \"http://x\"}"), HasSubstr("t.yaml:3:23: trunks[0].address: address of trunk 'a' is 'http://x'"));
  for (const auto* wrong : {"192.0.2.300", "1.2.3", "a:0", "a:70000", "[::1", "a b", "192.0.2.0/24", "::1"}) {
    EXPECT_THAT(refused(fmt::format("{{key: a, address: \"{}\"}}", wrong)), HasSubstr("a host and a port")) << wrong;
  }
  EXPECT_THAT(refused("{key: a, address: b.example, adress: c}"), HasSubstr("did you mean 'address'"));
  EXPECT_THAT(refused("{key: a, address: b.example, transport: sctp}"), HasSubstr("write one of: udp, tcp"));
  EXPECT_THAT(refused("{key: a, address: b.example, transport: udp, authorities: \"-----BEGIN CERTIFICATE-----\"}"), HasSubstr("for 'transport: tls' or 'auto' only"));
  EXPECT_THAT(refused("{key: a, address: b.example, transport: tls, authorities: ca.pem}"), HasSubstr("in PEM form"));
  EXPECT_THAT(refused("{key: a, address: b.example, srtp: required}"), HasSubstr("everybody on the way can read them"));
  EXPECT_THAT(refused("{key: a, address: b.example, srtp: sometimes}"), HasSubstr("off, optional, required"));
  EXPECT_THAT(refused("{key: a, address: b.example, register: true}"), HasSubstr("needs a 'user'"));
  EXPECT_THAT(refused("{key: a, address: b.example, user: x@y}"), HasSubstr("belongs into 'domain'"));
  EXPECT_THAT(refused("{key: a, address: b.example, codecs: [g723]}"), HasSubstr("'g723' does not belong into codecs"));
  EXPECT_THAT(refused("{key: a, address: b.example, codecs: pcma}"), HasSubstr("must be a list"));
  EXPECT_THAT(refused("{key: a, address: b.example, caller: {form: e.164}}"), HasSubstr("as_is, e164, plain, national"));
  EXPECT_THAT(refused("{key: a, address: b.example, caller: {fixed: mine}}"), HasSubstr("write digits"));
  EXPECT_THAT(refused("{key: a, address: b.example, called: {fixed: \"1\"}}"), HasSubstr("'fixed' is unknown"));
  EXPECT_THAT(refused("{key: a, address: b.example, allowed_sources: [carrier.example]}"), HasSubstr("write it like [192.0.2.7"));
  EXPECT_THAT(refused("{key: a, address: b.example, allowed_sources: [192.0.2.7/24]}"), HasSubstr("write it like"));
  EXPECT_THAT(refused("{key: a, address: b.example, health_every: 2s}"), HasSubstr("0s for no checks"));
  EXPECT_THAT(refused("{key: a, address: b.example, priority: 0}"), HasSubstr("from 1 to 100"));
  EXPECT_THAT(refused("{key: a, address: b.example, password: open-sesame}"), HasSubstr("peal trunk password a"));
  EXPECT_THAT(refused("{key: a, address: b.example, password: open-sesame}"), Not(HasSubstr("sesame")));
}

TEST_P(TrunkSettings, PasswordsAreSealedAndBoundToTheirTrunk) {
  apply(kFile);
  const auto trunks = centre().trunks;
  const std::string key(kSealingKeyBytes, 'k');
  ASSERT_TRUE(store.set_trunk_password(trunks[0].id, "open sesame", key, kNow));
  EXPECT_EQ(store.trunk_passwords(key).value().at(trunks[0].id), "open sesame");
  EXPECT_EQ(store.set_trunk_password({trunks[0].id.tenant, 7}, "x", key, kNow).error().code, base::ErrorCode::kNotFound);
  EXPECT_EQ(store.set_trunk_password(trunks[0].id, "two\nlines", key, kNow).error().code, base::ErrorCode::kBadInput);
  {
    auto lent = database.borrow();
    EXPECT_THAT(db::from_base64(lent->query("SELECT sealed FROM setting_trunk_password").value().at(0).text(0)), Not(HasSubstr("sesame")));
    // A row of one trunk under the id of another.
    ASSERT_TRUE(lent->execute("UPDATE setting_trunk_password SET trunk = ?", trunks[1].id));
  }
  EXPECT_TRUE(store.trunk_passwords(key).value().empty());
  EXPECT_THAT(logged(), HasSubstr("trunk_password_unreadable"));
  ASSERT_TRUE(store.set_trunk_password(trunks[0].id, "again", key, kNow));
  EXPECT_TRUE(store.trunk_passwords(std::string(kSealingKeyBytes, 'o')).value().empty());
  ASSERT_TRUE(store.set_trunk_password(trunks[0].id, "", key, kNow));
  EXPECT_FALSE(store.trunk_passwords(key).value().contains(trunks[0].id));
  EXPECT_THAT(logged(), Not(HasSubstr("sesame")));
}

}  // namespace
}  // namespace peal::settings
