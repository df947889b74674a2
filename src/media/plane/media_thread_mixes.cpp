#include "media/plane/media_thread.hpp"

/// Mixes, and streams that move to the thread that carries theirs.
namespace peal::media::plane {

Mix* MediaThread::find(MixId mix) {
  const auto found = mixes_.find(mix);
  return found == mixes_.end() ? nullptr : &found->second;
}

void MediaThread::leave_mix(Stream& stream) {
  Mix* const mix = stream.mix();
  if (mix == nullptr) return;
  mix->remove(stream);
  stream.enter(nullptr);
  if (mix->empty()) std::erase_if(mixes_, [mix](const auto& each) { return &each.second == mix; });
}

void MediaThread::execute(JoinMix& command, Beat&) {
  Stream* const stream = find(command.stream);
  if (stream == nullptr || (stream->mix() != nullptr && stream->mix() == find(command.mix))) return;
  stream->unbridge();
  leave_mix(*stream);
  Mix& mix = mixes_[command.mix];
  mix.add(*stream);
  stream->enter(&mix);
}

void MediaThread::execute(LeaveMix& command, Beat&) {
  if (Stream* stream = find(command.stream)) leave_mix(*stream);
}

void MediaThread::execute(SetGain& command, Beat&) {
  if (Stream* stream = find(command.stream)) stream->set_gain(command.gain);
}

void MediaThread::execute(PlayToMix& command, Beat&) {
  if (Mix* mix = find(command.mix)) mix->play(command.tone == MixTone::kCame ? shelf_.mix_came : shelf_.mix_went);
}

// Orders are kept in order, this one too, so a thread awaits one stream at a
// time; several that move here may come in any order.
void MediaThread::execute(AwaitStream& command, Beat&) {
  if (come_early_.erase(command.stream) == 0) awaited_ = command.stream;
}

void MediaThread::execute(HandOver& command, Beat&) {
  TakeOver moving;
  moving.name = command.stream;
  if (const auto found = streams_.find(command.stream); found != streams_.end()) {
    found->second->unbridge();
    leave_mix(*found->second);
    arrivals_.remove(*found->second);
    for (const auto id : command.recordings) {
      const auto recording = recordings_.find(id);
      if (recording == recordings_.end()) continue;
      moving.recordings.push_back(std::move(recording->second));
      recordings_.erase(recording);
    }
    moving.stream = std::move(found->second);
    streams_.erase(found);
  }
  command.to->post(std::move(moving));
}

void MediaThread::execute(TakeOver& command, Beat& beat) {
  if (command.stream) {
    const StreamId id = command.stream->id();
    arrivals_.add(*command.stream);
    streams_[id] = std::move(command.stream);
  }
  for (auto& recording : command.recordings) {
    const RecordingId id = recording.id();
    recordings_.emplace(id, std::move(recording));
  }
  if (awaited_ != command.name) {
    come_early_.insert(command.name);
    return;
  }
  awaited_ = {};
  auto waiting = std::move(held_back_);
  held_back_.clear();
  for (Command& each : waiting) {
    // One of them may make the rest wait again.
    if (awaited_.value != 0) held_back_.push_back(std::move(each));
    else std::visit([&](auto& what) { execute(what, beat); }, each);
  }
}

}  // namespace peal::media::plane
