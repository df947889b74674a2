#include "media/plane/together.hpp"

#include <algorithm>

namespace peal::media::plane {

void Together::bridge(StreamId a, StreamId b) {
  for (const auto stream : {a, b}) {
    part(stream);
    leave(stream);
  }
  bridged_[a] = b;
  bridged_[b] = a;
}

void Together::part(StreamId stream) {
  const auto found = bridged_.find(stream);
  if (found == bridged_.end()) return;
  const auto other = found->second;
  bridged_.erase(stream);
  bridged_.erase(other);
}

void Together::join(MixId mix, StreamId stream) {
  part(stream);
  if (mix_of(stream) == mix) return;
  leave(stream);
  mixes_[stream] = mix;
  parties_[mix].push_back(stream);
}

void Together::leave(StreamId stream) {
  const auto found = mixes_.find(stream);
  if (found == mixes_.end()) return;
  const auto parties = parties_.find(found->second);
  std::erase(parties->second, stream);
  if (parties->second.empty()) parties_.erase(parties);
  mixes_.erase(found);
}

void Together::close(StreamId stream) {
  part(stream);
  leave(stream);
  // What is gone holds nobody back.
  for (auto& [recording, sides] : sides_) {
    if (sides.left == stream) sides.left.reset();
    if (sides.right == stream) sides.right.reset();
  }
}

void Together::record(RecordingId recording, RecordingSide side, std::optional<StreamId> stream) {
  auto& sides = sides_[recording];
  (side == RecordingSide::kLeft ? sides.left : sides.right) = stream;
}

std::size_t Together::size(MixId mix) const {
  const auto found = parties_.find(mix);
  return found == parties_.end() ? 0 : found->second.size();
}

MixId Together::mix_of(StreamId stream) const {
  const auto found = mixes_.find(stream);
  return found == mixes_.end() ? MixId{} : found->second;
}

std::optional<StreamId> Together::any_of(MixId mix) const {
  const auto found = parties_.find(mix);
  return found == parties_.end() ? std::nullopt : std::optional(found->second.front());
}

std::vector<RecordingId> Together::recordings_of(StreamId stream) const {
  std::vector<RecordingId> found;
  for (const auto& [recording, sides] : sides_)
    if (sides.left == stream || sides.right == stream) found.push_back(recording);
  return found;
}

bool Together::free_to_move(StreamId stream) const {
  const auto only = [&](std::optional<StreamId> side) { return !side || *side == stream; };
  return std::ranges::all_of(sides_, [&](const auto& each) {
    const auto& [left, right] = each.second;
    const bool its = left == stream || right == stream;
    return !its || (only(left) && only(right));
  });
}

}  // namespace peal::media::plane
