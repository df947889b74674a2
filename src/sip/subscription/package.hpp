#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sip/dialog/replaces.hpp"

/// What may be watched here (RFC 6665), and how it is written.
namespace peal::sip {

enum class EventPackage : std::uint8_t {
  kDialog,          ///< RFC 4235: whether somebody rings or talks; busy lamps.
  kMessageSummary,  ///< RFC 3842: how many messages wait.
};
inline constexpr std::string_view kEventPackages = "dialog, message-summary";

[[nodiscard]] std::optional<EventPackage> parse_package(std::string_view event);
[[nodiscard]] std::string_view package_name(EventPackage package);
/// The media type of its body.
[[nodiscard]] std::string_view body_type(EventPackage package);

/// One call of the watched user. Whom it is with is nobody's business here.
struct WatchedDialog {
  std::string id;        ///< The same for the life of the call.
  bool early = false;    ///< Rings; else the two talk.
  bool outgoing = false; ///< The watched user called.
  /// By which a watcher may take the call (RFC 3891), named as the call's place
  /// with us sees it; nothing for those who may not.
  std::optional<DialogName> name = {};
  friend bool operator==(const WatchedDialog&, const WatchedDialog&) = default;
};

struct WaitingMessages {
  std::uint32_t fresh = 0;
  std::uint32_t heard = 0;
  std::uint32_t fresh_urgent = 0;
  std::uint32_t heard_urgent = 0;
  friend bool operator==(const WaitingMessages&, const WaitingMessages&) = default;
};

/// application/dialog-info+xml, always the full state; `gone` ended since the
/// body before and are named once as terminated, for phones that wait for it.
[[nodiscard]] std::string dialog_info(std::uint32_t version, std::string_view entity, const std::vector<WatchedDialog>& dialogs,
                                      const std::vector<WatchedDialog>& gone);
/// application/simple-message-summary.
[[nodiscard]] std::string message_summary(std::string_view account, const WaitingMessages& messages);

}  // namespace peal::sip
