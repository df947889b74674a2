#include "api/revision/mistake_words.hpp"

#include <array>

namespace peal::api {
namespace {

using settings::Rule;

struct RuleWords {
  Rule rule;
  std::string_view zh;
  std::string_view en;
};

// {0} and {1} stand for the words that the rule brings along.
constexpr std::array<RuleWords, settings::kRules> kWords{{
    {Rule::kOther, "", ""},
    {Rule::kUnknown, "没有这一项。", "There is no such line."},
    {Rule::kNeeded, "这一项必须填写。", "This is needed."},
    {Rule::kPlainValue, "这里只能填一个值。", "One plain value belongs here."},
    {Rule::kTooLong, "太长，最多 {0} 字节。", "Too long; {0} bytes are the most."},
    {Rule::kTruth, "只能为 true 或 false。", "Either true or false."},
    {Rule::kNumber, "请填 {0} 到 {1} 的整数。", "A whole number from {0} to {1}."},
    {Rule::kTime, "请填 {0} 到 {1} 秒之间的时间。", "A time from {0} to {1} seconds."},
    {Rule::kOneOf, "请选择其一：{0}。", "One of: {0}."},
    {Rule::kListEntry, "格式不对，应当像 {0}。", "Not written as it should be, which is like {0}."},
    {Rule::kKey, "请用最多 {0} 个字母、数字、“-”、“_”或“.”。", "Up to {0} letters, digits, '-', '_' or '.'."},
    {Rule::kKeyFixed, "建立后不能改名；请新建一个，再删除这一个。", "It cannot be renamed; add a new one and remove this one."},
    {Rule::kKeyTaken, "已经有了，请换一个。", "There is one already; choose another."},
    {Rule::kNoSuch, "没有“{0}”，请先添加或另选。", "There is no '{0}'; add it first or choose another."},
    {Rule::kTooMany, "最多 {0} 个。", "{0} are the most."},
    {Rule::kStillNeeded, "{0} 还在使用它，请先修改那里。", "{0} still needs it; change that first."},
    {Rule::kAddress, "请填主机或“主机:端口”，例如 sip.carrier.example、192.0.2.7:5080 或 [2001:db8::7]:5060。",
     "A host, or a host and a port, such as sip.carrier.example, 192.0.2.7:5080 or [2001:db8::7]:5060."},
    {Rule::kDigits, "只能填数字、“+”、“*”或“#”，最多 {0} 位。", "Digits, '+', '*' or '#' only, at most {0}."},
    {Rule::kNeedsUser, "注册需要用户名，由运营商提供。", "To register it needs a user: the name that the carrier gave you."},
    {Rule::kUser, "不能有空格、引号或“@”；“@”后面的部分填在域名里。", "No blanks, quotes or '@'; what follows the '@' is the domain."},
    {Rule::kAuthoritiesTls, "只用于 TLS 或自动选择的传输方式。", "For the transports TLS and automatic only."},
    {Rule::kAuthorities, "请填 PEM 格式的证书，从 -----BEGIN CERTIFICATE----- 开始，最多 {0} 字节。",
     "Certificates in PEM form, from -----BEGIN CERTIFICATE----- on, at most {0} bytes."},
    {Rule::kReadableKeys, "密钥随信令发送，不用 TLS 时途中任何人都能读到；请选 TLS，只有网络本身可信时才允许不用 TLS。",
     "Its keys travel in the messages, and without TLS everybody on the way can read them; choose TLS, or allow it where the network itself is trusted."},
    {Rule::kRealm, "请填运营商发来的 realm=\"...\" 引号中的文字，最多 {0} 字节。",
     "The words between the quotes of realm=\"...\" that the carrier sends, at most {0} bytes."},
    {Rule::kHealthTooOften, "短于 5 秒会打扰运营商；填 0 表示不检查。", "Shorter than 5 seconds would bother the carrier; 0 means no checks."},
    {Rule::kPasswordHere, "密码不写在这里，请用设置密码。", "Passwords do not stand here; set it with its button."},
    {Rule::kOutsideAddress, "外部设备需要号码，或 SIP 地址（如 sip:anna@example.com）、电话号码（如 tel:+8613810298208）。",
     "An outside device needs a number, or a SIP address such as sip:anna@example.com, or a telephone number such as tel:+8613810298208."},
    {Rule::kOutsideOnly, "只用于外部设备。", "For outside devices only."},
    {Rule::kOfficeOnly, "外部号码同时只能有一个通话。", "For phones of the office; an outside number is in one call at a time."},
    {Rule::kNoTelephoneNumber, "这不是可以呼叫的电话号码，请填写地址。", "This is no telephone number that could be rung; give an address."},
    {Rule::kExtensionTaken, "座席“{0}”已在使用这个分机号。", "Agent '{0}' has this extension already."},
    {Rule::kExtensionIsNumber, "这已是一个接入号码，请换一个。", "This is one of the numbers that callers dial; choose another."},
    {Rule::kNumberTaken, "{0} 已在使用这个号码。", "This is what {0} has already; choose another."},
    {Rule::kParkPlace, "这是驻留位，请换一个。", "This is a place where calls are parked; choose another."},
    {Rule::kPhoneCode, "这是话机的功能码，请换一个。", "This is a code of phones; choose another."},
    {Rule::kAgentHasUser, "用户“{0}”已对应这个座席。", "User '{0}' is this agent already."},
    {Rule::kOneOnly, "这里一次只能改一个。", "One at a time here."},
    {Rule::kDialled, "请填话机拨打的数字，最多 {0} 位，例如 6500。", "What phones dial: digits, at most {0}, such as 6500."},
    {Rule::kPinHere, "密码不写在这里，请用设置密码。", "PINs do not stand here; set them with their button."},
    {Rule::kHostNeedsPin, "主持人用密码表明身份，因此会议室也要设密码。", "Hosts show who they are by a PIN, so the room must ask for one."},
    {Rule::kWaitNeedsHost, "需要主持人密码，否则会一直等下去。", "It needs a PIN of hosts, or everybody waits for ever."},
    {Rule::kNotYet, "本版本还不支持，请选择其一：{0}。", "This release cannot do it yet; one of: {0}."},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (static_cast<std::size_t>(kWords[i].rule) != i) return false;
  }
  return true;
}
static_assert(in_order(), "the sentences must follow the rules");

std::string filled(std::string_view sentence, const std::vector<std::string>& with) {
  std::string out;
  while (!sentence.empty()) {
    const auto brace = sentence.find('{');
    out += sentence.substr(0, brace);
    if (brace == std::string_view::npos) break;
    const auto which = static_cast<std::size_t>(sentence[brace + 1] - '0');
    if (which < with.size()) out += with[which];
    sentence.remove_prefix(brace + 3);
  }
  return out;
}

struct KindWords {
  std::string_view en;
  std::string_view zh;
};

// How a rule calls whoever needs or has a thing: "Number 7000", "agent li".
constexpr std::array<KindWords, 7> kKindWords{{{"Number ", "号码 "},
                                               {"Agent ", "座席 "},
                                               {"agent ", "座席 "},
                                               {"User ", "用户 "},
                                               {"Queue ", "队列 "},
                                               {"Flow ", "流程 "},
                                               {"conference ", "会议室 "}}};

std::string in_chinese(const std::string& thing) {
  for (const auto& kind : kKindWords) {
    if (thing.starts_with(kind.en)) return std::string(kind.zh) + thing.substr(kind.en.size());
  }
  return thing;
}

}  // namespace

std::string mistake_text(const settings::Mistake& mistake, std::string_view language) {
  const auto& words = kWords[static_cast<std::size_t>(mistake.broken.rule)];
  const bool chinese = language.starts_with("zh");
  const auto sentence = chinese ? words.zh : words.en;
  if (sentence.empty()) return mistake.text;
  auto with = mistake.broken.with;
  const bool things = words.rule == Rule::kStillNeeded || words.rule == Rule::kNumberTaken;
  if (chinese && things) {
    for (auto& each : with) each = in_chinese(each);
  }
  return filled(sentence, with);
}

}  // namespace peal::api
