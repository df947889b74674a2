#include "settings/lines.hpp"

/// Flows as the settings file writes them.
namespace peal::settings {
namespace {

struct NodeLines {
  const Referring& referring;
  LineWriter out;

  void prompt(const core::Prompt& said) { out.translated("text", said.text).text("recording", said.recording); }

  void operator()(const core::AnswerNode& node) { out.text("kind", "answer").text("next", node.next); }
  void operator()(const core::PlayNode& node) {
    out.text("kind", "play");
    prompt(node.prompt);
    out.truth("barge_in", node.barge_in, false).text("next", node.next);
  }
  void operator()(const core::MenuNode& node) {
    const core::MenuNode usual;
    out.text("kind", "menu");
    prompt(node.prompt);
    Lines keys;
    for (const auto& [key, target] : node.keys) keys.push_back({key, {target}});
    out.map("keys", std::move(keys)).seconds("timeout", node.timeout, usual.timeout).number("tries", node.tries, usual.tries);
    out.text("on_invalid", node.on_invalid).text("on_timeout", node.on_timeout);
  }
  void operator()(const core::SetLanguageNode& node) {
    out.text("kind", "language").text("language", node.language).text("next", node.next);
  }
  void operator()(const core::QueueNode& node) {
    out.text("kind", "queue").text("queue", referring.key(Kind::kQueue, node.queue.value));
    out.number("priority", node.priority, 0).text("on_full", node.on_full);
  }
  void operator()(const core::EchoNode& node) {
    const core::EchoNode usual;
    out.text("kind", "echo").seconds("longest", node.longest, usual.longest).text("next", node.next);
  }
  void operator()(const core::HangUpNode&) { out.text("kind", "hang_up"); }
  void operator()(const core::ConferenceNode& node) {
    out.text("kind", "conference").text("conference", referring.key(Kind::kConference, node.conference.value));
  }
};

}  // namespace

// The version is no line: it is counted where flows are kept.
Lines lines_of(const core::Flow& flow, const Referring& referring) {
  Lines nodes;
  for (const auto& node : flow.nodes) {
    NodeLines lines{referring, {}};
    std::visit(lines, node.kind);
    nodes.push_back({node.key, {lines.out.take()}});
  }
  return LineWriter().text("key", flow.key).translated("name", flow.name).text("start", flow.start).map("nodes", std::move(nodes)).take();
}

}  // namespace peal::settings
