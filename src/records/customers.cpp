#include "records/customers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "records/customer_rows.hpp"
#include "records/limits.hpp"
#include "records/new_id.hpp"

namespace peal::records {
namespace {

using base::ErrorCode;
using base::fail;

base::Result<std::uint64_t> next_id(db::Connection& connection, core::TenantId tenant, core::Time now,
                                    std::uint16_t shard) {
  auto last = connection.query("SELECT MAX(customer) FROM customer WHERE tenant = ?", tenant);
  if (!last) return fail(last.error());
  return new_id(static_cast<std::uint64_t>(last->front().integer(0)), now, shard);
}

// Within the caller's transaction.
base::Result<Customer> insert_new(db::Connection& connection, core::TenantId tenant, const NewCustomer& card, core::Time now,
                                  std::uint16_t shard) {
  Customer made;
  made.name = card.name;
  made.area = card.area;
  made.numbers = card.numbers;
  made.made = made.changed = now;
  if (auto good = check_customer(made); !good) return fail(good.error());
  auto id = next_id(connection, tenant, now, shard);
  if (!id) return fail(id.error());
  made.id = {tenant, *id};
  if (auto done = insert_customer(connection, made); !done) return fail(done.error());
  return made;
}

base::Result<Customer> read_by_party(db::Connection& connection, core::PartyId party) {
  auto rows = connection.query("SELECT customer FROM customer_number WHERE tenant = ? AND party = ?", party.tenant, party);
  if (!rows) return fail(rows.error());
  if (rows->empty()) return fail(ErrorCode::kNotFound, "Nobody is known with this number.");
  return read_customer(connection, rows->front().id<core::CustomerId>(party.tenant, 0));
}

}  // namespace

base::Result<Customer> Customers::create(core::TenantId tenant, const NewCustomer& customer, core::Time now) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto work = db::Transaction::begin(**connection);
  if (!work) return fail(work.error());
  auto made = insert_new(**connection, tenant, customer, now, shard_);
  if (!made) return made;
  if (auto done = work->commit(); !done) return fail(done.error());
  return made;
}

base::Result<Customer> Customers::find(core::CustomerId id) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  return read_customer(**connection, id);
}

base::Result<Customer> Customers::find_by_party(core::PartyId party) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  return read_by_party(**connection, party);
}

base::Result<Customers::Found> Customers::find_or_create_one(const Caller& caller, core::Time now) {
  // Another call of the same person may open the card between the two steps:
  // then the number is taken, and the second look finds it.
  for (int tries = 3;; --tries) {
    auto found = find_by_party(caller.party);
    if (found) return Found{std::move(*found), false};
    if (found.error().code != ErrorCode::kNotFound) return fail(found.error());
    auto made = create(caller.party.tenant, caller.card, now);
    if (made) return Found{std::move(*made), true};
    if (made.error().code != ErrorCode::kAlreadyExists || tries == 0) return fail(made.error());
  }
}

base::Result<std::vector<base::Result<Customers::Found>>> Customers::find_or_create_together(
    std::span<const Caller> callers, core::Time now) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto work = db::Transaction::begin(**connection);
  if (!work) return fail(work.error());
  std::vector<base::Result<Found>> out;
  for (const Caller& caller : callers) {
    // Looked for again: an earlier caller of these may be the same person.
    if (auto found = read_by_party(**connection, caller.party)) {
      out.emplace_back(Found{std::move(*found), false});
    } else if (found.error().code != ErrorCode::kNotFound) {
      return fail(found.error());
    } else {
      auto made = insert_new(**connection, caller.party.tenant, caller.card, now, shard_);
      if (!made) return fail(made.error());
      out.emplace_back(Found{std::move(*made), true});
    }
  }
  if (auto done = work->commit(); !done) return fail(done.error());
  return out;
}

std::vector<base::Result<Customers::Found>> Customers::find_or_create(std::span<const Caller> callers, core::Time now) {
  std::vector<base::Result<Found>> out;
  std::vector<Caller> unknown;
  std::vector<std::size_t> places;
  for (const Caller& caller : callers) {
    auto found = find_by_party(caller.party);
    if (!found && found.error().code == ErrorCode::kNotFound) {
      unknown.push_back(caller);
      places.push_back(out.size());
    }
    if (found) out.emplace_back(Found{std::move(*found), false});
    else out.emplace_back(fail(found.error()));
  }
  if (unknown.empty()) return out;
  auto together = find_or_create_together(unknown, now);
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    // A card that cannot be opened (a number taken at this moment, a name too long) must not cost the others theirs.
    out[places[i]] = together ? std::move((*together)[i]) : find_or_create_one(unknown[i], now);
  }
  return out;
}

base::Result<Customer> Customers::change(core::CustomerId id, std::int64_t version, const CustomerChange& change,
                                         core::Time now) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto work = db::Transaction::begin(**connection);
  if (!work) return fail(work.error());
  auto customer = read_customer(**connection, id);
  if (!customer) return customer;
  if (customer->version != version) {
    return fail(ErrorCode::kConflict, "The customer was changed by somebody else meanwhile; load it again.", "version");
  }
  if (change.name) customer->name = *change.name;
  if (change.level) customer->level = *change.level;
  if (change.notes) customer->notes = *change.notes;
  if (change.tags) customer->tags = *change.tags;
  if (change.fields) customer->fields = *change.fields;
  if (change.numbers) customer->numbers = *change.numbers;
  customer->changed = now;
  if (auto good = check_customer(*customer); !good) return fail(good.error());
  if (auto done = update_customer(**connection, *customer, change.numbers.has_value()); !done)
    return fail(done.error());
  if (auto done = work->commit(); !done) return fail(done.error());
  ++customer->version;
  return customer;
}

base::Result<std::vector<Customer>> Customers::search(core::TenantId tenant, std::string_view text, std::size_t most,
                                                      std::optional<core::CustomerId> older_than) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  std::vector<db::Value> values{db::to_value(tenant)};
  std::string where;
  if (older_than) {
    where += " AND c.customer < ?";
    values.push_back(db::to_value(*older_than));
  }
  if (!text.empty()) {
    // A number may be asked for with or without the country's prefix, so its
    // digits are looked for anywhere; a name from its beginning.
    where +=
        " AND (c.name_folded LIKE ? ESCAPE '!' OR EXISTS (SELECT 1 FROM customer_number n WHERE n.tenant = c.tenant "
        "AND "
        "n.customer = c.customer AND n.number LIKE ? ESCAPE '!'))";
    const std::string escaped = escape_like(fold(text));
    values.emplace_back(escaped + "%");
    values.emplace_back((digits_of(text).size() >= 3 ? "%" + digits_of(text) : escaped) + "%");
  }
  values.emplace_back(static_cast<std::int64_t>(std::min(most, kMostPageRows)));
  auto rows =
      (*connection)
          ->fetch(fmt::format("SELECT c.customer FROM customer c WHERE c.tenant = ?{} ORDER BY c.customer DESC LIMIT ?",
                              where),
                  values);
  if (!rows) return fail(rows.error());
  std::vector<Customer> found;
  for (const auto& row : *rows) {
    auto customer = read_customer(**connection, row.id<core::CustomerId>(tenant, 0));
    if (customer)
      found.push_back(std::move(*customer));
    else if (customer.error().code != ErrorCode::kNotFound)
      return fail(customer.error());
  }
  return found;
}

base::Result<std::vector<core::PartyId>> Customers::forget(core::CustomerId id) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto work = db::Transaction::begin(**connection);
  if (!work) return fail(work.error());
  auto customer = read_customer(**connection, id);
  if (!customer) return fail(customer.error());
  for (const char* table : {"customer_number", "customer_tag", "customer_field", "customer"}) {
    auto done =
        (*connection)->execute(fmt::format("DELETE FROM {} WHERE tenant = ? AND customer = ?", table), id.tenant, id);
    if (!done) return fail(done.error());
  }
  if (auto done = work->commit(); !done) return fail(done.error());
  std::vector<core::PartyId> parties;
  for (const auto& number : customer->numbers) parties.push_back(number.party);
  return parties;
}

}  // namespace peal::records
