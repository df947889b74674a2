#include <map>

#include "journal/contacts.hpp"
#include "journal/figures.hpp"
#include "journal/projector_fixture.hpp"

namespace peal::journal {
namespace {

using sample::at;
using sample::id;
using sample::kTenant;

class QuestionTest : public ProjectorTest {};
INSTANTIATE_TEST_SUITE_P(Both, QuestionTest, testing::Values(db::Dialect::kSqlite, db::Dialect::kPostgresql),
                         [](const auto& each) { return db::test::dialect_name(each.param); });

TEST_P(QuestionTest, DetailTellsTheWholeContact) {
  append(calls.begin_day());
  core::ContactId handled;
  std::size_t facts_of_it = 0;
  for (int i = 0; i < 60; ++i) {
    const auto facts = calls.call(10'000 + i * 2000);
    append(facts);
    if (std::holds_alternative<core::HandlingEnded>(facts.back().body)) {
      handled = std::get<core::HandlingEnded>(facts.back().body).contact;
      facts_of_it = facts.size();
    }
  }
  catch_up();
  auto lent = database.borrow();
  const auto detail = contact_detail(*lent, *keys, handled).value();
  EXPECT_EQ(detail.contact.caller_name, "王芳");
  EXPECT_EQ(detail.contact.caller.substr(0, 6), "+86138");
  EXPECT_EQ(detail.contact.area, "北京市");
  EXPECT_EQ(detail.contact.end, core::ContactEnd::kHandled);
  EXPECT_EQ(detail.contact.talked, base::Millis(6000));
  EXPECT_EQ(detail.contact.held, base::Millis(1000));
  EXPECT_EQ(detail.contact.disposition, id<core::DispositionId>(1));
  EXPECT_TRUE(detail.contact.recorded);
  ASSERT_EQ(detail.visits.size(), 1U);
  EXPECT_EQ(detail.visits[0].end, core::VisitEnd::kAnswered);
  EXPECT_EQ(detail.visits[0].waited, detail.contact.waited);
  ASSERT_EQ(detail.handlings.size(), 1U);
  EXPECT_EQ(detail.handlings[0].notes, "想要 \"红色\" 的");
  EXPECT_EQ(detail.handlings[0].holds, 1U);
  EXPECT_EQ(detail.handlings[0].wrapped_up, base::Millis(2501));
  ASSERT_EQ(detail.recordings.size(), 1U);
  EXPECT_EQ(detail.recordings[0].bytes, 112'000U);
  EXPECT_EQ(detail.recordings[0].agent, detail.handlings[0].agent);
  EXPECT_EQ(detail.steps.size(), facts_of_it);
  const auto& digit = std::get<core::DigitReceived>(detail.steps.at(4).fact.body);
  EXPECT_EQ(digit.digit.text, "1");
  EXPECT_EQ(contact_detail(*lent, *keys, id<core::ContactId>(1)).error().code, base::ErrorCode::kNotFound);
  EXPECT_EQ(contact_detail(*lent, *keys, {core::TenantId{2}, handled.value}).error().code, base::ErrorCode::kNotFound)
      << "Another tenant sees nothing.";
}

TEST_P(QuestionTest, WhoIsForgottenIsGoneFromEveryRow) {
  append_day(60);
  catch_up();
  auto lent = database.borrow();
  const auto party = keys->party_of(kTenant, "+861385");
  ContactFilter of_party;
  of_party.party = party;
  const auto before = list_contacts(*lent, *keys, kTenant, of_party).value();
  ASSERT_EQ(before.size(), 2U);
  EXPECT_EQ(before[0].caller, "+861385");
  EXPECT_EQ(dump(*lent).find("+86138"), std::string::npos) << "No number lies open in the tables.";
  EXPECT_EQ(dump(*lent).find("王芳"), std::string::npos);
  ASSERT_TRUE(keys->forget(party));
  const auto listed = list_contacts(*lent, *keys, kTenant, of_party).value();
  for (const auto& contact : listed) {
    EXPECT_EQ(contact.caller + contact.caller_name + contact.customer_name + contact.area, "");
    const auto detail = contact_detail(*lent, *keys, contact.contact).value();
    for (const auto& handling : detail.handlings) EXPECT_EQ(handling.notes, "");
    EXPECT_EQ(std::get<core::ContactArrived>(detail.steps.at(0).fact.body).caller.text, "");
  }
  EXPECT_EQ(list_contacts(*lent, *keys, kTenant, {}).value().at(0).caller_name, "王芳") << "Others stay.";
}

TEST_P(QuestionTest, ListsFilterAndPage) {
  append_day(80);
  catch_up();
  auto lent = database.borrow();
  ContactFilter all;
  all.most = 500;
  const auto contacts = list_contacts(*lent, *keys, kTenant, all).value();
  ASSERT_EQ(contacts.size(), 80U);
  const auto expect = [&](ContactFilter filter, auto wanted) {
    filter.most = 500;
    std::vector<core::ContactId> expected, got;
    for (const auto& contact : contacts) {
      if (wanted(contact)) expected.push_back(contact.contact);
    }
    const auto listed = list_contacts(*lent, *keys, kTenant, filter).value();
    for (const auto& contact : listed) got.push_back(contact.contact);
    EXPECT_FALSE(expected.empty());
    EXPECT_EQ(got, expected);
  };
  ContactFilter by;
  by.from = at(50'000);
  by.before = at(90'000);
  expect(by, [](const ContactRow& row) { return row.arrived >= at(50'000) && row.arrived < at(90'000); });
  by = {};
  by.queue = id<core::QueueId>(2);
  expect(by, [](const ContactRow& row) { return row.queue == id<core::QueueId>(2); });
  by = {};
  by.agent = id<core::AgentId>(3);
  expect(by, [](const ContactRow& row) { return row.agent == id<core::AgentId>(3); });
  by = {};
  by.end = core::ContactEnd::kAbandoned;
  expect(by, [](const ContactRow& row) { return row.end == core::ContactEnd::kAbandoned; });
  by = {};
  by.going_on = true;
  expect(by, [](const ContactRow& row) { return !row.ended; });
  by = {};
  by.customer = id<core::CustomerId>(3);
  expect(by, [](const ContactRow& row) { return row.customer == id<core::CustomerId>(3); });
  std::vector<core::ContactId> paged;
  ContactFilter page;
  page.most = 7;
  for (auto part = list_contacts(*lent, *keys, kTenant, page).value(); !part.empty();
       part = list_contacts(*lent, *keys, kTenant, page).value()) {
    for (const auto& contact : part) paged.push_back(contact.contact);
    page.older_than = paged.back();
  }
  EXPECT_EQ(paged.size(), 80U);
  EXPECT_TRUE(list_contacts(*lent, *keys, core::TenantId{2}, {}).value().empty());
  EXPECT_EQ(customer_history(*lent, *keys, id<core::CustomerId>(3), 10).value().size(), 2U);
  EXPECT_EQ(parties_of(*lent, id<core::CustomerId>(3)).value(), (std::vector{keys->party_of(kTenant, "+861382")}));
  const auto recordings = list_recordings(*lent, kTenant, {}).value();
  ASSERT_FALSE(recordings.empty());
  EXPECT_EQ(find_recording(*lent, recordings[0].recording).value().hash, "ab12");
  EXPECT_FALSE(find_recording(*lent, id<core::RecordingId>(1)));
}

TEST_P(QuestionTest, FiguresAddUpToTheContacts) {
  append_day(150);
  catch_up();
  auto lent = database.borrow();
  ContactFilter all;
  all.most = 500;
  std::map<core::QueueId, QueueFigures> queues;
  std::map<core::AgentId, AgentFigures> agents;
  const auto listed = list_contacts(*lent, *keys, kTenant, all).value();
  for (const auto& contact : listed) {
    const auto detail = contact_detail(*lent, *keys, contact.contact).value();
    for (const auto& visit : detail.visits) {
      auto& figures = queues[visit.queue];
      ++figures.offered;
      if (visit.end == core::VisitEnd::kAnswered) {
        ++figures.answered;
        figures.waited_answered += visit.waited;
        if (visit.waited <= base::Seconds(20)) ++figures.within_level;
      }
      if (visit.end == core::VisitEnd::kAbandoned) ++figures.abandoned;
      if (visit.end == core::VisitEnd::kShortAbandoned) ++figures.short_abandoned;
    }
    for (const auto& handling : detail.handlings) {
      ++agents[handling.agent].answered;
      agents[handling.agent].talked += handling.talked;
      agents[handling.agent].wrapped_up += handling.wrapped_up;
      queues[handling.queue].talked += handling.talked;
    }
  }
  const core::Time from = at(-3'600'000), before = at(86'400'000);
  const auto got_queues = queue_figures(*lent, kTenant, from, before).value();
  ASSERT_EQ(got_queues.size(), queues.size());
  for (const auto& got : got_queues) {
    const auto& expected = queues.at(got.queue);
    EXPECT_EQ(got.offered, expected.offered);
    EXPECT_EQ(got.answered, expected.answered);
    EXPECT_EQ(got.abandoned, expected.abandoned);
    EXPECT_EQ(got.short_abandoned, expected.short_abandoned);
    EXPECT_EQ(got.within_level, expected.within_level);
    EXPECT_EQ(got.waited_answered, expected.waited_answered);
    EXPECT_EQ(got.talked, expected.talked);
    EXPECT_DOUBLE_EQ(got.service_level().value(), static_cast<double>(expected.within_level) /
                                                      static_cast<double>(expected.answered + expected.abandoned));
  }
  const auto figures_read = agent_figures(*lent, kTenant, from, before).value();
  for (const auto& got : figures_read) {
    EXPECT_EQ(got.answered, agents.at(got.agent).answered);
    EXPECT_EQ(got.talked, agents.at(got.agent).talked);
    EXPECT_EQ(got.wrapped_up, agents.at(got.agent).wrapped_up);
  }
}

TEST_P(QuestionTest, TheLiveBoardShowsNowAndTheHours) {
  append(calls.begin_day());
  const auto contact = id<core::ContactId>(50);
  const auto agent = id<core::AgentId>(2);
  append(
      {sample::arrival(50, keys->party_of(kTenant, "x"), "x", 1000),
       sample::fact(2000, {}, core::VisitStarted{id<core::VisitId>(60), contact, id<core::QueueId>(1), 0}),
       sample::fact(3000, {},
                    core::OfferMade{
                        id<core::OfferId>(70), contact, id<core::VisitId>(60), id<core::QueueId>(1), agent, {}, {}})});
  catch_up();
  auto lent = database.borrow();
  constexpr std::int64_t kHour = 3'600'000;
  const core::Time midnight = base::from_unix_millis((sample::kStart / kHour - 10) * kHour);
  auto live = live_figures(*lent, kTenant, at(5000), midnight).value();
  ASSERT_EQ(live.queues.size(), 2U);
  EXPECT_EQ(live.queues[0].now.waiting, 1);
  EXPECT_EQ(live.queues[0].now.oldest, at(2000));
  EXPECT_EQ(live.queues[0].this_hour.offered, 1);
  EXPECT_EQ(live.queues[0].last_hour.offered, 0);
  EXPECT_EQ(live.queues[0].today.offered, 1);
  EXPECT_EQ(live.queues[1].now.waiting, 0);
  ASSERT_EQ(live.agents.size(), 5U);
  EXPECT_EQ(live.agents[1].now.state, AgentState::kOffered);
  EXPECT_EQ(live.agents[1].now.contact, contact);
  EXPECT_EQ(live.agents[1].now.since, at(3000));
  EXPECT_EQ(live.agents[0].now.status, core::AgentStatus::kReady);
  append({sample::fact(4000, {}, core::OfferEnded{id<core::OfferId>(70), contact, agent, core::OfferEnd::kExpired, {}}),
          sample::fact(
              4000, {},
              core::AgentStatusChanged{agent, core::AgentStatus::kNotReady, {}, core::StatusCause::kNoAnswer, {}}),
          sample::fact(6000, {}, core::AgentSignedOut{agent, {}, {}})});
  catch_up();
  live = live_figures(*lent, kTenant, at(3'600'000 + 5000), midnight).value();
  EXPECT_EQ(live.queues[0].this_hour.offered, 0);
  EXPECT_EQ(live.queues[0].last_hour.offered, 1);
  EXPECT_EQ(live.agents[1].now.status, core::AgentStatus::kSignedOut);
  EXPECT_EQ(live.agents[1].today.missed, 1);
  EXPECT_EQ(live.agents[1].today.rang, base::Millis(1000));
  const auto intervals = agent_intervals(*lent, agent, at(0), at(10'000), 100).value();
  ASSERT_EQ(intervals.size(), 4U);
  EXPECT_EQ(intervals[0].since, at(1));
  EXPECT_EQ(intervals[0].until, at(3000));
  EXPECT_EQ(intervals[1].state, AgentState::kOffered);
  EXPECT_EQ(intervals[1].until, at(4000));
  EXPECT_EQ(intervals[2].cause, core::StatusCause::kNoAnswer);
  EXPECT_EQ(intervals[3].status, core::AgentStatus::kSignedOut);
  EXPECT_FALSE(intervals[3].until);
}

}  // namespace
}  // namespace peal::journal
