#include <gtest/gtest.h>

#include "sip/message/writer.hpp"
#include "telephony/testing/world.hpp"

/// Who calls and who sent the call on, as trunks tell us and as we tell them.
namespace peal::telephony {
namespace {

using testing::agent_id;
using testing::at;
using testing::kTenant;
using testing::Phone;
using testing::World;

TrunkSetup carrier_setup() {
  TrunkSetup setup;
  setup.trunk.id = {kTenant, 1};
  setup.trunk.key = "carrier";
  setup.trunk.address = at(20).text();
  setup.trunk.health_every = base::Seconds{0};
  setup.hops = {sip::KnownName::State::kFound, {sip::Transport::kUdp, {{"carrier.example", 0, 0, {at(20)}}}}};
  setup.sources = {{at(20).ip, false, 32}};
  return setup;
}

struct KnownCarrier {
  explicit KnownCarrier(TrunkSetup setup = carrier_setup()) { world.exchange->adopt_trunks({std::move(setup)}); }

  const core::LegArrived& calls(const sip::ExtraHeaders& headers, const std::string& from = "sip:13810298208@carrier.example") {
    sip::PlaceRequest request;
    request.target = "sip:7000@" + at(1).text();
    request.flow = world.udp();
    request.from_uri = from;
    request.headers = headers;
    request.sdp = phone.offer();
    EXPECT_TRUE(phone.agent.place(request, world.now));
    world.wire.deliver();
    const auto* arrived = world.last<core::LegArrived>();
    PEAL_ASSERT(arrived != nullptr);
    return *arrived;
  }
  // The INVITE that the carrier gets when agent 3, on an outside number, is rung.
  const std::string& rung(std::vector<core::Diversion> diversions, const std::string& caller = "13810298208") {
    world.directory.outside = "tel:+8613900001111";
    core::RingLeg command;
    command.leg = world.new_leg();
    command.agent = agent_id(3);
    command.caller = base::Personal(caller);
    command.timeout = base::Seconds{20};
    command.diversions = std::move(diversions);
    world.order(command);
    return phone.invite;
  }

  World world;
  Phone phone{world.wire, at(20), world.clock(), 1};
};

bool invite_has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(CallerIdentity, AWithheldNumberIsKeptApartFromWhatIsShown) {
  KnownCarrier carrier;
  const auto arrived = carrier.calls({{"P-Asserted-Identity", "<sip:+8613810298208@carrier.example>"}, {"Privacy", "id"}}, "sip:anonymous@anonymous.invalid");
  EXPECT_EQ(arrived.caller.text, "");
  EXPECT_EQ(arrived.caller_name.text, "");
  EXPECT_EQ(arrived.withheld.text, "+8613810298208");
  for (const auto* privacy : {"full", "user;id;critical", "header", "none , id"}) {
    const auto& shown = carrier.calls({{"P-Asserted-Identity", "<sip:+8613810298208@carrier.example>"}, {"Privacy", privacy}});
    const bool none = std::string_view(privacy).starts_with("none");
    EXPECT_EQ(shown.caller.text, none ? "+8613810298208" : "") << privacy;
    EXPECT_EQ(shown.withheld.text, none ? "" : "+8613810298208") << privacy;
  }
}

TEST(CallerIdentity, ATrunkThatIsNotTrustedAssertsNothing) {
  auto setup = carrier_setup();
  setup.trunk.trusted = false;
  KnownCarrier carrier(setup);
  const auto& arrived = carrier.calls({{"P-Asserted-Identity", "<sip:95588@carrier.example>"}});
  EXPECT_EQ(arrived.caller.text, "13810298208");
  const auto& hidden = carrier.calls({{"P-Asserted-Identity", "<sip:95588@carrier.example>"}, {"Privacy", "id"}});
  EXPECT_EQ(hidden.caller.text, "");
  EXPECT_EQ(hidden.withheld.text, "");
  const auto& invite = carrier.rung({});
  EXPECT_FALSE(invite_has(invite, "P-Asserted-Identity")) << invite;
  EXPECT_TRUE(invite_has(invite, "From: <sip:13810298208@"));
}

TEST(CallerIdentity, AWithheldCallerStaysSoOnTheWayOut) {
  KnownCarrier carrier;
  EXPECT_TRUE(invite_has(carrier.rung({}), "P-Asserted-Identity: <sip:13810298208@"));
  const auto& invite = carrier.rung({}, "");
  EXPECT_TRUE(invite_has(invite, "sip:anonymous@anonymous.invalid")) << invite;
  EXPECT_TRUE(invite_has(invite, "Privacy: id"));
  EXPECT_FALSE(invite_has(invite, "P-Asserted-Identity"));
}

// RFC 3325 5 and 9: whose line it is, and never whose number is withheld.
TEST(CallerIdentity, OfAWithheldCallerATrustedTrunkIsToldTheAccountAndAnyOtherIsAskedToUseIt) {
  for (const bool trusted : {true, false}) {
    auto setup = carrier_setup();
    setup.trunk.user = "861088880000";
    setup.trunk.trusted = trusted;
    KnownCarrier carrier(setup);
    const auto& invite = carrier.rung({}, "");
    EXPECT_TRUE(invite_has(invite, "<sip:anonymous@anonymous.invalid>;tag=")) << invite;
    EXPECT_TRUE(invite_has(invite, "Privacy: id\r\n"));
    EXPECT_EQ(invite_has(invite, "P-Asserted-Identity: <sip:861088880000@"), trusted) << invite;
    EXPECT_EQ(invite_has(invite, "P-Preferred-Identity: <sip:861088880000@"), !trusted) << invite;
  }
}

TEST(SentOn, IsReadFromEitherField) {
  KnownCarrier carrier;
  const auto& arrived = carrier.calls({{"Diversion", "<sip:+861088880000@c.example>;reason=no-answer;counter=1"},
                                       {"Diversion", "<sip:+862077770000@c.example>;reason=user-busy;counter=1"}});
  EXPECT_EQ(arrived.diverted_by.text, "+861088880000");
  EXPECT_EQ(arrived.diversion, core::DiversionReason::kNoAnswer);
  EXPECT_EQ(arrived.first_called.text, "+862077770000");
  EXPECT_EQ(arrived.diversions, 2U);
  const auto& history = carrier.calls({{"History-Info", "<sip:+861088880000@c.example>;index=1, <sip:7000@p.example;cause=486>;index=1.1;mp=1"}});
  EXPECT_EQ(history.diverted_by.text, "+861088880000");
  EXPECT_EQ(history.diversion, core::DiversionReason::kBusy);
  const auto& hidden = carrier.calls({{"Diversion", "<sip:+861088880000@c.example>;reason=away;privacy=full"}});
  EXPECT_EQ(hidden.diverted_by.text, "");
  EXPECT_EQ(hidden.diversion, core::DiversionReason::kAway);
  EXPECT_EQ(hidden.diversions, 1U);
  EXPECT_EQ(carrier.calls({}).diversions, 0U);
}

TEST(SentOn, IsToldToATrunkInTheFormItReads) {
  const std::vector<core::Diversion> who{{base::Personal("7000"), core::DiversionReason::kUnconditional}, {base::Personal(""), core::DiversionReason::kBusy}};
  const auto told = [&](core::TrunkForwarded form) {
    auto setup = carrier_setup();
    setup.trunk.forwarded = form;
    return KnownCarrier(setup).rung(who);
  };
  const auto diversion = told(core::TrunkForwarded::kDiversion);
  EXPECT_TRUE(invite_has(diversion, "Diversion: <sip:7000@10.0.0.20>;reason=unconditional;counter=1;privacy=off\r\n")) << diversion;
  EXPECT_TRUE(invite_has(diversion, "Diversion: <sip:anonymous@anonymous.invalid>;reason=user-busy;counter=1;privacy=full\r\n"));
  EXPECT_FALSE(invite_has(diversion, "History-Info"));
  const auto history = told(core::TrunkForwarded::kHistoryInfo);
  EXPECT_TRUE(invite_has(history, "<sip:7000@10.0.0.20;cause=486>;index=1.1;mp=1")) << history;
  EXPECT_FALSE(invite_has(history, "Diversion:"));
  const auto both = told(core::TrunkForwarded::kBoth);
  EXPECT_TRUE(invite_has(both, "Diversion:") && invite_has(both, "History-Info:"));
  const auto none = told(core::TrunkForwarded::kOff);
  EXPECT_FALSE(invite_has(none, "Diversion:") || invite_has(none, "History-Info:"));
}

// Asks whoever calls for a password, in its own name.
struct Asking {
  explicit Asking(World& world, std::uint8_t last, std::string realm) : end(world.wire, at(last)) {
    end.take = [this, realm = std::move(realm)](const sip::Flow& flow, std::string_view bytes) {
      sip::Message request;
      if (request.parse(bytes, sip::Framing::kDatagram) || !request.is_request() || request.method() == sip::Method::kAck) return;
      proofs += request.has(sip::HeaderName::kAuthorization) ? 1 : 0;
      ++requests;
      std::string response;
      sip::Writer writer(response);
      sip::write_response_head(writer, request, flow, 401, {}, "x");
      writer.field(sip::HeaderName::kWwwAuthenticate, "Digest realm=\"" + realm + "\", nonce=\"n" + std::to_string(requests) + "\", algorithm=MD5");
      writer.no_body();
      end.send(flow, response);
    };
  }
  testing::Wire::End end;
  int requests = 0, proofs = 0;
};

TrunkSetup registering_setup() {
  auto setup = carrier_setup();
  setup.trunk.registers = true;
  setup.trunk.user = "8610";
  setup.trunk.domain = "carrier.example";
  setup.password = "secret";
  return setup;
}

TEST(ForeignChallenge, AnotherRealmLearnsNothingAndThePageSaysSo) {
  World world;
  Asking thief(world, 20, "bank.example");
  world.exchange->adopt_trunks({registering_setup()});
  world.wire.deliver();
  EXPECT_EQ(thief.requests, 1);
  EXPECT_EQ(thief.proofs, 0);
  const auto view = world.exchange->trunks().at(0);
  EXPECT_EQ(view.problem.kind, core::TrunkTrouble::kForeignChallenge);
  EXPECT_EQ(view.problem.text, "\"bank.example\" (10.0.0.20)");
}

TEST(ForeignChallenge, ItsOwnNamesAndTheOneOfTheSettingsAreAnswered) {
  for (const auto* realm : {"carrier.example", "Carrier.Example", "10.0.0.20"}) {
    World world;
    Asking carrier(world, 20, realm);
    world.exchange->adopt_trunks({registering_setup()});
    world.wire.deliver();
    EXPECT_EQ(carrier.proofs, 1) << realm;
  }
  World world;
  Asking carrier(world, 20, "Telephone Company");
  auto setup = registering_setup();
  setup.trunk.realm = "Telephone Company";
  world.exchange->adopt_trunks({setup});
  world.wire.deliver();
  EXPECT_EQ(carrier.proofs, 1);
}

TEST(ForeignChallenge, OfACallIsAProblemOfTheTrunkToo) {
  World world;
  world.directory.outside = "tel:+8613900001111";
  auto setup = registering_setup();
  setup.trunk.registers = false;
  Asking thief(world, 20, "bank.example");
  world.exchange->adopt_trunks({setup});
  core::RingLeg command;
  command.leg = world.new_leg();
  command.agent = agent_id(3);
  command.timeout = base::Seconds{20};
  world.order(command);
  EXPECT_EQ(thief.proofs, 0);
  EXPECT_EQ(world.count<core::LegFailed>(), 1U);
  EXPECT_EQ(world.exchange->trunks().at(0).last_call_problem.kind, core::TrunkTrouble::kForeignChallenge);
}

}  // namespace
}  // namespace peal::telephony
