#include <array>

#include "journal/projector.hpp"

namespace peal::journal {
namespace {

// Sealed columns hold "party.position.epoch.base64": the sealed part of a
// record as it lies in the journal.
// Times are UTC milliseconds, spans are milliseconds.
//
// steps.facts: the records of the contact as they are framed in the journal,
// one after the other in base64, at most kStepsInRow of them; `position` is the
// first one's. A row for each fact cost a third of all that the tables cost.
constexpr std::array kChanges{db::SchemaChange{"journal", 1, "projections", R"(
CREATE TABLE projection (
  name TEXT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (name)) CLUSTERED;
CREATE TABLE contact (
  tenant BIGINT NOT NULL,
  contact BIGINT NOT NULL,
  source BIGINT NOT NULL,
  number BIGINT NOT NULL,
  dialled TEXT NOT NULL,
  party BIGINT NOT NULL,
  language TEXT NOT NULL,
  flow BIGINT NOT NULL,
  sealed_caller TEXT NOT NULL,
  customer BIGINT NOT NULL,
  level TEXT NOT NULL,
  sealed_customer TEXT NOT NULL,
  queue BIGINT NOT NULL,
  agent BIGINT NOT NULL,
  disposition BIGINT NOT NULL,
  arrived BIGINT NOT NULL,
  answered BIGINT,
  ended BIGINT,
  outcome BIGINT,
  cause BIGINT,
  waited BIGINT NOT NULL,
  talked BIGINT NOT NULL,
  held BIGINT NOT NULL,
  wrapped_up BIGINT NOT NULL,
  visits BIGINT NOT NULL,
  offers BIGINT NOT NULL,
  handlings BIGINT NOT NULL,
  recorded BIGINT NOT NULL,
  PRIMARY KEY (tenant, contact)) CLUSTERED;
CREATE INDEX contact_party ON contact (tenant, party, contact);
CREATE INDEX contact_customer ON contact (tenant, customer, contact) WHERE customer <> 0;
CREATE TABLE visit (
  tenant BIGINT NOT NULL,
  contact BIGINT NOT NULL,
  visit BIGINT NOT NULL,
  queue BIGINT NOT NULL,
  priority BIGINT NOT NULL,
  started BIGINT NOT NULL,
  ended BIGINT,
  outcome BIGINT,
  waited BIGINT NOT NULL,
  offers BIGINT NOT NULL,
  PRIMARY KEY (tenant, contact, visit)) CLUSTERED;
CREATE INDEX visit_open ON visit (tenant, queue) WHERE ended IS NULL;
CREATE TABLE handling (
  tenant BIGINT NOT NULL,
  contact BIGINT NOT NULL,
  handling BIGINT NOT NULL,
  agent BIGINT NOT NULL,
  queue BIGINT NOT NULL,
  started BIGINT NOT NULL,
  talk_ended BIGINT,
  outcome BIGINT,
  ended BIGINT,
  talked BIGINT NOT NULL,
  held BIGINT NOT NULL,
  wrapped_up BIGINT NOT NULL,
  holds BIGINT NOT NULL,
  disposition BIGINT NOT NULL,
  sealed_notes TEXT NOT NULL,
  PRIMARY KEY (tenant, contact, handling)) CLUSTERED;
CREATE TABLE recording (
  tenant BIGINT NOT NULL,
  recording BIGINT NOT NULL,
  contact BIGINT NOT NULL,
  queue BIGINT NOT NULL,
  agent BIGINT NOT NULL,
  party BIGINT NOT NULL,
  started BIGINT NOT NULL,
  ended BIGINT,
  whole BIGINT NOT NULL,
  length BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  hash TEXT NOT NULL,
  cause BIGINT,
  PRIMARY KEY (tenant, recording)) CLUSTERED;
CREATE INDEX recording_contact ON recording (tenant, contact);
CREATE TABLE step (
  tenant BIGINT NOT NULL,
  contact BIGINT NOT NULL,
  position BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  sealed TEXT NOT NULL,
  PRIMARY KEY (tenant, contact, position)) CLUSTERED;
CREATE TABLE agent_now (
  tenant BIGINT NOT NULL,
  agent BIGINT NOT NULL,
  position BIGINT NOT NULL,
  since BIGINT NOT NULL,
  status BIGINT NOT NULL,
  reason BIGINT NOT NULL,
  cause BIGINT NOT NULL,
  state BIGINT NOT NULL,
  contact BIGINT NOT NULL,
  signed_in BIGINT,
  offered BIGINT,
  PRIMARY KEY (tenant, agent)) CLUSTERED;
CREATE TABLE agent_interval (
  tenant BIGINT NOT NULL,
  agent BIGINT NOT NULL,
  position BIGINT NOT NULL,
  since BIGINT NOT NULL,
  until BIGINT NOT NULL,
  status BIGINT NOT NULL,
  reason BIGINT NOT NULL,
  cause BIGINT NOT NULL,
  state BIGINT NOT NULL,
  contact BIGINT NOT NULL,
  signed_in BIGINT,
  PRIMARY KEY (tenant, agent, position)) CLUSTERED;
CREATE TABLE queue_level (
  tenant BIGINT NOT NULL,
  queue BIGINT NOT NULL,
  service_level BIGINT NOT NULL,
  PRIMARY KEY (tenant, queue)) CLUSTERED;
CREATE TABLE queue_quarter (
  tenant BIGINT NOT NULL,
  queue BIGINT NOT NULL,
  quarter BIGINT NOT NULL,
  offered BIGINT NOT NULL,
  answered BIGINT NOT NULL,
  abandoned BIGINT NOT NULL,
  short_abandoned BIGINT NOT NULL,
  flowed_out BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  within_level BIGINT NOT NULL,
  waited_answered BIGINT NOT NULL,
  waited_abandoned BIGINT NOT NULL,
  longest_wait BIGINT NOT NULL,
  talked BIGINT NOT NULL,
  held BIGINT NOT NULL,
  wrapped_up BIGINT NOT NULL,
  PRIMARY KEY (tenant, queue, quarter)) CLUSTERED;
CREATE TABLE agent_quarter (
  tenant BIGINT NOT NULL,
  agent BIGINT NOT NULL,
  quarter BIGINT NOT NULL,
  offered BIGINT NOT NULL,
  answered BIGINT NOT NULL,
  missed BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  talked BIGINT NOT NULL,
  held BIGINT NOT NULL,
  wrapped_up BIGINT NOT NULL,
  rang BIGINT NOT NULL,
  PRIMARY KEY (tenant, agent, quarter)) CLUSTERED;
)"},
                              // The tables are made anew from the journal.
                              db::SchemaChange{"journal", 2, "steps_in_rows", R"(
DROP TABLE step;
CREATE TABLE steps (
  tenant BIGINT NOT NULL,
  contact BIGINT NOT NULL,
  position BIGINT NOT NULL,
  facts TEXT NOT NULL,
  PRIMARY KEY (tenant, contact, position));
DELETE FROM contact;
DELETE FROM visit;
DELETE FROM handling;
DELETE FROM recording;
DELETE FROM agent_now;
DELETE FROM agent_interval;
DELETE FROM queue_level;
DELETE FROM queue_quarter;
DELETE FROM agent_quarter;
DELETE FROM projection;
)"}};

constexpr std::array<const char*, 11> kCallDetailTables{
    "contact", "visit", "handling", "recording", "steps", "agent_now",
    "agent_interval", "queue_level", "queue_quarter", "agent_quarter", "projection"};

}  // namespace

std::span<const db::SchemaChange> projection_schema() { return kChanges; }

base::Status Projector::throw_away(db::Connection& connection) {
  auto work = db::Transaction::begin(connection);
  if (!work) return base::fail(work.error());
  for (const char* table : kCallDetailTables) {
    if (auto done = connection.execute(std::string("DELETE FROM ") + table); !done) return base::fail(done.error());
  }
  return work->commit();
}

}  // namespace peal::journal
