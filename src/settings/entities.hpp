#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/centre.hpp"
#include "core/outside_rules.hpp"
#include "core/stranger_rules.hpp"
#include "settings/store.hpp"

/// What the store keeps of a tenant, by kind and key.
namespace peal::settings {

/// Part of the stored form: never renumber.
enum class Kind : std::uint8_t { kTenant, kSkill, kAgent, kQueue, kFlow, kNumber, kReason, kDisposition, kUser, kTrunk, kConference };
inline constexpr std::size_t kKinds = 11;
[[nodiscard]] std::string_view kind_name(Kind kind);  ///< "agent"

struct TenantBody {
  core::Translated name;
  std::string time_zone = "Asia/Shanghai";
  std::string language = "zh-CN";
  std::string country = "CN";
  base::Seconds reconnect_grace{15};
  std::vector<std::string> allowed_origins;
  core::ParkLot park;
  bool record_outside_calls = false;
  core::OutsideRules outside;
  std::vector<std::string> never_banned = loopback();
  core::StrangerRules strangers;
  core::Translated busy_announcement;  ///< Said to callers whom overload control sheds; empty: they get the bare 503.
  TurnServers turn;
  PEAL_FIELDS(TenantBody, name, time_zone, language, country, reconnect_grace, allowed_origins, park, outside, never_banned,
              strangers, record_outside_calls, busy_announcement, turn)

  /// A proxy on this machine brings everybody's messages; who keeps none may say so.
  [[nodiscard]] static std::vector<std::string> loopback() { return {"127.0.0.0/8", "::1"}; }
};

struct UserBody {
  core::UserId id;
  std::string key;
  std::string name;
  Role role = Role::kAgent;
  core::AgentId agent;
  std::string language = "zh-CN";
  PEAL_FIELDS(UserBody, id, key, name, role, agent, language)
};

/// One stored thing at the newest revision. `body` is the wire form.
struct Stored {
  std::uint64_t id = 0;
  std::int64_t place = 0;  ///< Order in its section.
  std::string body;
};
using StoredKind = std::map<std::string, Stored>;

/// All of one tenant, as stored or as a file wants it.
struct Entities {
  core::TenantId tenant;
  std::string tenant_key;
  std::map<Kind, StoredKind> kinds;  ///< A file's has only the sections it names.
};

/// What differs between two bodies of a kind, in words; empty: nothing.
[[nodiscard]] std::vector<std::string> describe_difference(Kind kind, const std::string& before,
                                                           const std::string& after);
/// A body as this program writes it, also when an older one wrote it with fewer fields.
[[nodiscard]] std::string in_present_form(Kind kind, const std::string& body);
/// The body with the next flow version in it.
[[nodiscard]] std::string with_flow_version(const std::string& body, std::uint32_t version);
[[nodiscard]] std::uint32_t flow_version(const std::string& body);

/// Puts a tenant together for the core; agents get their users.
[[nodiscard]] base::Result<core::Centre> to_centre(const Entities& entities);

template <class T>
[[nodiscard]] std::string encode(const T& value);
template <class T>
[[nodiscard]] base::Result<T> decode(const std::string& body);

}  // namespace peal::settings
