#include <filesystem>
#include <fstream>
#include <future>
#include <memory>

#include <gtest/gtest.h>

#include "api/http/handlers.hpp"
#include "api/service/running_service.hpp"

/// A customer asks to be forgotten.
namespace peal::api {
namespace {

const std::string kHotline = R"(
tenant: {key: demo, name: {en-US: Demo}, language: en-US}
flows: [{key: main, start: answer, nodes: {answer: {kind: answer, next: echo}, echo: {kind: echo}}}]
numbers: [{digits: "7000", flow: main}]
)";
constexpr core::TenantId kTenant{1};
const std::string kNumber = "+8613810298208";

class ForgetTest : public testing::Test {
 protected:
  void SetUp() override { running_.apply(kHotline); }

  Rooms& rooms() { return running_.context().rooms; }
  core::PartyId party(const std::string& number) { return rooms().keys.party_of(kTenant, number); }
  records::Customer card(const std::string& number) {
    return rooms().customers.create(kTenant, {"Anna", "", {{number, party(number)}}}, base::live_now()).value();
  }
  std::string seal(core::PartyId whose) {
    std::string sealed;
    EXPECT_TRUE(rooms().keys.seal(whose, {1, 1}, "a text", sealed));
    return sealed;
  }
  // The row of a recording, and its sound.
  std::filesystem::path record(core::RecordingId id, core::PartyId whose) {
    auto lent = rooms().pool.borrow().value();
    EXPECT_TRUE(lent->execute("INSERT INTO recording (tenant, recording, contact, queue, agent, party, started, whole, length, bytes, hash) "
                              "VALUES (?, ?, 1, 0, 0, ?, 1, 1, 1, 1, '')",
                              id.tenant, id, whose));
    const auto path = running_.context().config.recording_path(id);
    std::ofstream(path) << "sound";
    return path;
  }
  std::uint16_t forget(core::CustomerId id) {
    Call call;
    call.id = base::to_text(id);
    call.identity.tenant = kTenant;
    const auto answered = std::make_shared<std::promise<std::uint16_t>>();
    call.answer = [answered](const net::HttpResponse& response) { answered->set_value(response.status); };
    auto status = answered->get_future();
    forget_customer(running_.context(), call);
    return status.get();
  }
  void tell(core::Signal signal) {
    EXPECT_TRUE(running_.engine().submit(std::move(signal)));
    running_.engine().turn(base::live_now());
  }

  RunningService running_;
};

TEST_F(ForgetTest, TakesCardTextsAndSoundOfThatCustomerOnly) {
  const auto anna = card(kNumber), ben = card("+8613900000000");
  const auto text = seal(party(kNumber)), other = seal(party("+8613900000000"));
  const auto sound = record({kTenant, 1}, party(kNumber)), second = record({kTenant, 2}, party(kNumber));
  const auto kept = record({kTenant, 3}, party("+8613900000000"));
  EXPECT_EQ(forget(anna.id), 204);
  EXPECT_EQ(rooms().customers.find(anna.id).error().code, base::ErrorCode::kNotFound);
  EXPECT_FALSE(rooms().keys.unseal(party(kNumber), {1, 1}, text));
  EXPECT_FALSE(std::filesystem::exists(sound) || std::filesystem::exists(second));
  EXPECT_TRUE(rooms().customers.find(ben.id));
  EXPECT_EQ(rooms().keys.unseal(party("+8613900000000"), {1, 1}, other), "a text");
  EXPECT_TRUE(std::filesystem::exists(kept));
  EXPECT_EQ(forget(anna.id), 404);
}

TEST_F(ForgetTest, IsDoneAgainWhereItBrokeOff) {
  const auto anna = card(kNumber);
  const auto stuck = record({kTenant, 1}, party(kNumber));
  std::filesystem::remove(stuck);
  std::filesystem::create_directory(stuck);
  std::ofstream(stuck / "in the way") << "x";
  EXPECT_GE(forget(anna.id), 500);
  EXPECT_TRUE(rooms().customers.find(anna.id)) << "by the card it is found again";
  std::filesystem::remove_all(stuck);
  EXPECT_EQ(forget(anna.id), 204) << "a sound that is gone already is no fault";
}

TEST_F(ForgetTest, WaitsForTheEndOfAContact) {
  const auto anna = card(kNumber);
  core::LegArrived arrived;
  arrived.leg = {kTenant, 7};
  arrived.dialled = "7000";
  arrived.party = party(kNumber);
  tell(arrived);
  EXPECT_EQ(forget(anna.id), 409);
  tell(core::LegHungUp{arrived.leg});
  EXPECT_EQ(forget(anna.id), 204);
}

}  // namespace
}  // namespace peal::api
