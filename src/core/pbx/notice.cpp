#include "core/pbx/notice.hpp"

namespace peal::core::pbx {
namespace {

Translated sentence(const std::string& notice) {
  if (notice == kForwardingOn) return {{"zh-CN", "呼叫转移已开启。"}, {"en-US", "Calls are forwarded now."}};
  if (notice == kForwardingOff) return {{"zh-CN", "呼叫转移已取消。"}, {"en-US", "Calls are not forwarded any more."}};
  if (notice == kWaitingOn) return {{"zh-CN", "呼叫等待已开启。"}, {"en-US", "Call waiting is on."}};
  if (notice == kWaitingOff) return {{"zh-CN", "呼叫等待已关闭。"}, {"en-US", "Call waiting is off."}};
  if (notice == kNotDisturbed) return {{"zh-CN", "免打扰已开启。"}, {"en-US", "Do not disturb is on."}};
  if (notice == kDisturbed) return {{"zh-CN", "免打扰已关闭。"}, {"en-US", "Do not disturb is off."}};
  if (notice == kSeatLeft) return {{"zh-CN", "您已退出这部电话。"}, {"en-US", "You have left this phone."}};
  if (notice == kWriteUpFirst) return {{"zh-CN", "请先完成上一通电话的小结。"}, {"en-US", "Please finish the work on your last call first."}};
  return {{"zh-CN", "无法执行此操作。"}, {"en-US", "This cannot be done."}};
}

// How long a caller may think before the first digit, and after the last one.
constexpr base::Seconds kPinPatience{20};

FlowNode ask(const char* key, Translated text) {
  MenuNode menu;
  menu.prompt.text = std::move(text);
  menu.timeout = kPinPatience;
  menu.tries = 1;
  return {key, menu};
}

FlowNode tell(const char* key, Translated text) { return {key, PlayNode{Prompt{std::move(text), {}}, false, ""}}; }

// The digits are gathered by the phone's leg and come as one; the flow only speaks.
std::vector<FlowNode> pin_nodes() {
  return {{"answer", AnswerNode{kPinNode}},
          ask(kPinNode, {{"zh-CN", "请输入您的密码，按井号键结束。"}, {"en-US", "Please enter your PIN, and then the hash key."}}),
          ask(kPinAgainNode, {{"zh-CN", "密码不正确，请重新输入，按井号键结束。"},
                              {"en-US", "That PIN is not right. Please enter it again, and then the hash key."}}),
          tell(kPinRightNode, {{"zh-CN", "这部电话现在归您使用。"}, {"en-US", "This phone is yours now."}}),
          tell(kPinLockedNode, {{"zh-CN", "错误次数过多，请稍后再试。"}, {"en-US", "Too many wrong tries. Please try again later."}}),
          tell(kPinRefusedNode, sentence(kNotPossible))};
}

}  // namespace

std::shared_ptr<const Flow> notice_flow(const std::string& notice) {
  if (notice.empty()) return nullptr;
  Flow flow;
  if (notice == kAskPin) {
    flow.key = notice;
    flow.start = "answer";
    flow.nodes = pin_nodes();
    return std::make_shared<const Flow>(std::move(flow));
  }
  flow.key = notice;
  flow.start = "answer";
  flow.nodes = {{"answer", AnswerNode{"say"}}, {"say", PlayNode{Prompt{sentence(notice), {}}, false, ""}}};
  return std::make_shared<const Flow>(std::move(flow));
}

}  // namespace peal::core::pbx
