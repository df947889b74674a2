#include "core/flow/interpreter.hpp"

#include <optional>

#include "core/conference/conference.hpp"
#include "core/contact/end.hpp"
#include "core/flow/nodes.hpp"
#include "core/queue/visit.hpp"

namespace peal::core::flow {
namespace {

struct Step {
  std::string node;
  std::string by;
  std::uint8_t attempt = 1;
};

ContactId contact_of(const Turn& turn, LegId leg) {
  const auto* use = turn.state.leg(leg);
  return use == nullptr ? ContactId{} : use->contact;
}

// A leg is named by telephony, so its flow says whose call it is.
TenantId tenant_of(const Turn& turn, LegId leg) {
  const auto contact = contact_of(turn, leg);
  if (contact.valid()) return contact.tenant;
  const auto* run = turn.state.run(leg);
  return run == nullptr ? TenantId{} : run->flow_id.tenant;
}

// What one node does once the leg is up; returns where to go on at once, or
// nothing when the node waits or the call is over.
class Visitor {
 public:
  Visitor(Turn& turn, LegId leg) : turn_(turn), leg_(leg) {}

  std::optional<Step> operator()(const AnswerNode& node) { return Step{node.next, "next"}; }
  std::optional<Step> operator()(const PlayNode& node) {
    if (!play(node.prompt)) return Step{node.next, "next"};
    return std::nullopt;
  }
  std::optional<Step> operator()(const MenuNode& node) {
    play(node.prompt);
    return std::nullopt;
  }
  std::optional<Step> operator()(const SetLanguageNode& node) {
    turn_.note(tenant_of(turn_, leg_), LanguageChosen{contact_of(turn_, leg_), leg_, node.language});
    return Step{node.next, "next"};
  }
  std::optional<Step> operator()(const QueueNode& node) {
    const auto contact = contact_of(turn_, leg_);
    if (contact.valid() && queue::enter(turn_, contact, node)) return std::nullopt;
    if (contact.valid() && !node.on_full.empty()) return Step{node.on_full, "full"};
    contact::leave_flow(turn_, leg_, base::ErrorCode::kOverloaded);
    return std::nullopt;
  }
  std::optional<Step> operator()(const EchoNode&) {
    turn_.order(EchoLeg{leg_});
    return std::nullopt;
  }
  std::optional<Step> operator()(const HangUpNode&) {
    contact::leave_flow(turn_, leg_, base::ErrorCode::kCancelled);
    return std::nullopt;
  }
  std::optional<Step> operator()(const ConferenceNode& node) {
    conference::knock(turn_, leg_, contact_of(turn_, leg_), node.conference);
    return std::nullopt;
  }

 private:
  bool play(const Prompt& prompt) {
    const auto* run = turn_.state.run(leg_);
    if (!run->play.valid()) return false;
    turn_.order(PlayPrompt{leg_, run->play, run->language, prompt});
    return true;
  }

  Turn& turn_;
  LegId leg_;
};

// Marks the step and does what the node says; an arrived leg is answered
// before the first node that speaks or listens.
std::optional<Step> take(Turn& turn, LegId leg, const Step& step) {
  auto* run = turn.state.run(leg);
  const auto flow = run->flow;  // The call, and its hold on the flow, may end below.
  const auto* node = find_node(*flow, step.node);
  const bool spent = turn.flow_steps_left == 0 || run->steps >= limits::kFlowSteps;
  if (node == nullptr || spent) {
    const bool normal = node == nullptr && step.node.empty();
    contact::leave_flow(turn, leg, normal ? base::ErrorCode::kCancelled : base::ErrorCode::kInternal);
    return std::nullopt;
  }
  --turn.flow_steps_left;
  const auto tenant = tenant_of(turn, leg);
  const auto* prompt = prompt_of(*node);
  const auto play = prompt != nullptr && says_something(*prompt) ? turn.make<PlayId>(tenant) : PlayId{};
  const bool asked = run->answer_asked;
  turn.note(tenant, FlowStepTaken{contact_of(turn, leg), leg, step.node, step.by, play, step.attempt});
  if (needs_answer(*node) && !run->up) {
    if (!asked) turn.order(AnswerLeg{leg});
    return std::nullopt;
  }
  return std::visit(Visitor(turn, leg), node->kind);
}

void go(Turn& turn, LegId leg, std::optional<Step> step) {
  while (step && turn.state.run(leg) != nullptr) step = take(turn, leg, *step);
}

// The present node of a call that is in a flow, else null.
const FlowNode* present(const Turn& turn, LegId leg) {
  const auto* run = turn.state.run(leg);
  if (run == nullptr || run->flow == nullptr || run->node.empty()) return nullptr;
  return find_node(*run->flow, run->node);
}

void stop_play(Turn& turn, LegId leg) {
  const auto* run = turn.state.run(leg);
  if (run != nullptr && run->play.valid()) turn.order(StopPlay{leg});
}

Step again_or(const MenuNode& menu, const FlowRun& run, const char* by, const std::string& otherwise) {
  if (run.attempt < menu.tries) return Step{run.node, by, static_cast<std::uint8_t>(run.attempt + 1)};
  return Step{otherwise, by};
}

}  // namespace

void begin(Turn& turn, LegId leg) {
  const auto* run = turn.state.run(leg);
  if (run != nullptr && run->flow != nullptr) go(turn, leg, Step{run->flow->start, "start"});
}

void go_to(Turn& turn, LegId leg, const std::string& node, std::uint8_t attempt) {
  stop_play(turn, leg);
  go(turn, leg, Step{node, "next", attempt});
}

void answered(Turn& turn, LegId leg) {
  const auto* node = present(turn, leg);
  if (node == nullptr) return;
  const auto flow = turn.state.run(leg)->flow;
  go(turn, leg, std::visit(Visitor(turn, leg), node->kind));
}

void digit(Turn& turn, LegId leg, const base::Personal& digit) {
  auto* run = turn.state.run(leg);
  if (run == nullptr || !run->up) return;
  const auto contact = contact_of(turn, leg);
  const auto* live = turn.state.contact(contact);
  const bool waits_or_listens = !run->node.empty() || (live != nullptr && live->visit);
  if (!waits_or_listens) return;  // Heard by the agent, and nobody's business here.
  // Without a contact there is no party whose key could seal what was pressed.
  if (contact.valid()) turn.note(contact.tenant, DigitReceived{contact, leg, digit}, live->party);
  const auto* node = present(turn, leg);
  if (node == nullptr) return;
  const auto flow = run->flow;
  if (const auto* menu = std::get_if<MenuNode>(&node->kind)) {
    const auto key = menu->keys.find(digit.text);
    stop_play(turn, leg);
    go(turn, leg, key == menu->keys.end() ? again_or(*menu, *run, "invalid", menu->on_invalid) : Step{key->second, "key"});
  } else if (const auto* play = std::get_if<PlayNode>(&node->kind); play != nullptr && play->barge_in) {
    stop_play(turn, leg);
    go(turn, leg, Step{play->next, "key"});
  }
}

void play_finished(Turn& turn, LegId leg, PlayId play) {
  auto* run = turn.state.run(leg);
  if (run == nullptr || !play.valid()) return;
  auto* contact = turn.state.contact(contact_of(turn, leg));
  if (contact != nullptr && contact->visit && contact->visit->play == play)
    return queue::announcement_finished(turn, *contact, play);
  if (run->play != play || !run->up) return;
  const auto* node = present(turn, leg);
  const auto flow = run->flow;
  turn.note(tenant_of(turn, leg), PromptEnded{contact_of(turn, leg), leg, play});
  if (node == nullptr) return;
  if (const auto* played = std::get_if<PlayNode>(&node->kind)) go(turn, leg, Step{played->next, "next"});
}

void due(Turn& turn, LegId leg) {
  auto* run = turn.state.run(leg);
  if (run == nullptr || !run->due.on() || run->due.at > turn.now) return;
  if (!run->up) return contact::leave_flow(turn, leg, base::ErrorCode::kTimeout);
  if (run->play.valid()) {
    stop_play(turn, leg);
    return play_finished(turn, leg, run->play);
  }
  const auto* node = present(turn, leg);
  const auto flow = run->flow;
  if (node == nullptr) return;
  if (const auto* menu = std::get_if<MenuNode>(&node->kind))
    return go(turn, leg, again_or(*menu, *run, "timeout", menu->on_timeout));
  if (const auto* echo = std::get_if<EchoNode>(&node->kind)) {
    turn.order(StopPlay{leg});
    go(turn, leg, Step{echo->next, "timeout"});
  }
}

}  // namespace peal::core::flow
