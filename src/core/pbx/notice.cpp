#include "core/pbx/notice.hpp"

namespace peal::core::pbx {
namespace {

Translated sentence(const std::string& notice) {
  if (notice == kForwardingOn) return {{"zh-CN", "呼叫转移已开启。"}, {"en-US", "Calls are forwarded now."}};
  if (notice == kForwardingOff) return {{"zh-CN", "呼叫转移已取消。"}, {"en-US", "Calls are not forwarded any more."}};
  return {{"zh-CN", "无法执行此操作。"}, {"en-US", "This cannot be done."}};
}

}  // namespace

std::shared_ptr<const Flow> notice_flow(const std::string& notice) {
  if (notice.empty()) return nullptr;
  Flow flow;
  flow.key = notice;
  flow.start = "answer";
  flow.nodes = {{"answer", AnswerNode{"say"}}, {"say", PlayNode{Prompt{sentence(notice), {}}, false, ""}}};
  return std::make_shared<const Flow>(std::move(flow));
}

}  // namespace peal::core::pbx
