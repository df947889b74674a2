#include "records/customer_rows.hpp"

#include <fmt/format.h>

#include <set>

#include "records/limits.hpp"

namespace peal::records {
namespace {

using base::ErrorCode;
using base::fail;

base::Status check_size(std::string_view text, std::size_t most, const char* field) {
  if (text.size() <= most) return {};
  return fail(ErrorCode::kTooLarge, fmt::format("This has {} bytes; {} is the most.", text.size(), most), field);
}

template <class T>
base::Status check_count(const T& list, std::size_t most, const char* field) {
  if (list.size() <= most) return {};
  return fail(ErrorCode::kTooLarge, fmt::format("There are {} of them; {} is the most.", list.size(), most), field);
}

base::Status insert_numbers(db::Connection& connection, const Customer& customer) {
  std::int64_t place = 0;
  for (const auto& number : customer.numbers) {
    auto done = connection.execute(
        "INSERT INTO customer_number (tenant, party, customer, place, number) VALUES (?, ?, ?, ?, ?)",
        customer.id.tenant, number.party, customer.id, place++, number.number);
    if (!done) {
      if (done.error().code != ErrorCode::kAlreadyExists) return fail(done.error());
      return fail(ErrorCode::kAlreadyExists, "One of the numbers belongs to another customer.", "numbers");
    }
  }
  return {};
}

base::Status insert_extras(db::Connection& connection, const Customer& customer) {
  std::int64_t place = 0;
  for (const auto& tag : customer.tags) {
    auto done = connection.execute("INSERT INTO customer_tag (tenant, customer, place, tag) VALUES (?, ?, ?, ?)",
                                   customer.id.tenant, customer.id, place++, tag);
    if (!done) return fail(done.error());
  }
  for (const auto& [name, value] : customer.fields) {
    auto done = connection.execute("INSERT INTO customer_field (tenant, customer, name, value) VALUES (?, ?, ?, ?)",
                                   customer.id.tenant, customer.id, name, value);
    if (!done) return fail(done.error());
  }
  return {};
}

base::Status remove_from(db::Connection& connection, const char* table, core::CustomerId id) {
  auto done = connection.execute(fmt::format("DELETE FROM {} WHERE tenant = ? AND customer = ?", table), id.tenant, id);
  if (!done) return fail(done.error());
  return {};
}

}  // namespace

base::Status check_customer(const Customer& customer) {
  base::Status good = check_size(customer.name, kMostNameBytes, "name");
  if (good) good = check_size(customer.notes, kMostNotesBytes, "notes");
  if (good) good = check_size(customer.level, kMostTagBytes, "level");
  if (good) good = check_count(customer.numbers, kMostNumbers, "numbers");
  if (good) good = check_count(customer.tags, kMostTags, "tags");
  if (good) good = check_count(customer.fields, kMostFields, "fields");
  if (!good) return good;
  std::set<core::PartyId> parties;
  for (const auto& number : customer.numbers) {
    if (auto size = check_size(number.number, kMostNumberBytes, "numbers"); !size) return size;
    if (!number.party.valid() || !parties.insert(number.party).second) {
      return fail(ErrorCode::kBadInput, "A number is empty or comes twice.", "numbers");
    }
  }
  for (const auto& tag : customer.tags) {
    if (auto size = check_size(tag, kMostTagBytes, "tags"); !size) return size;
  }
  for (const auto& [name, value] : customer.fields) {
    if (name.empty()) return fail(ErrorCode::kBadInput, "A field has no name.", "fields");
    if (auto size = check_size(name, kMostTagBytes, "fields"); !size) return size;
    if (auto size = check_size(value, kMostFieldBytes, "fields"); !size) return size;
  }
  return {};
}

base::Result<Customer> read_customer(db::Connection& connection, core::CustomerId id) {
  auto rows = connection.query(
      "SELECT name, level, notes, area, version, made, changed FROM customer WHERE tenant = ? AND customer = ?",
      id.tenant, id);
  if (!rows) return fail(rows.error());
  if (rows->empty()) return fail(ErrorCode::kNotFound, "There is no such customer.");
  const auto& row = rows->front();
  Customer customer;
  customer.id = id;
  customer.name = row.text(0);
  customer.level = row.text(1);
  customer.notes = row.text(2);
  customer.area = row.text(3);
  customer.version = row.integer(4);
  customer.made = row.time(5);
  customer.changed = row.time(6);
  auto numbers = connection.query(
      "SELECT number, party FROM customer_number WHERE tenant = ? AND customer = ? ORDER BY place", id.tenant, id);
  if (!numbers) return fail(numbers.error());
  for (const auto& number : *numbers)
    customer.numbers.push_back({number.text(0), number.id<core::PartyId>(id.tenant, 1)});
  auto tags =
      connection.query("SELECT tag FROM customer_tag WHERE tenant = ? AND customer = ? ORDER BY place", id.tenant, id);
  if (!tags) return fail(tags.error());
  for (const auto& tag : *tags) customer.tags.push_back(tag.text(0));
  auto fields =
      connection.query("SELECT name, value FROM customer_field WHERE tenant = ? AND customer = ?", id.tenant, id);
  if (!fields) return fail(fields.error());
  for (const auto& field : *fields) customer.fields[field.text(0)] = field.text(1);
  return customer;
}

base::Status insert_customer(db::Connection& connection, const Customer& customer) {
  auto done = connection.execute(
      "INSERT INTO customer (tenant, customer, name, name_folded, level, notes, area, version, made, changed) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      customer.id.tenant, customer.id, customer.name, fold(customer.name), customer.level, customer.notes,
      customer.area, customer.version, customer.made, customer.changed);
  if (!done) return fail(done.error());
  if (auto numbers = insert_numbers(connection, customer); !numbers) return numbers;
  return insert_extras(connection, customer);
}

base::Status update_customer(db::Connection& connection, const Customer& customer, bool numbers_too) {
  auto done = connection.execute(
      "UPDATE customer SET name = ?, name_folded = ?, level = ?, notes = ?, area = ?, version = version + 1, changed = "
      "? "
      "WHERE tenant = ? AND customer = ? AND version = ?",
      customer.name, fold(customer.name), customer.level, customer.notes, customer.area, customer.changed,
      customer.id.tenant, customer.id, customer.version);
  if (!done) return fail(done.error());
  if (*done == 0)
    return fail(ErrorCode::kConflict, "The customer was changed by somebody else meanwhile; load it again.", "version");
  base::Status status = remove_from(connection, "customer_tag", customer.id);
  if (status) status = remove_from(connection, "customer_field", customer.id);
  if (status && numbers_too) status = remove_from(connection, "customer_number", customer.id);
  if (status && numbers_too) status = insert_numbers(connection, customer);
  if (status) status = insert_extras(connection, customer);
  return status;
}

std::string fold(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return folded;
}

std::string escape_like(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '!') escaped += '!';
    escaped += c;
  }
  return escaped;
}

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      digits += c;
    else if (std::string_view("+ -()").find(c) == std::string_view::npos)
      return {};
  }
  return digits;
}

}  // namespace peal::records
