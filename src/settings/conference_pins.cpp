#include <fmt/format.h>

#include "base/log.hpp"
#include "settings/entities.hpp"
#include "settings/limits.hpp"
#include "settings/sealing.hpp"
#include "settings/store.hpp"

/// PINs of conferences. A hash of four digits is guessed in no time, so they are
/// sealed as the passwords of trunks are.
namespace peal::settings {
namespace {

using base::ErrorCode;
using base::fail;

std::string its_pin(core::ConferenceId room, bool host) {
  return fmt::format("conference {} {} {}", room.tenant.value, room.value, host ? "host" : "guest");
}

base::Status check_pin(std::string_view pin, const char* field) {
  if (pin.empty()) return {};
  const bool digits = pin.find_first_not_of("0123456789") == std::string_view::npos;
  if (digits && pin.size() >= kLeastPinDigits && pin.size() <= kMostPinDigits) return {};
  return fail(ErrorCode::kBadInput, fmt::format("A PIN has {} to {} digits.", kLeastPinDigits, kMostPinDigits), field);
}

base::Status write_pin(db::Connection& connection, core::ConferenceId room, bool host, const std::string& sealed, core::Time now) {
  auto done = sealed.empty()
                  ? connection.execute("DELETE FROM setting_conference_pin WHERE tenant = ? AND conference = ? AND host = ?",
                                       room.tenant, room, host ? 1 : 0)
                  : connection.execute(
                        "INSERT INTO setting_conference_pin (tenant, conference, host, sealed, changed) VALUES (?, ?, ?, ?, ?) "
                        "ON CONFLICT (tenant, conference, host) DO UPDATE SET sealed = excluded.sealed, changed = excluded.changed",
                        room.tenant, room, host ? 1 : 0, sealed, now);
  if (!done) return fail(done.error());
  return {};
}

}  // namespace

base::Status Store::set_conference_pins(core::ConferenceId room, const ConferencePins& pins, std::string_view key, core::Time now) {
  if (auto status = check_pin(pins.guest, "pin"); !status) return status;
  if (auto status = check_pin(pins.host, "hostPin"); !status) return status;
  if (!pins.guest.empty() && pins.guest == pins.host) return fail(ErrorCode::kBadInput, "The host's PIN must be another one.", "hostPin");
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto transaction = db::Transaction::begin(**connection);
  if (!transaction) return fail(transaction.error());
  auto rows = (*connection)
                  ->query("SELECT key FROM setting WHERE tenant = ? AND kind = ? AND id = ? AND until IS NULL", room.tenant,
                          Kind::kConference, room);
  if (!rows) return fail(rows.error());
  if (rows->empty()) return fail(ErrorCode::kNotFound, "There is no such conference.");
  for (const bool host : {false, true}) {
    const auto& pin = host ? pins.host : pins.guest;
    const auto sealed = pin.empty() ? std::string{} : db::to_base64(seal(pin, key, its_pin(room, host)));
    if (auto done = write_pin(**connection, room, host, sealed, now); !done) return done;
  }
  return transaction->commit();
}

base::Result<std::map<core::ConferenceId, ConferencePins>> Store::conference_pins(std::string_view key) {
  auto connection = pool_->borrow();
  if (!connection) return fail(connection.error());
  auto rows = (*connection)->query("SELECT tenant, conference, host, sealed FROM setting_conference_pin");
  if (!rows) return fail(rows.error());
  std::map<core::ConferenceId, ConferencePins> found;
  for (const auto& row : *rows) {
    const core::ConferenceId room{core::TenantId{static_cast<std::uint32_t>(row.integer(0))}, static_cast<std::uint64_t>(row.integer(1))};
    const bool host = row.integer(2) != 0;
    if (auto plain = unseal(db::from_base64(row.text(3)), key, its_pin(room, host))) {
      (host ? found[room].host : found[room].guest) = *std::move(plain);
    } else {
      base::log(base::LogLevel::kError, "settings", "conference_pin_unreadable",
                {{"conference", base::to_text(room)}, {"error", "it was sealed with the master.key of another data folder; set it again"}});
    }
  }
  return found;
}

}  // namespace peal::settings
