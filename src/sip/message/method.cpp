#include "sip/message/method.hpp"

#include <array>
#include <cstddef>

#include "sip/message/name_addr.hpp"
#include "sip/message/token.hpp"

namespace peal::sip {

namespace {
constexpr std::array<std::string_view, 15> kMethodNames = {
    "",         "INVITE", "ACK",   "BYE",       "CANCEL", "OPTIONS", "REGISTER", "INFO",
    "UPDATE",   "PRACK",  "REFER", "SUBSCRIBE", "NOTIFY", "PUBLISH", "MESSAGE"};
}

Method parse_method(std::string_view text) {
  for (std::size_t i = 1; i < kMethodNames.size(); ++i) {
    if (kMethodNames[i] == text) return static_cast<Method>(i);
  }
  return Method::kUnknown;
}

std::string_view method_name(Method method) { return kMethodNames[static_cast<std::size_t>(method)]; }

bool supported_extension(std::string_view tag) {
  for (std::string_view rest : {kSupportedOptions, kUnderstood}) {
    while (const auto known = next_list_value(rest)) {
      if (same_text(*known, tag)) return true;
    }
  }
  return false;
}

}  // namespace peal::sip
