#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "core/centre.hpp"
#include "core/outside_rules.hpp"
#include "core/stranger_rules.hpp"
#include "db/pool.hpp"
#include "db/schema.hpp"
#include "settings/mistake.hpp"
#include "settings/turn_servers.hpp"
#include "settings/value.hpp"

namespace peal::settings {

enum class Role : std::uint8_t { kAgent, kSupervisor, kAdministrator };
[[nodiscard]] std::string_view role_name(Role role);  ///< "agent", "supervisor", "administrator".
[[nodiscard]] std::optional<Role> parse_role(std::string_view name);

struct User {
  core::UserId id;
  std::string key;       ///< What they sign in with, unique in the tenant.
  std::string name;
  Role role = Role::kAgent;
  core::AgentId agent;   ///< The agent this user works as, if any.
  std::string language = "zh-CN";
  bool has_password = false;
};

struct Tenant {
  core::TenantId id;
  std::string key;
  core::Translated name;
  std::string time_zone;
  std::string language;
  std::string country = "CN";  ///< ISO 3166-1 alpha-2: how short numbers are read.
  /// Web sites of the tenant that may carry the widget: "https://shop.example".
  std::vector<std::string> allowed_origins;
  core::OutsideRules outside;              ///< Where it may call, how much and when.
  std::vector<std::string> never_banned;   ///< Addresses and ranges that are never shut out.
  core::StrangerRules strangers;           ///< How fast anybody may call its open numbers.
  core::Translated busy_announcement;      ///< What callers hear whom overload control sheds.
  TurnServers turn;                        ///< For browsers without UDP.
};

/// What apply() did.
struct ApplyReport {
  std::uint64_t revision = 0;         ///< The one in force now.
  bool changed = false;               ///< False: the file says what was so already.
  std::vector<std::string> changes;   ///< "agent li: number 1001 -> 1002", no secrets.
};

/// One thing of a section of the settings file, such as a trunk.
struct Entry {
  std::string key;
  std::uint64_t id = 0;
  std::uint64_t since = 0;    ///< The revision that made it what it is.
  bool has_password = false;  ///< Of a trunk, an agent's phone, a user; every PIN that a conference asks for. None is ever shown.
  Lines lines;                ///< As the file writes it.
};
struct SectionEntries {
  std::uint64_t revision = 0;
  std::vector<Entry> entries;  ///< In the order of the settings.
};

/// A change of one entry by somebody who has seen it.
struct EntryChange {
  core::TenantId tenant;
  std::string section;               ///< "trunks"
  std::string key;
  std::optional<std::string> json;   ///< The entry as one JSON object of the file's lines; nothing: it goes.
  std::uint64_t seen = 0;            ///< Entry::since as it was seen; 0: it is to be new.
};
struct EntryReport {
  ApplyReport applied;
  std::vector<Mistake> mistakes;     ///< When there are any, nothing was changed.
};

/// One line of the list of revisions.
struct Revision {
  std::uint64_t revision = 0;
  core::Time made;
  std::string by;            ///< Who applied it.
  std::size_t changes = 0;
};

/// Secrets for SIP digest (RFC 7616 3.4.2), lower-case hex.
struct PhoneSecret {
  std::string user;
  std::string realm;
  std::string ha1_md5;
  std::string ha1_sha256;
};

using ApiKeyId = base::Id<struct ApiKeyTag>;

/// What a program shows instead of a session.
struct ApiKey {
  ApiKeyId id;
  std::string name;      ///< What it is for: "deployment".
  Role role = Role::kAdministrator;
  core::Time made;
};

/// A password that fitted, and the hash that it was compared with.
struct PasswordMatch {
  User user;
  std::string hash;
};

/// What tenants share with their TURN servers.
using TurnSecrets = std::map<core::TenantId, std::string>;

/// An empty one opens nothing.
struct ConferencePins {
  std::string guest, host;
};

[[nodiscard]] std::span<const db::SchemaChange> settings_schema();

/// The settings of all tenants in SQL, as numbered revisions. Safe to use from
/// any thread; calls block on the database and on password hashing (about
/// 100 ms), so never call it from the switch loop.
class Store {
 public:
  explicit Store(db::Pool& pool) : pool_(&pool) {}

  /// All tenants at the newest revision.
  [[nodiscard]] base::Result<core::Settings> current();

  /// Makes the settings say what `yaml` says, in one transaction and one
  /// revision. A section in the file is the whole truth about it: what is
  /// missing there goes; a section that is not in the file stays as it is.
  /// kBadInput: the message lists every mistake as file:line:column, what and
  /// how to mend it. `by` is shown in the list of revisions. With `only`, a file
  /// about any other tenant is kForbidden.
  [[nodiscard]] base::Result<ApplyReport> apply(std::string_view yaml, std::string_view file, std::string_view by,
                                                core::Time now, std::optional<core::TenantId> only = std::nullopt);

  /// The section of this name. `realm` is the one of phones' passwords. kNotFound: no such section.
  [[nodiscard]] base::Result<SectionEntries> entries(core::TenantId tenant, std::string_view section, std::string_view realm);
  /// One entry anew, changed or gone, checked as apply() checks the whole file, as one
  /// revision. kConflict: it is not any more as it was seen. What is wrong with it
  /// is no error but stands in the report.
  [[nodiscard]] base::Result<EntryReport> change_entry(const EntryChange& change, std::string_view by, core::Time now);
  /// What is in force as a settings file: apply() of it changes nothing. Without
  /// `only` every tenant, one YAML document each.
  [[nodiscard]] base::Result<std::string> export_yaml(std::optional<core::TenantId> only);

  /// Newest first, at most `most`.
  [[nodiscard]] base::Result<std::vector<Revision>> revisions(std::size_t most);

  [[nodiscard]] base::Result<std::vector<Tenant>> tenants();
  [[nodiscard]] base::Result<Tenant> find_tenant(std::string_view key);
  [[nodiscard]] base::Result<std::vector<User>> users(core::TenantId tenant);
  [[nodiscard]] base::Result<User> find_user(core::UserId user);

  /// The user when the password fits; kNotSignedIn otherwise, after the same
  /// work for unknown users as for known ones.
  [[nodiscard]] base::Result<PasswordMatch> check_password(std::string_view tenant_key, std::string_view user_key,
                                                           std::string_view password);
  /// kNotSignedIn: the password was changed since `match` was found, or is gone.
  [[nodiscard]] base::Status still_holds(const PasswordMatch& match);
  [[nodiscard]] base::Status set_password(core::UserId user, std::string_view password, core::Time now);

  /// Sets what the device of `agent` registers with; the password itself is not kept.
  [[nodiscard]] base::Status set_phone_password(core::AgentId agent, std::string_view realm,
                                                std::string_view password, core::Time now);
  /// kNotFound: no such agent, or no password set for this realm.
  [[nodiscard]] base::Result<PhoneSecret> phone_secret(core::AgentId agent, std::string_view realm);

  /// Sets the digits with which `agent` sits down at a phone; only their hash is
  /// kept. kBadInput: not 4 to 12 digits, or the first that anybody tries.
  [[nodiscard]] base::Status set_phone_pin(core::AgentId agent, std::string_view pin, core::Time now);
  [[nodiscard]] base::Status remove_phone_pin(core::AgentId agent);
  [[nodiscard]] base::Result<bool> has_phone_pin(core::AgentId agent);
  /// kNotFound: the agent has none.
  [[nodiscard]] base::Result<bool> check_phone_pin(core::AgentId agent, std::string_view pin);

  /// Keeps what `trunk` shows to challenges, sealed with `key` (kSealingKeyBytes,
  /// of the data folder, never of the database). An empty password takes it away.
  [[nodiscard]] base::Status set_trunk_password(core::TrunkId trunk, std::string_view password,
                                                std::string_view key, core::Time now);
  /// By trunk. One that was sealed with another key is left out and logged: the
  /// trunk says so when it is challenged.
  [[nodiscard]] base::Result<std::map<core::TrunkId, std::string>> trunk_passwords(std::string_view key);

  /// Both at once; an empty one is taken away. Errors: kBadInput (digits, length, both
  /// the same), kNotFound. Sealed with `key` as the passwords of trunks are.
  [[nodiscard]] base::Status set_conference_pins(core::ConferenceId conference, const ConferencePins& pins,
                                                 std::string_view key, core::Time now);
  [[nodiscard]] base::Result<std::map<core::ConferenceId, ConferencePins>> conference_pins(std::string_view key);

  /// Keeps what the tenant shares with its TURN server, sealed with `key` as the
  /// passwords of trunks are; an empty one is taken away. Errors: kBadInput, kNotFound.
  [[nodiscard]] base::Status set_turn_secret(core::TenantId tenant, std::string_view secret, std::string_view key, core::Time now);
  /// Those sealed with another key are left out and logged.
  [[nodiscard]] base::Result<TurnSecrets> turn_secrets(std::string_view key);

  struct NewApiKey {
    ApiKey key;
    std::string secret;  ///< Shown once; only its hash is kept.
  };
  /// Makes a key for programs. kBadInput: a name that is empty or too long.
  [[nodiscard]] base::Result<NewApiKey> make_api_key(core::TenantId tenant, std::string_view name, Role role,
                                                     core::Time now);
  [[nodiscard]] base::Result<ApiKey> check_api_key(std::string_view secret);
  /// Those that were not revoked, oldest first.
  [[nodiscard]] base::Result<std::vector<ApiKey>> api_keys(core::TenantId tenant);
  /// kNotFound: there is no such key, or it was revoked before.
  [[nodiscard]] base::Status revoke_api_key(ApiKeyId id, core::Time now);

 private:
  db::Pool* pool_;
};

/// A password that can be read out over the phone: 4 groups of 4 characters
/// without 0, O, 1, l; 80 bits of chance.
[[nodiscard]] std::string random_password();

}  // namespace peal::settings
