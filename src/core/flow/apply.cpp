#include "core/apply.hpp"
#include "core/flow/nodes.hpp"
#include "core/flow/patience.hpp"
#include "core/limits.hpp"

namespace peal::core::applying {

void on(State& state, const Envelope& fact, const FlowStepTaken& body) {
  auto* run = state.run(body.leg);
  if (run == nullptr || run->flow == nullptr) return;
  run->node = body.node;
  run->play = body.play;
  run->attempt = body.attempt;
  ++run->steps;
  const auto* node = flow::find_node(*run->flow, body.node);
  if (node != nullptr && flow::needs_answer(*node)) run->answer_asked = true;
  flow::arm_for_node(state, *run, fact.at);
}

void on(State& state, const Envelope&, const DigitReceived& body) {
  auto* contact = state.contact(body.contact);
  if (contact != nullptr && contact->pressed.text.size() < limits::kPressedKeys)
    contact->pressed.text += body.digit.text;
}

void on(State& state, const Envelope& fact, const PromptEnded& body) {
  if (auto* contact = state.contact(body.contact); contact != nullptr && contact->visit && contact->visit->play == body.play) {
    contact->visit->play = PlayId{};
    return;
  }
  auto* run = state.run(body.leg);
  if (run == nullptr || run->flow == nullptr || run->play != body.play) return;
  run->play = PlayId{};
  flow::arm_for_node(state, *run, fact.at);
}

void on(State& state, const Envelope&, const LanguageChosen& body) {
  if (auto* run = state.run(body.leg)) run->language = body.language;
}

}  // namespace peal::core::applying
