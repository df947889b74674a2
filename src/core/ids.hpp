#pragma once

#include "base/id.hpp"
#include "base/time.hpp"

namespace peal::core {

using base::TenantId;
using base::Time;

// Made by the core, from the time of the signal and a count.
using ContactId = base::Id<struct ContactTag>;
using VisitId = base::Id<struct VisitTag>;
using HandlingId = base::Id<struct HandlingTag>;
using OfferId = base::Id<struct OfferTag>;
using RecordingId = base::Id<struct RecordingTag>;
using PlayId = base::Id<struct PlayTag>;
using TransferId = base::Id<struct TransferTag>;
/// Legs that all hear each other: one sitting of a conference, or a call of three.
using MixId = base::Id<struct MixTag>;
/// Legs that arrive are named by telephony, legs that we ring by the core; the
/// two use different shards of the id, so they never meet.
using LegId = base::Id<struct LegTag>;

// Made by settings and records.
using UserId = base::Id<struct UserTag>;
using AgentId = base::Id<struct AgentTag>;
using QueueId = base::Id<struct QueueTag>;
using SkillId = base::Id<struct SkillTag>;
using NumberId = base::Id<struct NumberTag>;
using FlowId = base::Id<struct FlowTag>;
using TrunkId = base::Id<struct TrunkTag>;
using ReasonId = base::Id<struct ReasonTag>;
using DispositionId = base::Id<struct DispositionTag>;
using CustomerId = base::Id<struct CustomerTag>;
using ConferenceId = base::Id<struct ConferenceTag>;
/// The person behind a contact as far as sealing goes: the customer when known,
/// else a keyed hash of the number or address (no key, no way back to it).
using PartyId = base::Id<struct PartyTag>;

}  // namespace peal::core
