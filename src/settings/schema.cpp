#include <array>

#include "settings/store.hpp"

namespace peal::settings {
namespace {

// A thing is in force from the revision `since` up to, but not including,
// `until`; NULL: still. Passwords and keys are not part of revisions.
constexpr std::array kChanges{
    db::SchemaChange{"settings", 1, "settings", R"(
CREATE TABLE setting_tenant (
  id BIGINT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  PRIMARY KEY (id)) CLUSTERED;
CREATE TABLE setting_revision (
  revision BIGINT NOT NULL,
  made BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  changes TEXT NOT NULL,
  PRIMARY KEY (revision)) CLUSTERED;
CREATE TABLE setting (
  tenant BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  key TEXT NOT NULL,
  since BIGINT NOT NULL,
  until BIGINT,
  id BIGINT NOT NULL,
  place BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (tenant, kind, key, since)) CLUSTERED;
CREATE TABLE setting_password (
  tenant BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  hash TEXT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (tenant, user_id)) CLUSTERED;
CREATE TABLE setting_phone (
  tenant BIGINT NOT NULL,
  agent BIGINT NOT NULL,
  realm TEXT NOT NULL,
  ha1_md5 TEXT NOT NULL,
  ha1_sha256 TEXT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (tenant, agent, realm)) CLUSTERED;
CREATE TABLE setting_api_key (
  tenant BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  role BIGINT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  made BIGINT NOT NULL,
  revoked BIGINT,
  PRIMARY KEY (tenant, id)) CLUSTERED;
)"},
    // Sealed by a key of the data folder, so that the database alone tells nothing.
    db::SchemaChange{"settings", 2, "trunk passwords", R"(
CREATE TABLE setting_trunk_password (
  tenant BIGINT NOT NULL,
  trunk BIGINT NOT NULL,
  sealed TEXT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (tenant, trunk)) CLUSTERED;
)"},
    db::SchemaChange{"settings", 3, "phone PINs", R"(
CREATE TABLE setting_phone_pin (
  tenant BIGINT NOT NULL,
  agent BIGINT NOT NULL,
  hash TEXT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (tenant, agent)) CLUSTERED;
)"},
    db::SchemaChange{"settings", 4, "PINs of conferences", R"(
CREATE TABLE setting_conference_pin (
  tenant BIGINT NOT NULL,
  conference BIGINT NOT NULL,
  host BIGINT NOT NULL,
  sealed TEXT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (tenant, conference, host)) CLUSTERED;
)"},
    db::SchemaChange{"settings", 5, "TURN servers", R"(
CREATE TABLE setting_turn_secret (
  tenant BIGINT NOT NULL,
  sealed TEXT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (tenant)) CLUSTERED;
)"}};

}  // namespace

std::span<const db::SchemaChange> settings_schema() { return kChanges; }

}  // namespace peal::settings
