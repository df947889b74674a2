#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/fields.hpp"
#include "base/result.hpp"
#include "core/fact.hpp"
#include "db/connection.hpp"
#include "journal/key_ring.hpp"
#include "journal/record.hpp"

/// Questions about contacts, answered from the projections. Every question
/// names a tenant and sees nothing of another one. Personal text of somebody
/// who was forgotten is empty.
namespace peal::journal {

struct ContactRow {
  core::ContactId contact;
  core::LegSource source = core::LegSource::kTrunk;
  core::NumberId number;
  std::string dialled;
  core::PartyId party;
  std::string caller;
  std::string caller_name;
  core::CustomerId customer;  ///< None: unknown.
  std::string customer_name;  ///< As known during the contact.
  std::string level;
  std::string area;
  std::string language;
  core::FlowId flow;
  core::QueueId queue;  ///< The last one visited.
  core::AgentId agent;  ///< The last one who handled it.
  core::DispositionId disposition;
  core::Time arrived;
  std::optional<core::Time> answered;  ///< The caller's leg came up.
  std::optional<core::Time> ended;     ///< Nothing: still going on.
  std::optional<core::ContactEnd> end;
  std::optional<base::ErrorCode> cause;  ///< For kRejected and kFailed.
  base::Millis waited{0};                ///< In all visits.
  base::Millis talked{0};                ///< Hold not included.
  base::Millis held{0};
  base::Millis wrapped_up{0};
  std::uint32_t visits = 0;
  std::uint32_t offers = 0;
  std::uint32_t handlings = 0;
  bool recorded = false;
};

struct VisitRow {
  core::VisitId visit;
  core::ContactId contact;
  core::QueueId queue;
  std::int32_t priority = 0;
  core::Time started;
  std::optional<core::Time> ended;
  std::optional<core::VisitEnd> end;
  base::Millis waited{0};
  std::uint32_t offers = 0;
};

struct HandlingRow {
  core::HandlingId handling;
  core::ContactId contact;
  core::AgentId agent;
  core::QueueId queue;
  core::Time started;
  std::optional<core::Time> talk_ended;
  std::optional<core::HandlingEnd> end;
  std::optional<core::Time> ended;  ///< With its wrap-up.
  base::Millis talked{0};
  base::Millis held{0};
  base::Millis wrapped_up{0};
  std::uint32_t holds = 0;
  core::DispositionId disposition;
  std::string notes;
};

struct RecordingRow {
  core::RecordingId recording;
  core::ContactId contact;
  core::QueueId queue;
  core::AgentId agent;
  core::PartyId party;
  core::Time started;
  std::optional<core::Time> ended;
  bool whole = false;
  base::Millis length{0};
  std::uint64_t bytes = 0;
  std::string hash;
  std::optional<base::ErrorCode> cause;  ///< Why it is not whole.
};

/// Everything that happened to a contact, in order.
struct Step {
  Position position = 0;
  core::Fact fact;
};

struct ContactDetail {
  ContactRow contact;
  std::vector<VisitRow> visits;
  std::vector<HandlingRow> handlings;
  std::vector<RecordingRow> recordings;
  std::vector<Step> steps;
};

/// Newest first. All conditions given must hold.
struct ContactFilter {
  std::optional<core::Time> from;      ///< Arrived at or after.
  std::optional<core::Time> before;    ///< Arrived before.
  std::optional<core::QueueId> queue;  ///< Visited it at any time.
  std::optional<core::AgentId> agent;  ///< Handled it at any time.
  std::optional<core::PartyId> party;  ///< KeyRing::party_of(tenant, number).
  std::optional<core::CustomerId> customer;
  std::optional<core::NumberId> number;
  std::optional<core::ContactEnd> end;
  std::optional<bool> going_on;  ///< True: not ended yet.
  std::optional<bool> recorded;
  std::optional<core::ContactId> older_than;  ///< Next page: the last id of this one.
  std::size_t most = 50;                      ///< Up to kMostPageRows.
};

[[nodiscard]] base::Result<std::vector<ContactRow>> list_contacts(db::Connection& connection, KeyRing& keys,
                                                                  core::TenantId tenant, const ContactFilter& filter);
/// kNotFound when the tenant has no such contact (or not yet: see Projector::applied).
[[nodiscard]] base::Result<ContactDetail> contact_detail(db::Connection& connection, KeyRing& keys,
                                                         core::ContactId contact);
/// Contacts of a customer, newest first, over every number the customer has.
[[nodiscard]] base::Result<std::vector<ContactRow>> customer_history(db::Connection& connection, KeyRing& keys,
                                                                     core::CustomerId customer, std::size_t most);

/// Everybody who called as this customer, each once.
[[nodiscard]] base::Result<std::vector<core::PartyId>> parties_of(db::Connection& connection, core::CustomerId customer);

struct RecordingFilter {
  std::optional<core::Time> from;
  std::optional<core::Time> before;
  std::optional<core::QueueId> queue;
  std::optional<core::AgentId> agent;
  std::optional<core::PartyId> party;
  std::optional<core::RecordingId> older_than;
  std::size_t most = 50;
};
[[nodiscard]] base::Result<std::vector<RecordingRow>> list_recordings(db::Connection& connection, core::TenantId tenant,
                                                                      const RecordingFilter& filter);
[[nodiscard]] base::Result<RecordingRow> find_recording(db::Connection& connection, core::RecordingId recording);

}  // namespace peal::journal
