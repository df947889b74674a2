#pragma once

#include <string>
#include <string_view>

#include "db/connection.hpp"
#include "records/customers.hpp"

/// Customers as rows.
namespace peal::records {

/// kBadInput or kTooLarge with the field in `where`.
[[nodiscard]] base::Status check_customer(const Customer& customer);
[[nodiscard]] base::Result<Customer> read_customer(db::Connection& connection, core::CustomerId id);
[[nodiscard]] base::Status insert_customer(db::Connection& connection, const Customer& customer);
/// Raises the version; kConflict when it is not the stored one any more.
[[nodiscard]] base::Status update_customer(db::Connection& connection, const Customer& customer, bool numbers_too);

/// A text as it is searched: Latin letters in lower case. Other scripts stay.
[[nodiscard]] std::string fold(std::string_view text);
/// For LIKE ... ESCAPE '!'.
[[nodiscard]] std::string escape_like(std::string_view text);
/// The digits when the text is a telephone number as people write it, else "".
[[nodiscard]] std::string digits_of(std::string_view text);

}  // namespace peal::records
