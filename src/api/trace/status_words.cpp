#include "api/trace/status_words.hpp"

#include <algorithm>

namespace peal::api {
namespace {

struct Meaning {
  std::uint16_t status;
  std::string_view zh;
  std::string_view en;
};

// RFC 3261 21 and the registry after it, in the order of the numbers. The last
// row of a hundred stands for those that have none.
constexpr Meaning kMeanings[] = {
    {300, "有多个去处可选。", "There are several places to call instead."},
    {301, "号码已永久变更。", "The number has moved for good."},
    {302, "要求改呼另一个地址。", "Call another address instead."},
    {305, "要求经由代理呼叫。", "Call through a proxy instead."},
    {399, "要求改呼另一个地址。", "Call another address instead."},
    {400, "请求格式有误。展开消息可看到对方的说明。", "The request is malformed. The message may say where."},
    {401, "要求验证身份：这是正常的第一步，随后应带密码重发。", "Proof of identity is asked for: a normal first step, the request comes again with a password."},
    {403, "禁止：没有权限，或账号、来源地址未被允许。请核对账号、来源地址和呼叫权限。",
     "Forbidden: the account, the source address or the destination is not allowed. Check all three."},
    {404, "没有这个号码或用户。", "There is no such number or user."},
    {405, "对方不支持这种请求。", "The other side does not know this kind of request."},
    {406, "对方给不出我们能接受的内容。", "The other side has nothing that we accept."},
    {407, "代理要求验证身份：这是正常的第一步，随后应带密码重发。", "A proxy asks for proof of identity: a normal first step, the request comes again with a password."},
    {408, "超时无应答：对方没有在时限内回应。", "It took too long: nobody answered in time."},
    {410, "号码已停用。", "The number is not in use any more."},
    {413, "消息太大。", "The message is too large."},
    {414, "号码或地址太长。", "The number or address is too long."},
    {415, "对方不认识消息内容的类型。", "The other side does not know this kind of content."},
    {416, "对方不支持这种地址。", "The other side does not know this kind of address."},
    {420, "要求了对方不支持的扩展。", "An extension was required that the other side does not know."},
    {421, "对方要求一个我们没有提供的扩展。", "The other side requires an extension that was not offered."},
    {422, "会话刷新间隔太短，会以更长的间隔重试。", "The session interval is too short; it is tried again with a longer one."},
    {423, "注册时长太短，会以更长的时长重试。", "The registration is too short; it is tried again with a longer one."},
    {433, "拒绝匿名来电。", "Anonymous callers are refused."},
    {480, "暂时联系不上：设备不在线或未登录。", "Not reachable at the moment: no device is there, or nobody is signed in."},
    {481, "对方已不知道这个通话或请求，多半是它已经结束。", "The other side does not know this call any more; it has most likely ended."},
    {482, "消息绕回了原处：检查路由是否成环。", "The message came back to where it was: look for a loop in the routing."},
    {483, "经过的跳数太多：检查路由是否成环。", "Too many hops: look for a loop in the routing."},
    {484, "号码不完整。", "The number is incomplete."},
    {485, "号码有歧义。", "The number is ambiguous."},
    {486, "对方正忙。", "Busy."},
    {487, "呼叫在接通前被取消：主叫挂断，或已在别处接听。", "Ended before the answer: the caller gave up, or it was answered elsewhere."},
    {488, "没有共同支持的语音编码或媒体方式。请核对双方的编码。", "No codec or kind of media in common. Compare the codecs of both sides."},
    {489, "对方不支持这种订阅。", "The other side does not know this kind of subscription."},
    {491, "双方同时提出更改，稍后会重试。", "Both sides changed the call at once; it is tried again."},
    {493, "对方无法解密消息。", "The other side cannot decipher the message."},
    {494, "对方要求安全协商。", "The other side requires an agreement on security."},
    {499, "对方不接受这个请求。", "The other side does not accept this request."},
    {500, "对方系统内部出错。", "The other side has an error of its own."},
    {501, "对方不支持这项功能。", "The other side cannot do this."},
    {502, "对方的上级网络出错。", "The network behind the other side gave a bad answer."},
    {503, "对方暂时不能提供服务：过载、维护，或没有可用线路。", "No service at the moment: overload, maintenance, or no free line."},
    {504, "对方的上级网络超时。", "The network behind the other side took too long."},
    {505, "对方不支持这个 SIP 版本。", "The other side does not know this version of SIP."},
    {513, "消息太大。", "The message is too large."},
    {580, "无法预留所要求的网络资源。", "The network cannot reserve what was asked for."},
    {599, "对方服务器出错。", "The other side's server has failed."},
    {600, "所有设备都忙。", "Busy everywhere."},
    {603, "对方拒绝接听。", "Declined."},
    {604, "任何地方都没有这个号码。", "The number does not exist anywhere."},
    {606, "没有可接受的媒体方式。", "No acceptable kind of media."},
    {607, "被叫方不想接此来电。", "The called person does not want this call."},
    {608, "来电被运营商或分析系统拦截。", "The call was blocked by the carrier or an analytics service."},
    {699, "对方在任何地方都不接受此呼叫。", "The call is not accepted anywhere."},
};

}  // namespace

std::string_view status_meaning(std::uint16_t status, std::string_view language) {
  if (status < 300 || status > 699) return {};
  const auto* row = std::ranges::find(kMeanings, status, &Meaning::status);
  if (row == std::end(kMeanings)) {
    const auto last = static_cast<std::uint16_t>(status / 100 * 100 + 99);
    row = std::ranges::find(kMeanings, last, &Meaning::status);
  }
  return language.starts_with("zh") ? row->zh : row->en;
}

}  // namespace peal::api
