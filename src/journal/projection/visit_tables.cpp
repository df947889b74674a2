#include <algorithm>

#include "journal/projection/table_changes.hpp"

/// Visits and offers.
namespace peal::journal {

base::Status Tables::on(const core::VisitStarted& started) {
  VisitRow visit;
  visit.visit = started.visit;
  visit.contact = started.contact;
  visit.queue = started.queue;
  visit.priority = started.priority;
  visit.started = at_;
  visits_.put({started.contact, started.visit}, visit);
  auto done = change(contacts_, started.contact, [&](rows::Contact& contact) {
    contact.row.queue = started.queue;
    ++contact.row.visits;
  });
  if (done) done = count_queue(started.queue, [](QueueFigures& figures) { ++figures.offered; });
  return done;
}

base::Status Tables::on(const core::VisitEnded& ended) {
  base::Millis level{0};
  auto known = change(levels_, ended.queue, [&](const rows::QueueLevel& row) { level = row.level; });
  if (!known) return known;
  auto done = change(visits_, Visit{ended.contact, ended.visit}, [&](VisitRow& visit) {
    visit.ended = at_;
    visit.end = ended.end;
    visit.waited = ended.waited;
  });
  if (done)
    done = change(contacts_, ended.contact, [&](rows::Contact& contact) { contact.row.waited += ended.waited; });
  if (!done) return done;
  return count_queue(ended.queue, [&](QueueFigures& figures) {
    figures.longest_wait = std::max(figures.longest_wait, ended.waited);
    switch (ended.end) {
      case core::VisitEnd::kAnswered:
        ++figures.answered;
        figures.waited_answered += ended.waited;
        if (ended.waited <= level) ++figures.within_level;
        break;
      case core::VisitEnd::kAbandoned:
      case core::VisitEnd::kShortAbandoned:
        ++(ended.end == core::VisitEnd::kAbandoned ? figures.abandoned : figures.short_abandoned);
        figures.waited_abandoned += ended.waited;
        break;
      case core::VisitEnd::kFailed:
        ++figures.failed;
        break;
      default:
        ++figures.flowed_out;
        break;
    }
  });
}

base::Status Tables::on(const core::OfferMade& made) {
  auto done = change(visits_, Visit{made.contact, made.visit}, [](VisitRow& visit) { ++visit.offers; });
  if (done) done = change(contacts_, made.contact, [](rows::Contact& contact) { ++contact.row.offers; });
  if (done) done = count_agent(made.agent, [](AgentFigures& figures) { ++figures.offered; });
  if (!done) return done;
  return change_agent(made.agent, [&](rows::AgentNow& now) {
    now.interval.state = AgentState::kOffered;
    now.interval.contact = made.contact;
    now.offered = at_;
  });
}

base::Status Tables::on(const core::OfferEnded& ended) {
  base::Millis rang{0};
  auto done = change_agent(ended.agent, [&](rows::AgentNow& now) {
    if (now.interval.state != AgentState::kOffered || now.interval.contact != ended.contact) return;
    rang = at_ - now.offered.value_or(at_);
    now.offered.reset();
    if (ended.end == core::OfferEnd::kAccepted) return;  // HandlingStarted goes on from here.
    now.interval.state = AgentState::kIdle;
    now.interval.contact = {};
  });
  if (!done) return done;
  return count_agent(ended.agent, [&](AgentFigures& figures) {
    figures.rang += rang;
    if (ended.end == core::OfferEnd::kExpired || ended.end == core::OfferEnd::kFailed) ++figures.missed;
    if (ended.end == core::OfferEnd::kRejected) ++figures.rejected;
  });
}

}  // namespace peal::journal
