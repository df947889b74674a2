#include "core/apply.hpp"
#include "core/limits.hpp"

namespace peal::core::applying {
namespace {

LiveParty* party_of(State& state, ConferenceId id, LegId leg) {
  auto* room = state.conference(id);
  return room == nullptr ? nullptr : room->party(leg);
}

// The room of this fact, begun by it if need be; null when the settings have no such conference.
LiveConference* opened(State& state, ConferenceId id) {
  if (auto* room = state.conference(id)) return room;
  const auto* centre = state.centre(id.tenant);
  if (centre == nullptr) return nullptr;
  const auto config = std::ranges::find(centre->conferences, id, &Conference::id);
  if (config == centre->conferences.end()) return nullptr;
  auto& room = state.conferences[id];
  room.id = id;
  room.config = *config;
  return &room;
}

template <class Body>
LiveParty* come(State& state, const Body& body, Time at) {
  auto* room = opened(state, body.conference);
  const auto use = state.legs.find(body.leg);
  if (room == nullptr || use == state.legs.end()) return nullptr;
  use->second.conference = body.conference;
  if (auto* known = room->party(body.leg)) return known;
  auto& party = room->parties.emplace_back();
  party.leg = body.leg;
  party.contact = body.contact;
  party.agent = body.agent;
  party.since = at;
  return &party;
}

// A sitting ends when nobody is inside; those at the door begin another.
void end_sitting(State& state, ConferenceId id, Time at) {
  auto* room = state.conference(id);
  if (room == nullptr || room->inside() > 0) return;
  if (const auto open = state.recordings.find(room->recording); open != state.recordings.end())
    state.arm(open->second.written_by, at + limits::kRecordingWritten, TimerKind::kRecording, id.tenant, room->recording.value);
  room->mix = MixId{};
  room->since = Time{};
  room->recording = RecordingId{};
  room->locked = false;
  if (room->parties.empty()) state.conferences.erase(id);
}

void arm(State& state, LiveParty& party, Time at) {
  state.arm(party.due, at, TimerKind::kConference, party.leg.tenant, party.leg.value);
}

}  // namespace

void on(State& state, const Envelope& fact, const ConferenceAsked& body) {
  auto* party = come(state, body, fact.at);
  if (party == nullptr) return;
  party->phase = PartyPhase::kAsked;
  party->attempt = body.attempt;
  party->play = body.play;
  arm(state, *party, body.until);
}

void on(State& state, const Envelope& fact, const ConferenceJoined& body) {
  auto* party = come(state, body, fact.at);
  if (party == nullptr) return;
  party->phase = body.waits ? PartyPhase::kWaiting : PartyPhase::kIn;
  party->host = body.host;
  party->play = body.play;
  party->since = fact.at;
  state.clear(party->due);
  auto& room = *state.conference(body.conference);
  if (room.mix.valid()) return;
  room.mix = body.mix;
  room.since = fact.at;
}

void on(State& state, const Envelope&, const ConferenceAdmitted& body) {
  if (auto* party = party_of(state, body.conference, body.leg)) party->phase = PartyPhase::kIn;
}

void on(State& state, const Envelope& fact, const ConferenceRefused& body) {
  auto* party = come(state, body, fact.at);
  if (party == nullptr) return;
  party->phase = PartyPhase::kTold;
  party->play = body.play;
  arm(state, *party, body.until);
  end_sitting(state, body.conference, fact.at);
}

void on(State& state, const Envelope& fact, const ConferenceLeft& body) {
  auto* room = state.conference(body.conference);
  auto* party = room == nullptr ? nullptr : room->party(body.leg);
  if (party == nullptr) return;
  state.clear(party->due);
  if (const auto use = state.legs.find(body.leg); use != state.legs.end()) use->second.conference = ConferenceId{};
  std::erase_if(room->parties, [&](const LiveParty& each) { return each.leg == body.leg; });
  end_sitting(state, body.conference, fact.at);
}

void on(State& state, const Envelope&, const ConferenceMuted& body) {
  if (auto* party = party_of(state, body.conference, body.leg)) party->muted = body.on;
}

void on(State& state, const Envelope&, const ConferenceLocked& body) {
  if (auto* room = state.conference(body.conference)) room->locked = body.on;
}

void on(State& state, const Envelope&, const ConferenceRecorded& body) {
  state.recordings.insert_or_assign(body.recording, OpenRecording{body.recording, ContactId{}, Alarm{}});
  if (auto* room = state.conference(body.conference)) room->recording = body.recording;
}

}  // namespace peal::core::applying
