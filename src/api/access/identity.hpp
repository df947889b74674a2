#pragma once

#include <cstdint>
#include <string>

#include "api/access/permission.hpp"
#include "core/ids.hpp"
#include "records/sessions.hpp"

namespace peal::api {

/// Who asks.
struct Identity {
  enum class Kind : std::uint8_t {
    kNobody,
    kPerson,   ///< With a session.
    kProgram,  ///< With an API key of a tenant.
    kControl,  ///< The owner of the data folder, through the control socket: every tenant.
  };
  Kind kind = Kind::kNobody;
  core::TenantId tenant;
  core::UserId user;
  std::string name;      ///< What they sign in with, or the key's name.
  Role role = Role::kAgent;
  core::AgentId agent;   ///< None: not an agent.
  std::string language = "en-US";
  records::SessionId session;
  settings::ApiKeyId key;  ///< Of a program.
  core::Time expires;    ///< Of the session.
  std::uint64_t as_of = 0;  ///< What the authenticator had taken back when this was true; see Authenticator::still.

  [[nodiscard]] bool may(Permission permission) const {
    if (kind == Kind::kNobody) return false;
    return allowed(role, agent.valid(), permission);
  }
  [[nodiscard]] bool may(Access access) const {
    switch (access.kind) {
      case Access::Kind::kPublic: return true;
      case Access::Kind::kSignedIn: return kind != Kind::kNobody;
      case Access::Kind::kPerson: return kind == Kind::kPerson;
      case Access::Kind::kPermission: break;
    }
    return may(access.permission);
  }
};

}  // namespace peal::api
