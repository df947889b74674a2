#include "journal/projection/table_changes.hpp"

/// Handlings, and the states they bring to agents.
namespace peal::journal {

base::Status Tables::on(const core::HandlingStarted& started) {
  rows::Handling handling;
  handling.row.handling = started.handling;
  handling.row.contact = started.contact;
  handling.row.agent = started.agent;
  handling.row.queue = started.queue;
  handling.row.started = at_;
  handlings_.put({started.contact, started.handling}, std::move(handling));
  auto done = change(contacts_, started.contact, [&](rows::Contact& contact) {
    contact.row.agent = started.agent;
    ++contact.row.handlings;
  });
  if (done) done = count_agent(started.agent, [](AgentFigures& figures) { ++figures.answered; });
  if (done) done = set_state(started.agent, AgentState::kTalking, started.contact);
  return done;
}

base::Status Tables::on(const core::HoldStarted& started) {
  auto done = change(handlings_, Handling{started.contact, started.handling},
                     [](rows::Handling& handling) { ++handling.row.holds; });
  if (done) done = set_state(started.agent, AgentState::kHeld, started.contact);
  return done;
}

base::Status Tables::on(const core::HoldEnded& ended) {
  return set_state(ended.agent, AgentState::kTalking, ended.contact);
}

base::Status Tables::on(const core::TalkEnded& ended) {
  core::QueueId queue;
  auto done = change(handlings_, Handling{ended.contact, ended.handling}, [&](rows::Handling& handling) {
    handling.row.talk_ended = at_;
    handling.row.end = ended.end;
    handling.row.talked = ended.talked;
    handling.row.held = ended.held;
    queue = handling.row.queue;
  });
  if (done) {
    done = change(contacts_, ended.contact, [&](rows::Contact& contact) {
      contact.row.talked += ended.talked;
      contact.row.held += ended.held;
    });
  }
  const auto add = [&](auto& figures) {
    figures.talked += ended.talked;
    figures.held += ended.held;
  };
  if (done) done = count_agent(ended.agent, add);
  if (done && queue.valid()) done = count_queue(queue, add);
  return done;
}

base::Status Tables::on(const core::WrapUpStarted& started) {
  return set_state(started.agent, AgentState::kWrapUp, started.contact);
}

base::Status Tables::on(const core::NotesWritten& written) {
  return change(handlings_, Handling{written.contact, written.handling},
                [&](rows::Handling& handling) { handling.sealed_notes = rows::sealed_column(*record_); });
}

base::Status Tables::on(const core::HandlingEnded& ended) {
  core::QueueId queue;
  auto done = change(handlings_, Handling{ended.contact, ended.handling}, [&](rows::Handling& handling) {
    handling.row.ended = at_;
    handling.row.wrapped_up = ended.wrapped_up;
    handling.row.disposition = ended.disposition;
    queue = handling.row.queue;
  });
  if (done) {
    done = change(contacts_, ended.contact, [&](rows::Contact& contact) {
      contact.row.wrapped_up += ended.wrapped_up;
      if (ended.disposition.valid()) contact.row.disposition = ended.disposition;
    });
  }
  const auto add = [&](auto& figures) { figures.wrapped_up += ended.wrapped_up; };
  if (done) done = count_agent(ended.agent, add);
  if (done && queue.valid()) done = count_queue(queue, add);
  if (done) done = set_state(ended.agent, AgentState::kIdle, {});
  return done;
}

// What agents chose.

base::Status Tables::on(const core::AgentSignedIn& signed_in) {
  return change_agent(signed_in.agent, [&](rows::AgentNow& now) {
    now.interval.signed_in = at_;
    now.interval.status = core::AgentStatus::kNotReady;
    now.interval.reason = {};
    now.interval.cause = core::StatusCause::kAsked;
  });
}

base::Status Tables::on(const core::AgentStatusChanged& changed) {
  return change_agent(changed.agent, [&](rows::AgentNow& now) {
    now.interval.status = changed.status;
    now.interval.reason = changed.reason;
    now.interval.cause = changed.cause;
  });
}

base::Status Tables::on(const core::AgentSignedOut& signed_out) {
  return change_agent(signed_out.agent, [&](rows::AgentNow& now) {
    now.interval.status = core::AgentStatus::kSignedOut;
    now.interval.reason = {};
    now.interval.cause = signed_out.cause;
    now.interval.signed_in.reset();
  });
}

}  // namespace peal::journal
