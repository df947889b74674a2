#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "core/ids.hpp"
#include "records/sessions.hpp"

namespace peal::api {

/// The passwords with which browsers register: random, one for each agent, good
/// while a session of that agent lives and for kSoftphoneSecretLife at most.
/// They are kept in memory only; after a restart a page asks for a new one.
/// Any thread; the SIP side asks while it checks a REGISTER.
class SoftphoneSecrets {
 public:
  struct Secret {
    std::string password;
    core::Time expires;
  };
  /// The agent's secret, made at first use and when less than half of its life is left.
  [[nodiscard]] Secret issue(core::AgentId agent, records::SessionId session, core::Time now);
  /// Nothing: no browser of this agent may register now.
  [[nodiscard]] std::optional<std::string> password_of(core::AgentId agent, core::Time now) const;
  /// The session is over, so what it knows must be of no use: other pages of
  /// the same agent ask again.
  void drop(records::SessionId session);

 private:
  struct Entry {
    Secret secret;
    std::unordered_set<records::SessionId> sessions;
  };
  mutable std::mutex mutex_;
  std::unordered_map<core::AgentId, Entry> entries_;
};

}  // namespace peal::api
