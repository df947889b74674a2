#include "core/conference/conference.hpp"
#include "core/rules.hpp"

/// What a host or a supervisor does to a conference. Who may is for whoever
/// passes the wish on.
namespace peal::core::rules {
namespace {

// The room with somebody inside; else null after a refusal.
LiveConference* live_room(Turn& turn, ConferenceId id) {
  auto* room = turn.state.conference(id);
  if (room != nullptr && room->mix.valid()) return room;
  turn.refuse(base::ErrorCode::kNotFound, "refuse.no_conference");
  return nullptr;
}

LiveParty* party_inside(Turn& turn, ConferenceId id, LegId leg) {
  auto* room = live_room(turn, id);
  if (room == nullptr) return nullptr;
  auto* party = room->party(leg);
  if (party != nullptr && party->inside()) return party;
  turn.refuse(base::ErrorCode::kNotFound, "refuse.no_party");
  return nullptr;
}

}  // namespace

void on(Turn& turn, const MuteParty& signal) {
  const auto* party = party_inside(turn, signal.conference, signal.leg);
  if (party == nullptr || party->muted == signal.on) return;
  turn.note(signal.conference.tenant, ConferenceMuted{signal.conference, signal.leg, signal.on, signal.by});
  turn.order(MuteLeg{signal.leg, signal.on});
}

void on(Turn& turn, const RemoveParty& signal) {
  if (party_inside(turn, signal.conference, signal.leg) != nullptr)
    conference::put_out(turn, signal.leg, ConferenceRefusal::kRemoved, signal.by);
}

void on(Turn& turn, const LockConference& signal) {
  const auto* room = live_room(turn, signal.conference);
  if (room == nullptr || room->locked == signal.on) return;
  turn.note(signal.conference.tenant, ConferenceLocked{signal.conference, signal.on, signal.by});
}

void on(Turn& turn, const EndConference& signal) {
  const auto* room = live_room(turn, signal.conference);
  if (room == nullptr) return;
  std::vector<LegId> all;
  for (const auto& party : room->parties) all.push_back(party.leg);
  for (const auto leg : all) conference::put_out(turn, leg, ConferenceRefusal::kOver, signal.by);
}

}  // namespace peal::core::rules
