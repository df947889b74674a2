#include "api/access/permission.hpp"

#include <array>

namespace peal::api {
namespace {

struct Row {
  Permission permission;
  std::string_view name;
  Role least;  ///< Roles are a ladder: each may do what those below may.
};

constexpr std::array<Row, kPermissionCount> kRows{{
    {Permission::kDeskUse, "desk.use", Role::kAgent},
    {Permission::kLiveAll, "live.all", Role::kSupervisor},
    {Permission::kContactsRead, "contacts.read", Role::kAgent},
    {Permission::kContactsAll, "contacts.all", Role::kSupervisor},
    {Permission::kContactsWithheld, "contacts.withheld", Role::kAdministrator},
    {Permission::kRecordingsListen, "recordings.listen", Role::kAgent},
    {Permission::kSignallingRead, "signalling.read", Role::kSupervisor},
    {Permission::kSignallingCapture, "signalling.capture", Role::kAdministrator},
    {Permission::kSignallingWatch, "signalling.watch", Role::kAdministrator},
    {Permission::kCustomersRead, "customers.read", Role::kAgent},
    {Permission::kCustomersWrite, "customers.write", Role::kAgent},
    {Permission::kCustomersForget, "customers.forget", Role::kAdministrator},
    {Permission::kSettingsRead, "settings.read", Role::kAdministrator},
    {Permission::kSettingsWrite, "settings.write", Role::kAdministrator},
    {Permission::kSessionsManage, "sessions.manage", Role::kAdministrator},
    {Permission::kKeysManage, "keys.manage", Role::kAdministrator},
    {Permission::kTrunksManage, "trunks.manage", Role::kAdministrator},
    {Permission::kSecurityManage, "security.manage", Role::kAdministrator},
    {Permission::kMetricsRead, "metrics.read", Role::kAdministrator},
}};

const Row& row_of(Permission permission) { return kRows[static_cast<std::size_t>(permission)]; }

}  // namespace

std::string_view permission_name(Permission permission) { return row_of(permission).name; }

bool allowed(Role role, bool works_as_agent, Permission permission) {
  if (permission == Permission::kDeskUse) return works_as_agent;
  return role >= row_of(permission).least;
}

std::vector<Permission> permissions_of(Role role, bool works_as_agent) {
  std::vector<Permission> found;
  for (const Row& row : kRows) {
    if (allowed(role, works_as_agent, row.permission)) found.push_back(row.permission);
  }
  return found;
}

std::string_view access_name(Access access) {
  switch (access.kind) {
    case Access::Kind::kPublic: return "public";
    case Access::Kind::kSignedIn: return "signed-in";
    case Access::Kind::kPerson: return "person";
    case Access::Kind::kPermission: break;
  }
  return permission_name(access.permission);
}

}  // namespace peal::api
