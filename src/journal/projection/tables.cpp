#include <algorithm>
#include <type_traits>

#include "journal/projection/table_changes.hpp"

namespace peal::journal {
namespace {

template <class IdType>
std::vector<db::Value> id_key(const IdType& id) {
  return {db::to_value(id.tenant), db::to_value(id)};
}
template <class IdType>
std::vector<db::Value> contact_key(const OfContact<IdType>& key) {
  return {db::to_value(key.contact.tenant), db::to_value(key.contact), db::to_value(key.id)};
}
template <class IdType>
std::vector<db::Value> quarter_key(const OfQuarter<IdType>& key) {
  return {db::to_value(key.id.tenant), db::to_value(key.id), db::to_value(key.quarter)};
}

template <class Body>
concept OfAContact = requires(const Body& body) {
  { body.contact } -> std::convertible_to<core::ContactId>;
};

}  // namespace

Tables::Tables(db::Connection& connection)
    : connection_(connection),
      contacts_(rows::contact_table(), id_key<core::ContactId>, rows::contact_from),
      visits_(rows::visit_table(), contact_key<core::VisitId>, rows::visit_from),
      handlings_(rows::handling_table(), contact_key<core::HandlingId>, rows::handling_from),
      recordings_(rows::recording_table(), id_key<core::RecordingId>, rows::recording_from),
      agents_(rows::agent_now_table(), id_key<core::AgentId>, rows::agent_now_from),
      levels_(rows::queue_level_table(), id_key<core::QueueId>, rows::queue_level_from),
      queue_quarters_(rows::queue_quarter_table(), quarter_key<core::QueueId>, rows::queue_quarter_from),
      agent_quarters_(rows::agent_quarter_table(), quarter_key<core::AgentId>, rows::agent_quarter_from),
      intervals_(rows::agent_interval_table().name, rows::agent_interval_table().columns, {}, kInsertRows) {}

base::Status Tables::apply(const Record& record, const core::Fact& fact) {
  record_ = &record;
  at_ = fact.at;
  return std::visit(
      [this](const auto& body) -> base::Status {
        using Body = std::decay_t<decltype(body)>;
        if constexpr (OfAContact<Body>) {
          if (body.contact.valid()) {
            constexpr bool first = std::is_same_v<Body, core::ContactArrived>;
            if (auto done = steps_.add(connection_, body.contact, *record_, first); !done) return done;
          }
        }
        if constexpr (requires { this->on(body); })
          return on(body);
        else
          return {};
      },
      fact.body);
}

base::Status Tables::flush() {
  base::Status done = contacts_.flush(connection_);
  if (done) done = visits_.flush(connection_);
  if (done) done = handlings_.flush(connection_);
  if (done) done = recordings_.flush(connection_);
  if (done) done = agents_.flush(connection_);
  if (done) done = levels_.flush(connection_);
  if (done) done = queue_quarters_.flush(connection_);
  if (done) done = agent_quarters_.flush(connection_);
  if (done) done = steps_.flush(connection_);
  if (done) done = intervals_.flush(connection_);
  return done;
}

base::Status Tables::set_state(core::AgentId agent, AgentState state, core::ContactId contact) {
  return change_agent(agent, [&](rows::AgentNow& now) {
    now.interval.state = state;
    now.interval.contact = contact;
  });
}

base::Status Tables::on(const core::SettingsAdopted& adopted) {
  for (const auto& centre : adopted.settings.centres) {
    for (const auto& queue : centre.queues) {
      levels_.put(queue.id, {queue.id, std::chrono::duration_cast<base::Millis>(queue.service_level)});
    }
  }
  return {};
}

base::Status Tables::on(const core::ContactArrived& arrived) {
  rows::Contact contact;
  ContactRow& row = contact.row;
  row.contact = arrived.contact;
  row.source = arrived.source;
  row.number = arrived.number;
  row.dialled = arrived.dialled;
  row.party = arrived.party;
  row.language = arrived.language;
  row.flow = arrived.flow;
  row.arrived = at_;
  contact.sealed_caller = rows::sealed_column(*record_);
  contacts_.put(arrived.contact, std::move(contact));
  return {};
}

base::Status Tables::on(const core::ContactAnswered& answered) {
  return change(contacts_, answered.contact, [&](rows::Contact& contact) { contact.row.answered = at_; });
}

base::Status Tables::on(const core::CustomerIdentified& identified) {
  return change(contacts_, identified.contact, [&](rows::Contact& contact) {
    contact.row.customer = identified.customer;
    contact.row.level = identified.level;
    contact.sealed_customer = rows::sealed_column(*record_);
  });
}

base::Status Tables::on(const core::LanguageChosen& chosen) {
  if (!chosen.contact.valid()) return {};
  return change(contacts_, chosen.contact, [&](rows::Contact& contact) { contact.row.language = chosen.language; });
}

base::Status Tables::on(const core::ContactEnded& ended) {
  return change(contacts_, ended.contact, [&](rows::Contact& contact) {
    contact.row.ended = at_;
    contact.row.end = ended.end;
    if (ended.end == core::ContactEnd::kRejected || ended.end == core::ContactEnd::kFailed)
      contact.row.cause = ended.cause;
  });
}

base::Status Tables::on(const core::RecordingStarted& started) {
  RecordingRow recording;
  recording.recording = started.recording;
  recording.contact = started.contact;
  recording.started = at_;
  auto done = change(contacts_, started.contact, [&](rows::Contact& contact) {
    contact.row.recorded = true;
    recording.party = contact.row.party;
    recording.queue = contact.row.queue;
    recording.agent = contact.row.agent;
  });
  recordings_.put(started.recording, std::move(recording));
  return done;
}

// Of everybody in a room, and of no contact.
base::Status Tables::on(const core::ConferenceRecorded& recorded) {
  RecordingRow recording;
  recording.recording = recorded.recording;
  recording.started = at_;
  recordings_.put(recorded.recording, std::move(recording));
  return {};
}

base::Status Tables::on(const core::RecordingEnded& ended) {
  // It began with the first word, before there was a queue or an agent.
  ContactRow last;
  auto done = change(contacts_, ended.contact, [&](rows::Contact& contact) { last = contact.row; });
  if (!done) return done;
  return change(recordings_, ended.recording, [&](RecordingRow& recording) {
    recording.ended = at_;
    recording.whole = ended.whole;
    recording.length = ended.length;
    recording.bytes = ended.bytes;
    recording.hash = ended.hash;
    if (!ended.whole) recording.cause = ended.cause;
    recording.queue = last.queue;
    recording.agent = last.agent;
  });
}

}  // namespace peal::journal
