#pragma once

#include <vector>

#include "journal/projection/row_cache.hpp"
#include "journal/projection/steps.hpp"

namespace peal::journal {

/// A thing of a contact: both ids make the key.
template <class IdType>
struct OfContact {
  core::ContactId contact;
  IdType id;
  friend bool operator==(const OfContact&, const OfContact&) = default;
};
/// A quarter of an hour of a queue or an agent.
template <class IdType>
struct OfQuarter {
  IdType id;
  core::Time quarter;
  friend bool operator==(const OfQuarter&, const OfQuarter&) = default;
};

}  // namespace peal::journal

template <class IdType>
struct std::hash<peal::journal::OfContact<IdType>> {
  std::size_t operator()(const peal::journal::OfContact<IdType>& key) const noexcept {
    return std::hash<IdType>()(key.id);
  }
};
template <class IdType>
struct std::hash<peal::journal::OfQuarter<IdType>> {
  std::size_t operator()(const peal::journal::OfQuarter<IdType>& key) const noexcept {
    return std::hash<IdType>()(key.id) ^ static_cast<std::size_t>(key.quarter.time_since_epoch().count());
  }
};

namespace peal::journal {

/// What every fact does to the tables. Its rows depend on the facts alone,
/// never on how they were cut into batches. After an error it is thrown away
/// with its transaction and made anew.
class Tables {
 public:
  explicit Tables(db::Connection& connection);

  [[nodiscard]] base::Status apply(const Record& record, const core::Fact& fact);
  /// Writes what the facts changed.
  [[nodiscard]] base::Status flush();

  // One for each kind of fact that changes more than its step.
  base::Status on(const core::SettingsAdopted& adopted);
  base::Status on(const core::ContactArrived& arrived);
  base::Status on(const core::ContactAnswered& answered);
  base::Status on(const core::CustomerIdentified& identified);
  base::Status on(const core::LanguageChosen& chosen);
  base::Status on(const core::ContactEnded& ended);
  base::Status on(const core::VisitStarted& started);
  base::Status on(const core::VisitEnded& ended);
  base::Status on(const core::OfferMade& made);
  base::Status on(const core::OfferEnded& ended);
  base::Status on(const core::HandlingStarted& started);
  base::Status on(const core::HoldStarted& started);
  base::Status on(const core::HoldEnded& ended);
  base::Status on(const core::TalkEnded& ended);
  base::Status on(const core::WrapUpStarted& started);
  base::Status on(const core::NotesWritten& written);
  base::Status on(const core::HandlingEnded& ended);
  base::Status on(const core::RecordingStarted& started);
  base::Status on(const core::ConferenceRecorded& recorded);
  base::Status on(const core::RecordingEnded& ended);
  base::Status on(const core::AgentSignedIn& signed_in);
  base::Status on(const core::AgentStatusChanged& changed);
  base::Status on(const core::AgentSignedOut& signed_out);

 private:
  using Visit = OfContact<core::VisitId>;
  using Handling = OfContact<core::HandlingId>;
  using QueueQuarter = OfQuarter<core::QueueId>;
  using AgentQuarter = OfQuarter<core::AgentId>;

  /// Calls `change` with the row, if there is one, and keeps what it did.
  template <class Cache, class Key, class Change>
  base::Status change(Cache& cache, const Key& key, Change apply_change);
  template <class Change>
  base::Status count_queue(core::QueueId queue, Change apply_change);
  template <class Change>
  base::Status count_agent(core::AgentId agent, Change apply_change);
  /// Ends the agent's interval, if `apply_change` makes a difference, and begins the next.
  template <class Change>
  base::Status change_agent(core::AgentId agent, Change apply_change);
  base::Status set_state(core::AgentId agent, AgentState state, core::ContactId contact);

  db::Connection& connection_;
  const Record* record_ = nullptr;  // The one being applied.
  core::Time at_;
  RowCache<core::ContactId, rows::Contact> contacts_;
  RowCache<Visit, VisitRow> visits_;
  RowCache<Handling, rows::Handling> handlings_;
  RowCache<core::RecordingId, RecordingRow> recordings_;
  RowCache<core::AgentId, rows::AgentNow> agents_;
  RowCache<core::QueueId, rows::QueueLevel> levels_;
  RowCache<QueueQuarter, rows::QueueQuarter> queue_quarters_;
  RowCache<AgentQuarter, rows::AgentQuarter> agent_quarters_;
  Steps steps_;
  db::Insert intervals_;
};

}  // namespace peal::journal
