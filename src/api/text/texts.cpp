#include "api/text/texts.hpp"

#include <algorithm>
#include <charconv>

namespace peal::api {
namespace {

constexpr Text kTexts[] = {
    // One for each row of base::ErrorCode.
    {"error.bad_input", "请求内容有误", "The request is not valid"},
    {"error.not_found", "找不到", "Not found"},
    {"error.already_exists", "已经存在", "It exists already"},
    {"error.conflict", "当前状态不允许此操作", "The state does not allow this now"},
    {"error.not_signed_in", "尚未登录", "Not signed in"},
    {"error.forbidden", "没有权限", "Not allowed"},
    {"error.too_large", "内容过大", "Too large"},
    {"error.too_many", "操作过于频繁，请稍后再试", "Too many tries; wait a little"},
    {"error.overloaded", "系统繁忙，请稍后再试", "Too busy; try again soon"},
    {"error.timeout", "超时", "It took too long"},
    {"error.unreachable", "无法接通对方", "The other side cannot be reached"},
    {"error.busy", "对方正忙", "Busy"},
    {"error.no_answer", "无人应答", "No answer"},
    {"error.declined", "对方拒绝", "Declined"},
    {"error.unsupported_media", "没有共同支持的媒体格式", "No media format in common"},
    {"error.storage", "存储出错", "The storage failed"},
    {"error.storage_full", "磁盘空间已满", "The disk is full"},
    {"error.corrupt", "存储的数据已损坏", "Stored data is damaged"},
    {"error.address_in_use", "地址已被占用", "The address is in use"},
    {"error.permission", "操作系统拒绝访问", "The operating system refused"},
    {"error.unavailable", "暂时不可用", "Not available at the moment"},
    {"error.cancelled", "已取消", "Cancelled"},
    {"error.internal", "系统内部错误", "Something broke inside the server"},

    // What this room refuses.
    {"api.wrong_password", "用户名或密码不正确。", "The name or the password is wrong."},
    {"api.session_over", "登录已失效，请重新登录。", "The session is over; sign in again."},
    {"api.sign_in_first", "请先登录。", "Sign in first."},
    {"api.bad_key", "API 密钥不存在或已被撤销。", "The API key is unknown or was revoked."},
    {"api.not_allowed", "您的角色没有此权限。", "Your role does not allow this."},
    {"api.persons_only", "此操作只适用于登录的用户。", "This is for persons who have signed in."},
    {"api.not_an_agent", "您不是座席。", "You do not work as an agent."},
    {"api.foreign_origin", "请求来自不允许的网页。", "The request comes from a page that is not allowed."},
    {"api.too_many_sign_ins", "登录尝试次数过多，请几分钟后再试。", "Too many tries to sign in; wait a few minutes."},
    {"api.too_many_web_calls", "呼叫过于频繁，请稍后再试。", "Too many calls from your address; wait a little."},
    {"api.no_such_number", "没有这个号码。", "There is no such number."},
    {"api.not_a_name", "姓名中含有无法显示的字符，请重新填写。", "The name holds characters that cannot be shown; type it again."},
    {"api.not_a_number", "这不是有效的电话号码，请检查后再试；也可以不填。",
     "This is not a telephone number. Check it, or leave it out."},
    {"api.token_over", "呼叫凭证已使用或已过期。", "The call's token was used or is too old."},
    {"api.draining", "系统即将停止，暂不接受新的呼叫。", "The server is about to stop and takes no new calls."},
    {"api.busy", "系统繁忙，请稍后再试。", "The server is too busy; try again soon."},
    {"api.not_recorded", "录音文件不存在。", "The recording's file is not there."},
    {"api.no_trace", "没有保存此次通话的信令：可能已超过保留期，或在保存比例之外。",
     "The messages of this call are not kept: they are too old, or the call was not in the share that is kept."},
    {"api.no_trace_kept", "服务器以 --trace none 启动，不保存信令。", "This server was started with --trace none and keeps no messages."},
    {"api.trace_shared", "此服务器有多个租户，请在服务器上使用 peal trace。", "Several tenants share this server; use peal trace on its machine."},
    {"api.changed_meanwhile", "其他人刚刚修改过，请刷新后再保存。", "Somebody else has saved since; load it again."},

    // Trunks; {answer} is what the other side said.
    {"trunk.certificate", "对方的证书不被信任：{answer}。请检查地址里的名称、对方的证书和 authorities。",
     "The certificate of the other side is not trusted: {answer}. Check the name in the address, its certificate and the authorities."},
    {"trunk.silent", "对方没有回应。请检查地址、端口和防火墙。", "Nobody answers there. Check the address, the port and the firewalls."},
    {"trunk.unreachable", "网络报告该地址无法到达。请检查地址和端口，以及对方是否在运行。",
     "The network says that nobody is there. Check the address and the port, and whether the other side runs."},
    {"trunk.password", "对方不接受我们的用户名或密码（{answer}）。请核对用户名，并用 peal trunk password 重新设置密码。",
     "The other side does not take our user or password ({answer}). Check the user, and set the password again with peal trunk password."},
    {"trunk.foreign_challenge", "有人以 {answer} 的名义索要我们的密码，这与中继的 realm、域名和地址都不符，密码没有发出。如果运营商就用这个名称，请把它写进 realm。",
     "Somebody asked for our password as {answer}, which is neither the realm nor the domain nor the address of this trunk; the password was not shown. If that is the carrier's own name, write it as its realm."},
    {"trunk.refused", "对方拒绝了请求：{answer}。", "The other side refuses: {answer}."},
    {"trunk.expiry", "对方要求的注册时长无法接受。", "The registrar asks for a length of registration that cannot be."},
    {"trunk.names_silent", "没有域名服务器回答“{answer}”在哪里。请检查本机的网络和域名解析设置。",
     "No name server tells where '{answer}' is. Check the network and the name servers of this machine."},
    {"trunk.names_stale", "没有域名服务器再回答“{answer}”在哪里；仍按之前查到的地址呼叫。请检查域名解析设置。",
     "No name server tells any more where '{answer}' is; calls go to the addresses found before. Check the name servers."},
    {"trunk.unknown_name", "名称“{answer}”没有 SRV 记录，也没有地址记录。请检查拼写，或询问运营商。",
     "The name '{answer}' has no SRV or address record. Check its spelling, or ask the carrier."},
    {"trunk.no_password", "尚未设置密码。请在服务器上执行 peal trunk password。", "It has no password yet. Run peal trunk password on the server."},
    {"trunk.at_limit", "中继的通道数或每秒呼叫数已达上限。", "The trunk is at its limit of channels or calls per second."},
    {"trunk.tests_running", "其他测试呼叫正在进行，请稍候。", "Other test calls run; wait a little."},
    {"trunk.test_heard", "接通成功：对方应答，提示音已完整播放。", "It works: somebody answered, and the sentence was played to the end."},
    {"trunk.test_cut_short", "已接通，但提示音播放完之前通话就结束了。", "It was answered, but the call ended before the sentence did."},
    {"trunk.test_busy", "线路正常，对方占线（{answer}）。", "The line works; the number called is busy ({answer})."},
    {"trunk.test_no_answer", "对方没有应答。", "Nobody answered."},
    {"trunk.test_declined", "线路正常，对方拒接（{answer}）。", "The line works; the call was declined ({answer})."},
    {"trunk.test_no_such_number", "对方说没有这个号码（{answer}）。请检查号码格式。",
     "The other side knows no such number ({answer}). Check how this trunk wants numbers written."},
    {"trunk.test_media", "没有共同的语音编码（{answer}）。请检查编码顺序。", "No codec in common ({answer}). Check the trunk's codecs."},
    {"trunk.test_sentence", "这是一个测试呼叫。您能听到这段话，说明线路工作正常。再见。",
     "This is a test call. If you can hear this, the line works. Goodbye."},

    // Why an entry of the settings was not changed.
    {"settings.gone", "这一项刚被别人删除了。", "Somebody else has removed this in the meantime."},
    {"settings.changed_meanwhile", "这一项刚被别人改过，请重新打开再改。", "Somebody else has changed this in the meantime; open it again."},
    {"api.customer_in_contact", "这位客户正在联络中，或话后处理尚未结束，请稍后再试。",
     "This customer is in a contact, or one is being written up; try again when it is over."},
    {"api.not_yourself", "不能删除您自己。", "You cannot remove yourself."},

    // Why a source is shut out.
    {"ban.wrong_password", "多次尝试错误的密码。", "Tried wrong passwords again and again."},
    {"ban.no_password", "反复请求登录，却从不给出密码。", "Asked to sign in again and again and never showed a password."},
    {"ban.unknown_number", "拨打了许多不存在的号码。", "Called many numbers that there are not."},
    {"ban.scanner", "使用寻找开放电话系统的扫描程序。", "Uses a program that looks for open telephone systems."},
    {"ban.malformed", "发送了大量不符合 SIP 规则的消息。", "Sent many messages that break the rules of SIP."},
    {"ban.flood", "在他人等待时发送了过多请求。", "Sent far more requests than its share while others waited."},

    // Why a call to outside was refused.
    {"outside.country", "不允许拨打该国家或地区。可在设置的 tenant.outside.countries 中开放。",
     "Calls to this country are closed. They can be opened in the settings: tenant.outside.countries."},
    {"outside.premium", "不允许拨打高额收费或卫星号码。", "Premium rate and satellite numbers are closed."},
    {"outside.blocked", "该号码段已被设置禁止。", "Numbers that begin so are blocked in the settings."},
    {"outside.unreadable", "这不是可以识别的电话号码。", "This is no telephone number that could be judged."},
    {"outside.night", "此时段不允许拨打外线。", "Calls to outside are closed at this hour."},
    {"outside.at_once", "同时进行的外线通话已达上限。", "As many calls to outside are up as there may be."},
    {"outside.per_minute", "每分钟外呼次数已达上限。", "Too many calls to outside in one minute."},
    {"outside.minutes", "本小时的外线通话分钟数已用完。", "The minutes of calls to outside for this hour are used up."},

    // What the core refuses.
    {"refuse.no_agent", "没有这个座席。", "There is no such agent."},
    {"refuse.not_signed_in", "请先签入。", "Sign in for the day first."},
    {"refuse.in_contact", "还有通话或话后处理未结束。", "A contact is still in hand."},
    {"refuse.disposition_needed", "请先选择处理结果。", "Choose a disposition first."},
    {"refuse.no_device", "话机尚未接通，请检查软电话。", "Your phone is not connected; check the softphone."},
    {"refuse.no_reason", "没有这个原因。", "There is no such reason."},
    {"refuse.no_contact", "这个联络已不存在。", "This contact is not here any more."},
    {"refuse.not_talking", "您当前没有在通话。", "You are not in this call."},
    {"refuse.reconnecting", "正在重新连接您的话机。", "Your phone is being connected again."},
    {"refuse.already_held", "客户已在保持中。", "The customer is on hold already."},
    {"refuse.not_held", "客户不在保持中。", "The customer is not on hold."},
    {"refuse.digits", "按键无效。", "These are no keys of a keypad."},
    {"refuse.not_in_wrap_up", "当前不在话后处理中。", "You are not in wrap-up."},
    {"refuse.not_timed", "话后处理没有时间限制。", "This wrap-up has no time limit."},
    {"refuse.extension", "延长的时间无效。", "This is no length of time to add."},
    {"refuse.wrap_up_too_long", "话后处理不能再延长。", "The wrap-up cannot be made any longer."},
    {"refuse.notes_too_long", "备注过长。", "The notes are too long."},
    {"refuse.no_disposition", "没有这个处理结果。", "There is no such disposition."},
    {"refuse.wrap_up_timed", "请等话后处理时间结束，或选择处理结果。",
     "Wait for the end of the wrap-up, or choose a disposition."},
    {"refuse.no_target", "没有这个目标，请检查号码。", "There is no such target; check the number."},
    {"refuse.target_self", "不能转给自己。", "You cannot send a call to yourself."},
    {"refuse.target_signed_out", "对方未签入。", "This colleague is not signed in."},
    {"refuse.target_busy", "对方正忙。", "This colleague is busy."},
    {"refuse.target_away", "对方的话机未接通。", "This colleague's phone is not connected."},
    {"refuse.queue_full", "该队列已满。", "This queue is full."},
    {"refuse.no_outside", "您没有拨打外线的权限。", "You may not call outside numbers."},
    {"refuse.no_trunk", "没有可用的外线中继。", "There is no trunk to the outside."},
    {"refuse.consulting", "您正在咨询中，请先结束。", "You are asking somebody already; end that first."},
    {"refuse.no_consult", "当前没有咨询。", "You are not asking anybody."},
    {"refuse.in_consult", "咨询期间请用切换。", "Use swap while you ask somebody."},
    {"refuse.consult_ringing", "对方尚未应答。", "The other side has not answered yet."},
    {"refuse.consult_target", "只能咨询座席或号码。", "Ask an agent or a number."},
    {"refuse.join_on_phone", "请在话机上合并通话。", "Join the two calls on your phone."},
    {"refuse.already_joined", "三方已在同一通话中。", "All three are in one call already."},
    {"refuse.no_conference", "会议中当前没有人。", "Nobody is in this conference."},
    {"refuse.pin_not_asked", "会议设置不要求此密码；请先在设置文件中写 pin: true 或 host_pin: true。",
     "The settings of this conference ask for no such PIN; write pin: true or host_pin: true there first."},
    {"refuse.no_party", "此人已不在会议中。", "That party is not in the conference any more."},
    {"refuse.not_host", "只有会议中的主持人或主管可以操作。", "Only a host inside or a supervisor may do this."},
    {"refuse.swap_on_phone", "请在话机上切换。", "Swap the two calls on your phone."},
    {"refuse.no_park", "没有这个驻留位。", "There is no such park place."},
    {"refuse.park_taken", "这个驻留位已被占用。", "This park place is taken."},
    {"refuse.park_full", "没有空闲的驻留位。", "All park places are taken."},
    {"refuse.not_parked", "这个通话已不在驻留中。", "This call is not parked any more."},
    {"refuse.conference_locked", "会议已锁定。", "The conference is locked."},
    {"refuse.no_transfer_here", "这个通话不能转接。", "This call cannot be sent on."},
    {"refuse.no_call_waiting", "管理员未允许这个分机使用呼叫等待。", "Call waiting is not allowed at this extension."},
    {"refuse.ring_time", "振铃时间须为 5 到 120 秒。", "An extension rings from 5 to 120 seconds."},
    {"refuse.no_seat", "您当前没有使用别的话机。", "You are not at another phone."},
    {"refuse.not_offered", "没有正在振铃的联络。", "No contact is being offered to you."},
};

// A quality of RFC 9110 12.4.2 in thousandths; 1,000 when it is not given.
int quality_of(std::string_view parameters) {
  const auto at = parameters.find("q=");
  if (at == std::string_view::npos) return 1'000;
  double quality = 0;
  const auto digits = parameters.substr(at + 2);
  std::from_chars(digits.data(), digits.data() + digits.size(), quality);
  return static_cast<int>(std::clamp(quality, 0.0, 1.0) * 1'000);
}

bool begins(std::string_view range, std::string_view tag) {
  return range.size() >= 2 && (range[0] | 0x20) == tag[0] && (range[1] | 0x20) == tag[1] &&
         (range.size() == 2 || range[2] == '-');
}

}  // namespace

std::span<const Text> texts() { return kTexts; }

std::optional<std::string_view> text_of(std::string_view key, std::string_view language) {
  const auto found = std::ranges::find(kTexts, key, &Text::key);
  if (found == std::end(kTexts)) return std::nullopt;
  return begins(language, "zh") ? found->zh : found->en;
}

std::string_view language_for(std::string_view accept_language, std::string_view fallback) {
  std::string_view best = fallback;
  int best_quality = 0;
  while (!accept_language.empty()) {
    const auto comma = accept_language.find(',');
    auto range = accept_language.substr(0, comma);
    accept_language = comma == std::string_view::npos ? std::string_view{} : accept_language.substr(comma + 1);
    const auto start = range.find_first_not_of(" \t");
    if (start == std::string_view::npos) continue;
    range.remove_prefix(start);
    const auto semicolon = range.find(';');
    const int quality = semicolon == std::string_view::npos ? 1'000 : quality_of(range.substr(semicolon + 1));
    range = range.substr(0, range.find_first_of("; \t"));
    if (quality <= best_quality) continue;
    if (begins(range, "zh")) best = "zh-CN";
    else if (begins(range, "en")) best = "en-US";
    else continue;
    best_quality = quality;
  }
  return best;
}

}  // namespace peal::api
