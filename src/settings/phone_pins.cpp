#include <sodium.h>

#include <algorithm>
#include <array>

#include "settings/limits.hpp"
#include "settings/store.hpp"

namespace peal::settings {
namespace {

using base::ErrorCode;
using base::fail;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Every next digit is the same step away: 1111, 1234, 9876.
bool easy_to_guess(std::string_view pin) {
  const int step = pin[1] - pin[0];
  if (step < -1 || step > 1) return false;
  return std::ranges::adjacent_find(pin, [step](char one, char next) { return next - one != step; }) == pin.end();
}

base::Status check_form(std::string_view pin) {
  const bool fits = pin.size() >= kLeastPinDigits && pin.size() <= kMostPinDigits && std::ranges::all_of(pin, is_digit);
  if (!fits) return fail(ErrorCode::kBadInput, "A PIN has 4 to 12 digits.", "pin");
  if (easy_to_guess(pin)) return fail(ErrorCode::kBadInput, "This PIN is the first that anybody tries; choose another one.", "pin");
  return {};
}

base::Result<std::string> hash_pin(std::string_view pin) {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (sodium_init() < 0 || crypto_pwhash_str_alg(hash.data(), pin.data(), pin.size(), kArgonPasses, kArgonMemory,
                                                 crypto_pwhash_ALG_ARGON2ID13) != 0)
    return fail(ErrorCode::kOverloaded, "There is too little memory to hash a PIN; try again.");
  return std::string(hash.data());
}

}  // namespace

base::Status Store::set_phone_pin(core::AgentId agent, std::string_view pin, core::Time now) {
  if (auto fits = check_form(pin); !fits) return fits;
  auto hash = hash_pin(pin);
  if (!hash) return fail(hash.error());
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto done = (*connection)
                  ->execute(
                      "INSERT INTO setting_phone_pin (tenant, agent, hash, changed) VALUES (?, ?, ?, ?) "
                      "ON CONFLICT (tenant, agent) DO UPDATE SET hash = excluded.hash, changed = excluded.changed",
                      agent.tenant, agent, *hash, now);
  if (!done) return fail(done.error());
  return {};
}

base::Status Store::remove_phone_pin(core::AgentId agent) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto done = (*connection)->execute("DELETE FROM setting_phone_pin WHERE tenant = ? AND agent = ?", agent.tenant, agent);
  if (!done) return fail(done.error());
  return {};
}

namespace {

base::Result<std::string> stored_hash(db::Pool& pool, core::AgentId agent) {
  auto connection = pool.borrow();
  if (!connection) return fail(connection.error());
  auto rows = (*connection)->query("SELECT hash FROM setting_phone_pin WHERE tenant = ? AND agent = ?", agent.tenant, agent);
  if (!rows) return fail(rows.error());
  if (rows->empty()) return fail(ErrorCode::kNotFound, "This agent has no PIN.");
  return rows->front().text(0);
}

}  // namespace

base::Result<bool> Store::has_phone_pin(core::AgentId agent) {
  const auto hash = stored_hash(*pool_, agent);
  if (hash) return true;
  if (hash.error().code == ErrorCode::kNotFound) return false;
  return fail(hash.error());
}

base::Result<bool> Store::check_phone_pin(core::AgentId agent, std::string_view pin) {
  const auto hash = stored_hash(*pool_, agent);
  if (!hash) return fail(hash.error());
  if (sodium_init() < 0 || pin.size() > kMostPinDigits) return false;
  return crypto_pwhash_str_verify(hash->c_str(), pin.data(), pin.size()) == 0;
}

}  // namespace peal::settings
