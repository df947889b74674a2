#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "core/ids.hpp"
#include "db/pool.hpp"
#include "db/schema.hpp"

namespace peal::records {

[[nodiscard]] std::span<const db::SchemaChange> records_schema();

/// A number of a customer and the party that journal and recordings know it by.
struct CustomerNumber {
  std::string number;  ///< E.164, or a SIP name.
  core::PartyId party;
  friend bool operator==(const CustomerNumber&, const CustomerNumber&) = default;
};

struct Customer {
  core::CustomerId id;
  std::string name;   ///< As typed, in any script.
  std::string level;  ///< "vip" and the like; empty: none.
  std::string notes;
  std::string area;  ///< Place of the first number.
  std::vector<CustomerNumber> numbers;
  std::vector<std::string> tags;
  std::map<std::string, std::string> fields;  ///< The tenant's own.
  std::int64_t version = 1;                   ///< Grows with each change.
  core::Time made;
  core::Time changed;
};

/// What a change sets; what is absent stays.
struct CustomerChange {
  std::optional<std::string> name;
  std::optional<std::string> level;
  std::optional<std::string> notes;
  std::optional<std::vector<std::string>> tags;
  std::optional<std::map<std::string, std::string>> fields;
  std::optional<std::vector<CustomerNumber>> numbers;
};

struct NewCustomer {
  std::string name;
  std::string area;
  std::vector<CustomerNumber> numbers;
};

/// The customers of all tenants. Safe to use from any thread; calls block on
/// the database.
class Customers {
 public:
  explicit Customers(db::Pool& pool, std::uint16_t shard = 2) : pool_(&pool), shard_(shard) {}

  /// kAlreadyExists when one of the parties belongs to a customer already.
  [[nodiscard]] base::Result<Customer> create(core::TenantId tenant, const NewCustomer& customer, core::Time now);
  [[nodiscard]] base::Result<Customer> find(core::CustomerId id);
  [[nodiscard]] base::Result<Customer> find_by_party(core::PartyId party);
  struct Found {
    Customer customer;
    bool is_new = false;
  };
  /// Whose card is wanted, and what is on it if it has to be opened.
  struct Caller {
    core::PartyId party;
    NewCustomer card;
  };
  /// The customer of each caller, in their order; opens a card where there is none. The new ones are one transaction:
  /// one write to the disk, however many call at the same moment. Two calls of one person get the same card.
  [[nodiscard]] std::vector<base::Result<Found>> find_or_create(std::span<const Caller> callers, core::Time now);

  /// kConflict when `version` is not the customer's present one.
  [[nodiscard]] base::Result<Customer> change(core::CustomerId id, std::int64_t version, const CustomerChange& change,
                                              core::Time now);
  /// By the beginning of the name or by digits of a number (with or without the country's
  /// prefix), newest card first; an empty text lists all.
  [[nodiscard]] base::Result<std::vector<Customer>> search(core::TenantId tenant, std::string_view text,
                                                           std::size_t most,
                                                           std::optional<core::CustomerId> older_than = {});
  /// Removes the card and everything on it. Destroy the keys of the parties it
  /// returns (KeyRing::forget) to erase the rest.
  [[nodiscard]] base::Result<std::vector<core::PartyId>> forget(core::CustomerId id);

 private:
  [[nodiscard]] base::Result<Found> find_or_create_one(const Caller& caller, core::Time now);
  [[nodiscard]] base::Result<std::vector<base::Result<Found>>> find_or_create_together(std::span<const Caller> callers,
                                                                                       core::Time now);

  db::Pool* pool_;
  std::uint16_t shard_;
};

}  // namespace peal::records
