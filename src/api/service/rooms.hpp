#pragma once

#include "db/pool.hpp"
#include "engine/engine.hpp"
#include "engine/follower.hpp"
#include "journal/key_ring.hpp"
#include "journal/projector.hpp"
#include "records/audit.hpp"
#include "records/customers.hpp"
#include "records/sessions.hpp"
#include "settings/store.hpp"
#include "trace/store.hpp"

namespace peal::api {

/// The other rooms, as far as requests need them. All outlive the service.
struct Rooms {
  engine::Engine& engine;  ///< Only submit() is called here.
  engine::Follower& follower;
  settings::Store& settings;
  records::Customers& customers;
  records::Sessions& sessions;
  records::Audit& audit;
  db::Pool& pool;          ///< Lent to the journal's questions; this room speaks no SQL.
  journal::KeyRing& keys;
  journal::Projector& projector;
  trace::Store* trace = nullptr;  ///< What was said in SIP; null: nobody keeps it.
};

}  // namespace peal::api
