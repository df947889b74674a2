#include "telephony/devices.hpp"

#include "base/log.hpp"

namespace peal::telephony {

std::string Devices::user_of(std::string_view aor) { return std::string(aor.substr(0, aor.find('@'))); }

void Devices::changed(const sip::Binding& binding, sip::BindingChange change) {
  using Change = sip::BindingChange;
  ++changes_;
  const auto user = user_of(binding.aor);
  const bool lives = change == Change::kAdded || change == Change::kRefreshed;
  const bool by_socket = sip::web_socket(binding.flow.transport);
  if (lives && by_socket) users_[binding.flow.connection] = user;
  if (change == Change::kAdded) added(user);
  else if (!lives) removed(user);
  // A contact that is replaced on the same socket leaves the socket its owner's.
  const bool signed_off = !lives && (change == Change::kFlowLost || !contacts_of_.contains(user));
  if (signed_off && by_socket) users_.erase(binding.flow.connection);
  board_.meters.registrations.set(static_cast<double>(contacts_));
}

void Devices::added(const std::string& user) {
  ++contacts_;
  ++contacts_of_[user];
  const auto owner = board_.directory.device_owner(user);
  base::log(base::LogLevel::kDebug, "telephony", "device_up", {{"user", user}});
  if (owner) board_.raise(core::DeviceUp{owner->agent});
}

void Devices::removed(const std::string& user) {
  const auto at = contacts_of_.find(user);
  if (at == contacts_of_.end()) return;
  --contacts_;
  if (--at->second > 0) return;
  contacts_of_.erase(at);
  const auto owner = board_.directory.device_owner(user);
  base::log(base::LogLevel::kDebug, "telephony", "device_down", {{"user", user}});
  if (owner) board_.raise(core::DeviceDown{owner->agent});
}

std::optional<std::string> Devices::user_of_connection(std::uint64_t connection) const {
  const auto at = users_.find(connection);
  if (connection == 0 || at == users_.end()) return std::nullopt;
  return at->second;
}

}  // namespace peal::telephony
