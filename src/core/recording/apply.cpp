#include "core/apply.hpp"

namespace peal::core::applying {

void on(State& state, const Envelope&, const RecordingStarted& body) {
  state.recordings.insert_or_assign(body.recording, OpenRecording{body.recording, body.contact, Alarm{}});
  if (auto* contact = state.contact(body.contact)) {
    contact->recording = body.recording;
    contact->recording_on = true;
  }
}

void on(State& state, const Envelope&, const RecordingEnded& body) {
  const auto found = state.recordings.find(body.recording);
  if (found != state.recordings.end()) {
    state.clear(found->second.written_by);
    state.recordings.erase(found);
  }
  if (auto* contact = state.contact(body.contact); contact != nullptr && contact->recording == body.recording)
    contact->recording_on = false;
}

}  // namespace peal::core::applying
