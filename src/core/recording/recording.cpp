#include "core/recording/recording.hpp"

#include <algorithm>

#include "core/rules.hpp"

namespace peal::core {
namespace recording {
namespace {

void end(Turn& turn, RecordingEnded fact) {
  const auto open = turn.state.recordings.find(fact.recording);
  if (open == turn.state.recordings.end()) return;
  fact.contact = open->second.contact;
  turn.note(fact.recording.tenant, std::move(fact));
}

}  // namespace

void start(Turn& turn, LiveContact& contact) {
  if (contact.recording_on) return;
  const auto id = turn.make<RecordingId>(contact.id.tenant);
  turn.note(contact.id.tenant, RecordingStarted{id, contact.id});
  turn.order(StartRecording{id, contact.id, contact.run.leg});
}

void follow(Turn& turn, const LiveContact& contact, LegId heard) {
  if (contact.recording_on) turn.order(RecordAgent{contact.recording, heard});
}

bool wanted(const State& state, const Flow& flow) {
  return std::ranges::any_of(flow.nodes, [&](const FlowNode& node) {
    const auto* to = std::get_if<QueueNode>(&node.kind);
    const auto* queue = to == nullptr ? nullptr : state.queue(to->queue);
    return queue != nullptr && queue->config->record;
  });
}

void due(Turn& turn, RecordingId id) {
  const auto open = turn.state.recordings.find(id);
  if (open == turn.state.recordings.end() || !open->second.written_by.on() || open->second.written_by.at > turn.now)
    return;
  end(turn, RecordingEnded{id, {}, false, base::Millis{0}, 0, {}, base::ErrorCode::kTimeout});
}

}  // namespace recording

namespace rules {

void on(Turn& turn, const RecordingFailed& signal) {
  recording::end(turn, RecordingEnded{signal.recording, {}, false, signal.length, 0, {}, signal.cause});
}

void on(Turn& turn, const RecordingWritten& signal) {
  recording::end(turn, RecordingEnded{signal.recording, {}, true, signal.length, signal.bytes, signal.hash,
                                      base::ErrorCode::kCancelled});
}

}  // namespace rules
}  // namespace peal::core
