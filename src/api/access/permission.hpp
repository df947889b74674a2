#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "settings/store.hpp"

namespace peal::api {

using settings::Role;

/// What a route or a document asks for. The names are those of api/openapi.yaml.
enum class Permission : std::uint8_t {
  kDeskUse,           ///< For whoever works as an agent, whatever the role.
  kLiveAll,
  kContactsRead,      ///< Without kContactsAll: one's own.
  kContactsAll,
  kContactsWithheld,  ///< What the network says of callers who withhold their number.
  kRecordingsListen,  ///< Likewise.
  kSignallingRead,    ///< The SIP messages of a call.
  kSignallingCapture, ///< Likewise, as a file to take away.
  kSignallingWatch,   ///< All messages as they come and go.
  kCustomersRead,
  kCustomersWrite,
  kCustomersForget,   ///< For good, with recordings and texts.
  kSettingsRead,
  kSettingsWrite,
  kSessionsManage,
  kKeysManage,
  kTrunksManage,
  kSecurityManage,
  kMetricsRead,
};
inline constexpr std::size_t kPermissionCount = static_cast<std::size_t>(Permission::kMetricsRead) + 1;

[[nodiscard]] std::string_view permission_name(Permission permission);
/// `works_as_agent`: an agent's profile belongs to the user.
[[nodiscard]] bool allowed(Role role, bool works_as_agent, Permission permission);
[[nodiscard]] std::vector<Permission> permissions_of(Role role, bool works_as_agent);

/// Who may call a route.
struct Access {
  enum class Kind : std::uint8_t {
    kPublic,      ///< Anybody.
    kSignedIn,    ///< A person, a program with a key, or the control socket.
    kPerson,      ///< A person with a session.
    kPermission,  ///< Whoever has `permission`.
  };
  Kind kind = Kind::kPermission;
  Permission permission = Permission::kSettingsWrite;
};
/// As in x-permission of api/openapi.yaml.
[[nodiscard]] std::string_view access_name(Access access);

}  // namespace peal::api
