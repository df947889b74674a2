#pragma once

#include <cstdint>
#include <string_view>

namespace peal::sip {

/// Methods with a meaning here; any other token is kUnknown and keeps its text.
/// REFER, SUBSCRIBE, NOTIFY, PUBLISH and MESSAGE are known by name only:
/// they get 405 until their own files (dialog/, user_agent/) are written.
enum class Method : std::uint8_t {
  kUnknown,
  kInvite,
  kAck,
  kBye,
  kCancel,
  kOptions,
  kRegister,
  kInfo,
  kUpdate,
  kPrack,
  kRefer,
  kSubscribe,
  kNotify,
  kPublish,
  kMessage,
};

/// Methods are case-sensitive (RFC 3261 7.1).
[[nodiscard]] Method parse_method(std::string_view text);
[[nodiscard]] std::string_view method_name(Method method);

/// What UserAgent answers itself or hands to telephony; the value of Allow.
inline constexpr std::string_view kAllow = "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, PRACK, UPDATE";
/// The extensions that UserAgent knows; the value of Supported, and what Require may name.
inline constexpr std::string_view kSupported = "timer, 100rel";
[[nodiscard]] bool supported_extension(std::string_view tag);

}  // namespace peal::sip
