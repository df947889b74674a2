#include "core/conference/conference.hpp"

#include <algorithm>

#include "core/conference/sentences.hpp"
#include "core/contact/end.hpp"
#include "core/rules.hpp"

namespace peal::core {
namespace conference {
namespace {

using base::ErrorCode;

LiveConference* room_of(Turn& turn, LegId leg) {
  const auto* use = turn.state.leg(leg);
  return use == nullptr ? nullptr : turn.state.conference(use->conference);
}

const Conference* config_of(const State& state, ConferenceId id) {
  if (const auto* live = state.conference(id)) return &live->config;
  const auto* centre = state.centre(id.tenant);
  if (centre == nullptr) return nullptr;
  const auto found = std::ranges::find(centre->conferences, id, &Conference::id);
  return found == centre->conferences.end() ? nullptr : &*found;
}

void say(Turn& turn, LegId leg, PlayId play, const Prompt& prompt) {
  const auto* run = turn.state.run(leg);
  turn.order(PlayPrompt{leg, play, run == nullptr ? std::string{} : run->language, prompt});
}

// Who stands at the door, whether the room knows it already or not.
struct Comer {
  LegId leg;
  ContactId contact;
  AgentId agent;
};

void ask(Turn& turn, ConferenceId id, const Comer& who, std::uint8_t attempt) {
  const auto play = turn.make<PlayId>(id.tenant);
  turn.note(id.tenant, ConferenceAsked{id, who.leg, who.contact, who.agent, play, attempt, turn.now + limits::kPinPatience});
  say(turn, who.leg, play, ask_for_pin(attempt > 1));
  turn.order(TakePin{who.leg, id});
}

void refuse_entry(Turn& turn, ConferenceId id, const Comer& who, ConferenceRefusal why, UserId by) {
  const auto play = turn.make<PlayId>(id.tenant);
  turn.note(id.tenant, ConferenceRefused{id, who.leg, who.contact, who.agent, why, play, turn.now + limits::kLongestGoodbye, by});
  say(turn, who.leg, play, sentence_of(why));
}

// Whoever is left alone gets music again.
void tell_the_rest(Turn& turn, ConferenceId id) {
  const auto* room = turn.state.conference(id);
  if (room == nullptr || !room->mix.valid()) return;
  if (room->config.tones) turn.order(MixTone{room->mix, false});
  if (room->count(PartyPhase::kIn) != 1) return;
  const auto alone = std::ranges::find(room->parties, PartyPhase::kIn, &LiveParty::phase);
  turn.order(PlayMusic{alone->leg, {}, room->config.music});
}

void record(Turn& turn, LiveConference& room) {
  if (!room.config.record || room.recording.valid()) return;
  const auto recording = turn.make<RecordingId>(room.id.tenant);
  turn.note(room.id.tenant, ConferenceRecorded{room.id, room.mix, recording});
  turn.order(StartMixRecording{recording, room.mix});
}

// The leg is among those who hear each other; the facts have said so.
void open_ears(Turn& turn, LiveConference& room, LegId leg) {
  turn.order(JoinMix{leg, room.mix});
  const auto in = room.count(PartyPhase::kIn);
  if (in == 2) {  // Whoever was alone hears the other now, and no music.
    for (const auto& party : room.parties)
      if (party.phase == PartyPhase::kIn && party.leg != leg) turn.order(StopPlay{party.leg});
  }
  if (in > 1 && room.config.tones) turn.order(MixTone{room.mix, true});
  record(turn, room);
}

void admit_waiting(Turn& turn, ConferenceId id) {
  std::vector<Comer> waiting;
  for (const auto& party : turn.state.conference(id)->parties)
    if (party.phase == PartyPhase::kWaiting) waiting.push_back({party.leg, party.contact, party.agent});
  for (const auto& who : waiting) {
    turn.note(id.tenant, ConferenceAdmitted{id, who.leg, who.contact, who.agent});
    turn.order(StopPlay{who.leg});
    open_ears(turn, *turn.state.conference(id), who.leg);
  }
}

void enter(Turn& turn, ConferenceId id, const Comer& who, bool host) {
  const auto* live = turn.state.conference(id);
  const auto& config = *config_of(turn.state, id);
  const auto inside = live == nullptr ? 0 : live->inside();
  if (live != nullptr && live->locked && !host) return refuse_entry(turn, id, who, ConferenceRefusal::kLocked, {});
  if (inside >= std::min(config.most_parties, limits::kConferenceParties))
    return refuse_entry(turn, id, who, ConferenceRefusal::kFull, {});
  const bool waits = config.wait_for_host && !host && (live == nullptr || !live->has_host());
  const bool alone = inside == 0;
  const auto mix = live != nullptr && live->mix.valid() ? live->mix : turn.make<MixId>(id.tenant);
  const bool spoken_to = waits || alone;
  const auto play = spoken_to ? turn.make<PlayId>(id.tenant) : PlayId{};
  turn.order(StopPlay{who.leg});
  turn.note(id.tenant, ConferenceJoined{id, who.leg, who.contact, who.agent, mix, host, waits, play});
  auto& room = *turn.state.conference(id);
  if (spoken_to) {
    say(turn, who.leg, play, waits ? wait_for_host() : first_one());
    turn.order(PlayMusic{who.leg, {}, room.config.music});
  }
  if (waits) return;
  open_ears(turn, room, who.leg);
  if (host) admit_waiting(turn, id);
}

}  // namespace

std::shared_ptr<const Flow> door_flow(ConferenceId conference) {
  Flow flow;
  flow.key = flow.start = "conference";
  flow.nodes = {{"conference", ConferenceNode{conference}}};
  return std::make_shared<const Flow>(std::move(flow));
}

void knock(Turn& turn, LegId leg, ContactId contact, ConferenceId id) {
  const auto* config = config_of(turn.state, id);
  const auto* use = turn.state.leg(leg);
  if (config == nullptr || use == nullptr) return contact::leave_flow(turn, leg, ErrorCode::kNotFound);
  if (use->conference.valid()) return;
  Comer who{leg, contact, {}};
  if (use->role == LegRole::kInternal) who.agent = turn.state.internal_calls.at(leg).agent;
  const bool asked = (config->has_pin || config->has_host_pin) && turn.brought != leg;
  if (asked) return ask(turn, id, who, 1);
  enter(turn, id, who, false);
}

void play_finished(Turn& turn, LegId leg, PlayId play) {
  auto* room = room_of(turn, leg);
  const auto* party = room == nullptr ? nullptr : room->party(leg);
  // The PIN may still come after the question, and the music goes on by itself.
  if (party == nullptr || party->play != play || party->phase != PartyPhase::kTold) return;
  contact::leave_flow(turn, leg, ErrorCode::kCancelled);
}

void due(Turn& turn, LegId leg) {
  auto* room = room_of(turn, leg);
  const auto* party = room == nullptr ? nullptr : room->party(leg);
  if (party == nullptr || !party->due.on() || party->due.at > turn.now) return;
  if (party->phase == PartyPhase::kTold) return contact::leave_flow(turn, leg, ErrorCode::kCancelled);
  rules::on(turn, PinTaken{leg, DoorVerdict::kNothing});
}

void leave(Turn& turn, LegId leg) {
  auto* room = room_of(turn, leg);
  const auto* party = room == nullptr ? nullptr : room->party(leg);
  if (party == nullptr) return;
  const auto id = room->id;
  const bool was_in = party->phase == PartyPhase::kIn;
  const auto recording = room->recording;
  const auto stayed = party->inside() ? turn.now - party->since : base::Millis{0};
  turn.note(id.tenant, ConferenceLeft{id, leg, party->contact, party->agent, stayed});
  const auto* after = turn.state.conference(id);
  // The last one may be somebody who only waited for a host to come back.
  if (recording.valid() && (after == nullptr || !after->recording.valid())) turn.order(StopRecording{recording});
  if (!was_in) return;
  turn.order(LeaveMix{leg});
  tell_the_rest(turn, id);
}

void put_out(Turn& turn, LegId leg, ConferenceRefusal why, UserId by) {
  auto* room = room_of(turn, leg);
  const auto* party = room == nullptr ? nullptr : room->party(leg);
  if (party == nullptr || party->phase == PartyPhase::kTold) return;
  const auto id = room->id;
  const auto recording = room->recording;
  const bool was_in = party->phase == PartyPhase::kIn;
  const Comer who{leg, party->contact, party->agent};
  if (was_in) turn.order(LeaveMix{leg});
  turn.order(StopPlay{leg});
  refuse_entry(turn, id, who, why, by);
  const auto* after = turn.state.conference(id);
  if (recording.valid() && !after->recording.valid()) turn.order(StopRecording{recording});
  if (was_in && why != ConferenceRefusal::kOver) tell_the_rest(turn, id);
}

}  // namespace conference

namespace rules {

void on(Turn& turn, const PinTaken& signal) {
  using conference::Comer;
  auto* room = conference::room_of(turn, signal.leg);
  const auto* party = room == nullptr ? nullptr : room->party(signal.leg);
  if (party == nullptr || party->phase != PartyPhase::kAsked) return;
  const auto id = room->id;
  const Comer who{party->leg, party->contact, party->agent};
  if (signal.verdict == DoorVerdict::kGuest || signal.verdict == DoorVerdict::kHost)
    return conference::enter(turn, id, who, signal.verdict == DoorVerdict::kHost);
  if (party->attempt >= limits::kPinTries) return conference::refuse_entry(turn, id, who, ConferenceRefusal::kWrongPin, {});
  conference::ask(turn, id, who, static_cast<std::uint8_t>(party->attempt + 1));
}

}  // namespace rules
}  // namespace peal::core
