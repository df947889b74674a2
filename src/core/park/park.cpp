#include "core/park/park.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "core/apply.hpp"
#include "core/consult/consult.hpp"
#include "core/handling/talk.hpp"
#include "core/handling/wrap_up.hpp"
#include "core/rules.hpp"
#include "core/transfer/ring.hpp"

namespace peal::core {
namespace park {
namespace {

using base::ErrorCode;
using transfer::Refusal;

std::optional<std::uint64_t> number_of(const std::string& digits) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

const ParkLot* lot_of(const State& state, TenantId tenant) {
  const auto* centre = state.centre(tenant);
  return centre == nullptr ? nullptr : &centre->park;
}

}  // namespace

std::vector<std::string> places(const ParkLot& lot) {
  std::vector<std::string> all;
  const auto first = number_of(lot.first);
  for (std::uint32_t nth = 0; first && nth < lot.places; ++nth) {
    auto place = fmt::format("{:0{}}", *first + nth, lot.first.size());
    if (place.size() == lot.first.size()) all.push_back(std::move(place));
  }
  return all;
}

bool is_place(const State& state, TenantId tenant, const std::string& digits) {
  const auto* lot = lot_of(state, tenant);
  if (lot == nullptr || digits.size() != lot->first.size()) return false;
  const auto first = number_of(lot->first);
  const auto wanted = number_of(digits);
  return first && wanted && *wanted >= *first && *wanted - *first < lot->places;
}

ContactId parked_at(const State& state, TenantId tenant, const std::string& digits) {
  const auto found = state.parked.find({tenant, digits});
  return found == state.parked.end() ? ContactId{} : found->second;
}

std::string free_place(const State& state, TenantId tenant) {
  const auto* lot = lot_of(state, tenant);
  if (lot == nullptr) return {};
  for (auto& place : places(*lot)) {
    if (!cannot_park(state, tenant, place)) return std::move(place);
  }
  return {};
}

std::optional<Refusal> cannot_park(const State& state, TenantId tenant, const std::string& place) {
  if (!is_place(state, tenant, place)) return Refusal{ErrorCode::kNotFound, "refuse.no_park"};
  if (parked_at(state, tenant, place).valid()) return Refusal{ErrorCode::kBusy, "refuse.park_taken"};
  return std::nullopt;
}

void park(Turn& turn, ContactId id, const std::string& place, UserId by) {
  auto& contact = *turn.state.contact(id);
  if (contact.talk()->consult) consult::close(turn, contact, ConsultEnd::kCancelled, ErrorCode::kCancelled);
  const LiveHandling talk = *contact.talk();
  if (!talk.held) turn.order(UnbridgeLegs{contact.run.leg, talk.leg});
  handling::end_talk(turn, contact, HandlingEnd::kTransferred);
  const auto* lot = lot_of(turn.state, id.tenant);
  const auto lasts = std::clamp(lot->return_after, base::Seconds{1}, limits::kLongestParking);
  turn.note(id.tenant, ContactParked{id, talk.id, talk.agent, talk.queue, place, turn.now + lasts, by});
  const auto* queue = turn.state.queue(talk.queue);
  turn.order(PlayMusic{contact.run.leg, talk.queue, queue == nullptr ? "default" : queue->config->music});
  handling::start_wrap_up(turn, id, talk.id);
}

std::optional<Refusal> retrieve(Turn& turn, ContactId id, AgentId agent, LegId arrived) {
  auto* contact = turn.state.contact(id);
  if (contact == nullptr || !contact->parking) return Refusal{ErrorCode::kNotFound, "refuse.not_parked"};
  auto refusal = transfer::cannot_ring(turn.state, agent);
  // Whoever parked it and still writes it up may fetch it as well.
  const auto* who = turn.state.agent(agent);
  if (refusal && who != nullptr && who->activity == AgentActivity::kWrapUp && who->contact == id && !who->second_leg.valid()) {
    handling::cut_wrap_up(turn, agent);
    refusal = transfer::cannot_ring(turn.state, agent);
  }
  // A phone that calls is there, whether it registered or not.
  if (refusal && !(arrived.valid() && who != nullptr && who->idle() && who->status != AgentStatus::kSignedOut && !who->retired)) return refusal;
  const auto queue = contact->parking->queue;
  const auto from = contact->parking->agent;
  leave(turn, *contact, ParkEnd::kRetrieved);
  transfer::ring(turn, id, transfer::Ring{from, agent, {}, queue, RingCause::kRetrieve, arrived, {}, {}, {}});
  return std::nullopt;
}

void leave(Turn& turn, LiveContact& contact, ParkEnd how) {
  const auto& parking = *contact.parking;
  turn.note(contact.id.tenant, ContactUnparked{contact.id, parking.place, how, turn.now - parking.since});
}

void due(Turn& turn, ContactId id) {
  auto* contact = turn.state.contact(id);
  if (contact == nullptr || !contact->parking || contact->parking->until.at > turn.now) return;
  const auto from = contact->parking->agent;
  const auto queue = contact->parking->queue;
  leave(turn, *contact, ParkEnd::kReturned);
  transfer::come_back(turn, id, from, queue, RingCause::kPark);
}

}  // namespace park

namespace rules {

void on(Turn& turn, const Park& signal) {
  if (handling::in_talk(turn, signal.agent, signal.contact) == nullptr) return;
  const auto tenant = signal.contact.tenant;
  const auto place = signal.place.empty() ? park::free_place(turn.state, tenant) : signal.place;
  if (place.empty()) return turn.refuse(base::ErrorCode::kBusy, "refuse.park_full");
  if (const auto refusal = park::cannot_park(turn.state, tenant, place)) return turn.refuse(refusal->code, refusal->why);
  park::park(turn, signal.contact, place, signal.by);
}

void on(Turn& turn, const RetrieveParked& signal) {
  const auto refusal = park::retrieve(turn, signal.contact, signal.agent, {});
  if (refusal) turn.refuse(refusal->code, refusal->why);
}

}  // namespace rules

namespace applying {

void on(State& state, const Envelope& fact, const ContactParked& body) {
  auto* contact = state.contact(body.contact);
  if (contact == nullptr) return;
  auto& parking = contact->parking.emplace();
  parking.agent = body.agent;
  parking.queue = body.queue;
  parking.place = body.place;
  parking.since = fact.at;
  state.arm(parking.until, body.until, TimerKind::kPark, body.contact.tenant, body.contact.value);
  state.parked[{body.contact.tenant, body.place}] = body.contact;
  contact->place_since = fact.at;
}

void on(State& state, const Envelope& fact, const ContactUnparked& body) {
  auto* contact = state.contact(body.contact);
  if (contact == nullptr || !contact->parking) return;
  state.clear(contact->parking->until);
  state.parked.erase({body.contact.tenant, contact->parking->place});
  contact->parking.reset();
  contact->place_since = fact.at;
}

}  // namespace applying
}  // namespace peal::core
