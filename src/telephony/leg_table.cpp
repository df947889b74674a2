#include "telephony/leg_table.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace peal::telephony {

Leg* LegTable::add(const core::LegId& id) {
  auto [at, is_new] = legs_.try_emplace(id);
  if (!is_new) return nullptr;
  at->second = std::make_unique<Leg>();
  at->second->id = id;
  return at->second.get();
}

Line& LegTable::add_line(Leg& leg, Line line) {
  PEAL_ASSERT(line.call.valid());
  by_call_[line.call.value] = &leg;
  by_stream_[line.stream.value] = &leg;
  if (line.connection != 0) by_connection_.emplace(line.connection, leg.id);
  if (added_) added_(leg, line);
  return leg.lines.emplace_back(std::move(line));
}

void LegTable::forget(const Leg& leg, const Line& line) {
  by_call_.erase(line.call.value);
  by_stream_.erase(line.stream.value);
  const auto [first, last] = by_connection_.equal_range(line.connection);
  const auto at = std::find_if(first, last, [&](const auto& entry) { return entry.second == leg.id; });
  if (at != last) by_connection_.erase(at);
}

void LegTable::remove_line(Leg& leg, sip::CallId call) {
  const auto at = std::ranges::find(leg.lines, call, &Line::call);
  if (at == leg.lines.end()) return;
  forget(leg, *at);
  leg.lines.erase(at);
}

Line LegTable::take_line(Leg& leg, sip::CallId call) {
  const auto at = std::ranges::find(leg.lines, call, &Line::call);
  PEAL_ASSERT(at != leg.lines.end());
  forget(leg, *at);
  Line line = std::move(*at);
  leg.lines.erase(at);
  return line;
}

void LegTable::remove(Leg& leg) {
  for (const Line& line : leg.lines) forget(leg, line);
  const auto id = leg.id;  // The key lies in what is being destroyed.
  legs_.erase(id);
}

Leg* LegTable::find(const core::LegId& id) {
  const auto at = legs_.find(id);
  return at == legs_.end() ? nullptr : at->second.get();
}

LegTable::Place LegTable::find(sip::CallId call) {
  const auto at = by_call_.find(call.value);
  if (at == by_call_.end()) return {};
  return {at->second, &*std::ranges::find(at->second->lines, call, &Line::call)};
}

LegTable::Place LegTable::find(media::StreamId stream) {
  const auto at = by_stream_.find(stream.value);
  if (at == by_stream_.end()) return {};
  return {at->second, &*std::ranges::find(at->second->lines, stream, &Line::stream)};
}

std::vector<core::LegId> LegTable::over_connection(std::uint64_t connection) const {
  std::vector<core::LegId> found;
  const auto [first, last] = by_connection_.equal_range(connection);
  std::transform(first, last, std::back_inserter(found), [](const auto& entry) { return entry.second; });
  return found;
}

std::vector<core::LegId> LegTable::all() const {
  std::vector<core::LegId> ids;
  ids.reserve(legs_.size());
  for (const auto& [id, leg] : legs_) ids.push_back(id);
  return ids;
}

}  // namespace peal::telephony
