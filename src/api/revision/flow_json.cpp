#include "api/revision/flow_json.hpp"

namespace peal::api {
namespace {

using Next = std::map<std::string, std::string>;

// An exit that leads nowhere hangs up, and is left out.
void add_exit(Next& next, const std::string& exit, const std::string& node) {
  if (!node.empty()) next.emplace(exit, node);
}

struct NodeWriter {
  JsonWriter& out;

  void operator()(const core::AnswerNode& node) const { finish("answer", {{"next", node.next}}); }
  void operator()(const core::PlayNode& node) const {
    finish("play", {{"next", node.next}});
    out.field("text", node.prompt.text);
  }
  void operator()(const core::MenuNode& node) const {
    Next next = node.keys;
    add_exit(next, "timeout", node.on_timeout);
    add_exit(next, "invalid", node.on_invalid);
    finish("menu", next);
    out.field("text", node.prompt.text);
  }
  void operator()(const core::SetLanguageNode& node) const { finish("set_language", {{"next", node.next}}); }
  void operator()(const core::QueueNode& node) const {
    finish("queue", {{"full", node.on_full}});
    out.field("queue", node.queue);
  }
  void operator()(const core::EchoNode& node) const { finish("echo", {{"next", node.next}}); }
  void operator()(const core::HangUpNode&) const { finish("hang_up", {}); }
  void operator()(const core::ConferenceNode& node) const {
    finish("conference", {});
    out.field("conference", node.conference);
  }

 private:
  void finish(std::string_view kind, const Next& exits) const {
    Next next;
    for (const auto& [exit, node] : exits) add_exit(next, exit, node);
    out.field("kind", kind).field("next", next);
  }
};

}  // namespace

void write_flow(JsonWriter& out, const core::Flow& flow) {
  out.begin_object().field("id", flow.id).field("key", flow.key).field("name", flow.name);
  out.field("version", flow.version).field("start", flow.start).key("nodes").begin_array();
  for (const auto& node : flow.nodes) {
    out.begin_object().field("key", node.key);
    std::visit(NodeWriter{out}, node.kind);
    out.end_object();
  }
  out.end_array().end_object();
}

}  // namespace peal::api
