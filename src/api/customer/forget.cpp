#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "api/http/handlers.hpp"
#include "api/limits.hpp"
#include "api/service/context.hpp"
#include "core/view.hpp"
#include "journal/contacts.hpp"

/// Forgetting a customer: recordings, every text under the keys of the numbers, the card (docs/decisions/0006).
namespace peal::api {
namespace {

using Parties = std::vector<core::PartyId>;

// Of the card's numbers, and of those on it when earlier calls came, unless they are somebody else's by now.
base::Result<Parties> parties_of(const Rooms& rooms, const records::Customer& customer) {
  auto connection = rooms.pool.borrow();
  if (!connection) return base::fail(connection.error());
  auto called = journal::parties_of(**connection, customer.id);
  if (!called) return base::fail(called.error());
  connection->reset();
  Parties parties;
  for (const auto& number : customer.numbers) parties.push_back(number.party);
  for (const auto party : *called) {
    if (std::ranges::find(parties, party) != parties.end()) continue;
    const auto owner = rooms.customers.find_by_party(party);
    if (!owner && owner.error().code != base::ErrorCode::kNotFound) return base::fail(owner.error());
    if (!owner || owner->id == customer.id) parties.push_back(party);
  }
  return parties;
}

base::Status remove_recordings(Context& context, core::PartyId party) {
  journal::RecordingFilter filter;
  filter.party = party;
  filter.most = kPageRowsMax;
  for (;;) {
    auto connection = context.rooms.pool.borrow();
    if (!connection) return base::fail(connection.error());
    const auto rows = journal::list_recordings(**connection, party.tenant, filter);
    if (!rows) return base::fail(rows.error());
    for (const auto& row : *rows) {
      std::error_code failed;
      std::filesystem::remove(context.config.recording_path(row.recording), failed);
      if (!failed) continue;
      return base::fail(base::ErrorCode::kStorage,
                        fmt::format("Recording {} cannot be removed: {}.", base::to_text(row.recording), failed.message()));
    }
    if (rows->size() < filter.most) return {};
    filter.older_than = rows->back().recording;
  }
}

// The card goes last: what breaks off is found by it and done again.
base::Status erase(Context& context, core::CustomerId id, const Parties& parties) {
  for (const auto party : parties) {
    if (auto done = remove_recordings(context, party); !done) return done;
    if (auto done = context.rooms.keys.forget(party); !done) return done;
  }
  const auto card = context.rooms.customers.forget(id);
  return card ? base::Status{} : base::fail(card.error());
}

// A call or its wrap-up would write about the person again, and be recorded.
bool in_contact(const core::State& state, core::CustomerId id, const Parties& parties) {
  return std::ranges::any_of(core::contacts_of(state, id.tenant), [&](core::ContactId each) {
    const auto contact = core::contact_view(state, each);
    return contact && (contact->customer == id || std::ranges::find(parties, contact->party) != parties.end());
  });
}

void erase_and_answer(Context& context, const Call& call, core::CustomerId id, const Parties& parties) {
  if (const auto done = erase(context, id, parties); !done) return call.problem(done.error());
  context.audit(call.identity, call.source(), "customer.forget", call.id);
  call.no_content();
}

}  // namespace

void forget_customer(Context& context, Call call) {
  const auto id = call.path_id<core::CustomerId>();
  if (!id.valid()) return;
  const auto customer = context.rooms.customers.find(id);
  if (!customer) return call.problem(customer.error());
  auto parties = parties_of(context.rooms, *customer);
  if (!parties) return call.problem(parties.error());
  context.rooms.follower.read([&context, call, id, parties = *std::move(parties)](const core::State& state, engine::Position) {
    if (in_contact(state, id, parties)) {
      return call.problem({base::ErrorCode::kConflict, "The customer is in a contact now.", "api.customer_in_contact"});
    }
    // Disks and databases are not waited for here.
    const bool taken = context.workers.post([&context, call, id, parties] { erase_and_answer(context, call, id, parties); });
    if (!taken) call.problem({base::ErrorCode::kOverloaded, "The server is too busy.", "api.busy"});
  });
}

}  // namespace peal::api
