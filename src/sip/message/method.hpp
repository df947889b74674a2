#pragma once

#include <cstdint>
#include <string_view>

namespace peal::sip {

/// Methods with a meaning here; any other token is kUnknown and keeps its text.
/// PUBLISH and MESSAGE are known by name only and get 405; so does a NOTIFY,
/// because we subscribe to nothing.
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
inline constexpr std::string_view kAllowedMethods = "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, PRACK, UPDATE, REFER, SUBSCRIBE";
/// The extensions that we announce; the value of Supported. Phones offer a
/// transfer with consultation only where they read "replaces" (RFC 3891 6.2); who
/// may take a call over is for telephony to say all the same.
inline constexpr std::string_view kSupportedOptions = "timer, 100rel, norefersub, replaces";
/// Understood as well, so that Require may name them, yet not announced with
/// calls: whether a call may be joined is for telephony to say, and the others are
/// for registrations.
inline constexpr std::string_view kUnderstood = "join, path, outbound";
[[nodiscard]] bool supported_extension(std::string_view tag);

}  // namespace peal::sip
