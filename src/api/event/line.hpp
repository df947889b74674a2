#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "api/access/identity.hpp"
#include "engine/recorded.hpp"

namespace peal::api {

using LineId = std::uint64_t;

/// Who looks at the live documents, and how far.
struct Viewer {
  core::TenantId tenant;
  core::UserId user;     ///< None: a program.
  Role role = Role::kAgent;
  core::AgentId agent;   ///< None: not an agent.
  records::SessionId session;
  bool sees_all = false; ///< Every contact and everybody's figures, not only one's own.
  settings::ApiKeyId key;  ///< Of a program.
};
[[nodiscard]] Viewer viewer_of(const Identity& identity);

/// The way to one client; both may be called from any thread.
struct Wire {
  /// False: the client is gone or reads too slowly, and its end is on the way.
  std::function<bool(std::shared_ptr<const std::string>)> send;
  std::function<void(std::uint16_t code, std::string reason)> close;
};

struct Line {
  Viewer viewer;
  Wire wire;
  bool greeted = false;           ///< Its hello was answered.
  engine::Position position = 0;  ///< Everything up to here was sent.
  base::Time heard;
  base::Time spoken;

  void send(std::shared_ptr<const std::string> message, base::Time now) {
    spoken = now;
    wire.send(std::move(message));
  }
};

}  // namespace peal::api
