#include "sim/wire/directory.hpp"

#include <algorithm>

namespace peal::sim {

void SimulatedDirectory::adopt(const core::Centre& centre) {
  centre_ = centre;
  by_user_.clear();
  by_id_.clear();
  for (const auto& agent : centre_.agents) {
    by_user_[agent.number] = &agent;
    by_id_[agent.id] = &agent;
  }
}

std::optional<core::TenantId> SimulatedDirectory::tenant_of(std::string_view dialled) const {
  const bool ours = std::ranges::any_of(centre_.numbers, [&](const auto& number) { return number.digits == dialled; });
  return ours ? std::optional(centre_.tenant) : std::nullopt;
}

std::optional<std::string> SimulatedDirectory::number_on_trunk(core::TenantId, std::string_view dialled) const {
  return tenant_of(dialled) ? std::optional(std::string(dialled)) : std::nullopt;
}

telephony::NumberForms SimulatedDirectory::forms_of(core::TenantId, std::string_view number) const {
  const std::string text(number);
  return {text, text, text};
}

telephony::OutsideNumber SimulatedDirectory::outside_number(core::TenantId, std::string_view number) const {
  telephony::OutsideNumber seen;
  seen.dialled = number;
  seen.home = true;
  return seen;
}

std::uint32_t SimulatedDirectory::minute_of_day(core::TenantId, base::Time now) const {
  return static_cast<std::uint32_t>(base::unix_millis(now) / 60'000 % 1'440);  // UTC.
}

core::PartyId SimulatedDirectory::party_of(core::TenantId tenant, std::string_view caller) const {
  std::uint64_t sum = 14'695'981'039'346'656'037ULL;  // FNV-1a: the same on every machine.
  for (const char c : caller) sum = (sum ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
  return {tenant, sum | 1};
}

std::optional<sip::DigestSecret> SimulatedDirectory::device_secret(std::string_view realm, std::string_view user) const {
  if (!by_user_.contains(user)) return std::nullopt;
  return sip::digest_secret(std::string(user), std::string(realm), kPassword);
}

std::optional<telephony::DeviceOwner> SimulatedDirectory::device_owner(std::string_view user) const {
  const auto found = by_user_.find(user);
  if (found == by_user_.end()) return std::nullopt;
  return telephony::DeviceOwner{found->second->id, found->second->name};
}

std::optional<telephony::AgentDevice> SimulatedDirectory::device_of(core::AgentId agent) const {
  const auto found = by_id_.find(agent);
  if (found == by_id_.end()) return std::nullopt;
  const bool outside = found->second->device == core::DeviceKind::kOutside;
  return telephony::AgentDevice{found->second->device, outside ? "" : found->second->number, found->second->address};
}

}  // namespace peal::sim
