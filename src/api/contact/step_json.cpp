#include "api/contact/contact_json.hpp"

#include <algorithm>

#include "api/view/words.hpp"

/// Facts as the steps of a call's detail.
namespace peal::api {
namespace {

struct StepParts {
  core::AgentId agent;
  core::QueueId queue;
  std::string node;
  std::string detail;
};

std::string cause_name(base::ErrorCode cause) { return std::string(base::error_row(cause).name); }

// What a fact says beside its kind. Most facts name their agent and queue in
// fields of those names; the few with more to say have their own overload.
struct PartsOf {
  const core::Centre* centre = nullptr;

  template <class Body>
  StepParts operator()(const Body& body) const {
    StepParts parts;
    // LegsBridged calls a leg its agent.
    if constexpr (requires { parts.agent = body.agent; }) parts.agent = body.agent;
    if constexpr (requires { parts.queue = body.queue; }) parts.queue = body.queue;
    if constexpr (requires { body.end; body.contact; }) parts.detail = word(body.end);
    describe(body, parts);
    return parts;
  }

 private:
  // As it is dialled; the id of one that the settings do not have any more.
  [[nodiscard]] std::string number_text(core::NumberId id) const {
    if (centre == nullptr) return base::to_text(id);
    const auto found = std::ranges::find(centre->numbers, id, &core::Number::id);
    return found == centre->numbers.end() ? base::to_text(id) : found->digits;
  }
  [[nodiscard]] std::string trunk_text(core::TrunkId id) const {
    if (centre == nullptr) return base::to_text(id);
    const auto found = std::ranges::find(centre->trunks, id, &core::Trunk::id);
    return found == centre->trunks.end() ? base::to_text(id) : found->key;
  }

  template <class Body>
  static void describe(const Body&, StepParts&) {}
  static void describe(const core::ContactArrived& body, StepParts& parts) { parts.detail = body.dialled; }
  static void describe(const core::CustomerUnknown& body, StepParts& parts) { parts.detail = cause_name(body.cause); }
  static void describe(const core::CustomerIdentified& body, StepParts& parts) {
    parts.detail = body.is_new ? "new" : "known";
  }
  static void describe(const core::FlowStepTaken& body, StepParts& parts) {
    parts.node = body.node;
    parts.detail = body.by;
  }
  static void describe(const core::DigitReceived& body, StepParts& parts) { parts.detail = body.digit.text; }
  static void describe(const core::LanguageChosen& body, StepParts& parts) { parts.detail = body.language; }
  static void describe(const core::PositionAnnounced& body, StepParts& parts) {
    parts.detail = std::to_string(body.position);
  }
  static void describe(const core::OfferEnded& body, StepParts& parts) {
    if (body.end == core::OfferEnd::kFailed) parts.detail = "failed: " + cause_name(body.cause);
  }
  void describe(const core::TrunkTaken& body, StepParts& parts) const { parts.detail = trunk_text(body.trunk); }
  void describe(const core::ContactSentToFlow& body, StepParts& parts) const {
    if (body.number.valid()) parts.detail = number_text(body.number);
  }
  void describe(const core::ContactTransferred& body, StepParts& parts) const {
    parts.detail = body.consulted ? "consulted" : "blind";
    if (body.to.valid()) parts.detail += ": " + base::to_text(body.to);
    else if (!body.digits.text.empty()) parts.detail += ": " + body.digits.text;
    else if (body.number.valid()) parts.detail += ": " + number_text(body.number);
  }
  static void describe(const core::TransferRung& body, StepParts& parts) {
    parts.agent = body.to;
    parts.detail = body.digits.text;
  }
  static void describe(const core::TransferEnded& body, StepParts& parts) {
    parts.agent = body.to;
    if (body.end == core::OfferEnd::kFailed) parts.detail = "failed: " + cause_name(body.cause);
  }
  static void describe(const core::OutsideTalkStarted& body, StepParts& parts) { parts.detail = body.digits.text; }
  static void describe(const core::ConsultStarted& body, StepParts& parts) {
    parts.detail = body.to.valid() ? base::to_text(body.to) : body.digits.text;
  }
  static void describe(const core::ContactParked& body, StepParts& parts) { parts.detail = body.place; }
  static void describe(const core::MuteChanged& body, StepParts& parts) { parts.detail = body.on ? "on" : "off"; }
  static void describe(const core::DigitsSent& body, StepParts& parts) { parts.detail = body.digits.text; }
  static void describe(const core::WrapUpStarted& body, StepParts& parts) { parts.detail = word(body.policy); }
  static void describe(const core::HandlingEnded& body, StepParts& parts) {
    if (body.disposition.valid()) parts.detail = base::to_text(body.disposition);
  }
  static void describe(const core::RecordingEnded& body, StepParts& parts) {
    parts.detail = body.whole ? "whole" : cause_name(body.cause);
  }
  static void describe(const core::ContactEnded& body, StepParts& parts) {
    const bool broken = body.end == core::ContactEnd::kRejected || body.end == core::ContactEnd::kFailed;
    if (broken) parts.detail += ": " + cause_name(body.cause);
  }
};

// "FlowStepTaken" to "flow_step_taken".
std::string snake_case(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !out.empty()) out.push_back('_');
    out.push_back(upper ? static_cast<char>(c + ('a' - 'A')) : c);
  }
  return out;
}

}  // namespace

void write_step(JsonWriter& out, const journal::Step& step, const core::Centre* centre) {
  const auto kind = std::visit([](const auto& body) { return snake_case(body.kTypeName); }, step.fact.body);
  const auto parts = std::visit(PartsOf{centre}, step.fact.body);
  out.begin_object().field("position", step.position).field("at", step.fact.at).field("kind", kind);
  out.field("agent", parts.agent).field("queue", parts.queue).field("node", parts.node);
  out.field("detail", parts.detail).end_object();
}

}  // namespace peal::api
