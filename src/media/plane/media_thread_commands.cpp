#include "media/plane/media_thread.hpp"

namespace peal::media::plane {

void MediaThread::run_commands(Beat& beat) {
  for (Command& command : commands_.take_all()) {
    // Commands keep their order, so what follows a stream that is on its way waits for it.
    if (awaited_.value != 0 && !std::holds_alternative<TakeOver>(command)) {
      held_back_.push_back(std::move(command));
      continue;
    }
    std::visit([&](auto& what) { execute(what, beat); }, command);
  }
}

Stream* MediaThread::find(StreamId stream) {
  const auto found = streams_.find(stream);
  return found == streams_.end() ? nullptr : found->second.get();
}

void MediaThread::execute(AddStream& command, Beat&) {
  const StreamId id = command.stream->id();
  arrivals_.add(*command.stream);
  streams_[id] = std::move(command.stream);
}

void MediaThread::execute(ConfigureStream& command, Beat& beat) {
  if (Stream* stream = find(command.stream)) stream->configure(command.parameters, command.remote, beat.now_ms);
}

void MediaThread::execute(CloseStream& command, Beat& beat) {
  const auto found = streams_.find(command.stream);
  if (found == streams_.end()) return;
  found->second->stop_play(beat);
  leave_mix(*found->second);
  beat.events.push_back(found->second->figures());
  const PortSocket socket = found->second->socket();
  arrivals_.remove(*found->second);
  streams_.erase(found);
  pool_.give_back(socket);
}

void MediaThread::execute(Play& command, Beat& beat) {
  Stream* const stream = find(command.stream);
  if (stream == nullptr) {
    beat.events.push_back(PlayFinished{command.stream, command.play, false});
    return;
  }
  stream->play(command.play, std::move(command.pieces), command.options.loop, beat);
}

void MediaThread::execute(StopPlay& command, Beat& beat) {
  if (Stream* stream = find(command.stream)) stream->stop_play(beat);
}

void MediaThread::execute(SetBackground& command, Beat&) {
  if (Stream* stream = find(command.stream)) stream->set_background(command.background, shelf_);
}

void MediaThread::execute(AddMusic& command, Beat&) { shelf_.music[command.music] = std::move(command.piece); }

void MediaThread::execute(Bridge& command, Beat&) {
  Stream* const a = find(command.a);
  Stream* const b = find(command.b);
  if (a == nullptr || b == nullptr) return;
  leave_mix(*a);
  leave_mix(*b);
  a->bridge(*b);
}

void MediaThread::execute(Unbridge& command, Beat&) {
  if (Stream* stream = find(command.stream)) stream->unbridge();
}

void MediaThread::execute(Echo& command, Beat&) {
  if (Stream* stream = find(command.stream)) stream->echo(command.on);
}

void MediaThread::execute(Mute& command, Beat&) {
  if (Stream* stream = find(command.stream)) stream->mute(command.on);
}

void MediaThread::execute(SendDigits& command, Beat&) {
  if (Stream* stream = find(command.stream)) stream->send_digits(command.digits);
}

void MediaThread::execute(PassKey& command, Beat&) {
  if (Stream* stream = find(command.stream)) stream->pass_key(command.key, Stream::KeyWay::kSignalled);
}

void MediaThread::tap(const record::Recording& recording, int change) {
  for (const auto side : {recording.left(), recording.right()}) {
    Stream* const stream = side ? find(*side) : nullptr;
    if (stream != nullptr) stream->tap(change);
  }
}

void MediaThread::execute(StartRecording& command, Beat&) {
  const auto [at, fresh] = recordings_.try_emplace(command.recording, command.recording, command.request);
  if (!fresh) return;
  to_writer_.push_back(at->second.opening());
  tap(at->second, 1);
}

void MediaThread::execute(AttachSide& command, Beat&) {
  const auto found = recordings_.find(command.recording);
  if (found == recordings_.end()) return;
  tap(found->second, -1);
  found->second.attach(command.side, command.stream);
  tap(found->second, 1);
}

void MediaThread::execute(PauseRecording& command, Beat&) {
  const auto found = recordings_.find(command.recording);
  if (found != recordings_.end()) found->second.pause(command.paused);
}

void MediaThread::execute(StopRecording& command, Beat&) {
  const auto found = recordings_.find(command.recording);
  if (found == recordings_.end()) return;
  tap(found->second, -1);
  found->second.close(to_writer_);
  recordings_.erase(found);
}

}  // namespace peal::media::plane
