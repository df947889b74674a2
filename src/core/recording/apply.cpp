#include "core/apply.hpp"

namespace peal::core::applying {

void on(State& state, const Envelope&, const RecordingStarted& body) {
  state.recordings.insert_or_assign(body.recording, OpenRecording{body.recording, body.contact, Alarm{}});
  if (auto* contact = state.contact(body.contact)) {
    contact->recording = body.recording;
    contact->recording_on = true;
    contact->recording_whole = false;
    contact->recorded = base::Millis{0};
  }
}

void on(State& state, const Envelope&, const RecordingEnded& body) {
  const auto found = state.recordings.find(body.recording);
  if (found != state.recordings.end()) {
    state.clear(found->second.written_by);
    state.recordings.erase(found);
  }
  auto* contact = state.contact(body.contact);
  if (contact == nullptr || contact->recording != body.recording) return;
  contact->recording_on = false;
  contact->recording_whole = body.whole;
  contact->recorded = body.length;
}

}  // namespace peal::core::applying
