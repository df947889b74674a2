#include <array>

#include "records/customers.hpp"

namespace peal::records {
namespace {

// Customers lie open: they are searched by name and number. Removing a card
// removes its rows; SQLite overwrites what it frees (secure_delete).
constexpr std::array kChanges{db::SchemaChange{"records", 1, "records", R"(
CREATE TABLE customer (
  tenant BIGINT NOT NULL,
  customer BIGINT NOT NULL,
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  level TEXT NOT NULL,
  notes TEXT NOT NULL,
  area TEXT NOT NULL,
  version BIGINT NOT NULL,
  made BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (tenant, customer)) CLUSTERED;
CREATE INDEX customer_name ON customer (tenant, name_folded);
CREATE TABLE customer_number (
  tenant BIGINT NOT NULL,
  party BIGINT NOT NULL,
  customer BIGINT NOT NULL,
  place BIGINT NOT NULL,
  number TEXT NOT NULL,
  PRIMARY KEY (tenant, party)) CLUSTERED;
CREATE INDEX customer_number_customer ON customer_number (tenant, customer);
CREATE INDEX customer_number_number ON customer_number (tenant, number);
CREATE TABLE customer_tag (
  tenant BIGINT NOT NULL,
  customer BIGINT NOT NULL,
  place BIGINT NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (tenant, customer, place)) CLUSTERED;
CREATE TABLE customer_field (
  tenant BIGINT NOT NULL,
  customer BIGINT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (tenant, customer, name)) CLUSTERED;
CREATE TABLE sign_in (
  tenant BIGINT NOT NULL,
  id BIGINT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  user_id BIGINT NOT NULL,
  made BIGINT NOT NULL,
  last_used BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  revoked BIGINT,
  source TEXT NOT NULL,
  agent TEXT NOT NULL,
  PRIMARY KEY (tenant, id)) CLUSTERED;
CREATE INDEX sign_in_user ON sign_in (tenant, user_id);
CREATE TABLE audit (
  tenant BIGINT NOT NULL,
  id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  source TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (tenant, id)) CLUSTERED;
CREATE INDEX audit_object ON audit (tenant, object, id);
)"}};

}  // namespace

std::span<const db::SchemaChange> records_schema() { return kChanges; }

}  // namespace peal::records
