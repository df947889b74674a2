#include "app/serve/live_directory.hpp"

#include <utility>

#include "records/number.hpp"

namespace peal::app {

void LiveDirectory::replace(std::shared_ptr<const core::Settings> settings, PhoneSecrets phones, Countries countries) {
  settings_ = std::move(settings);
  phones_ = std::move(phones);
  countries_ = std::move(countries);
  numbers_.clear();
  by_user_.clear();
  by_id_.clear();
  for (const auto& centre : settings_->centres) {
    for (const auto& number : centre.numbers) numbers_.emplace(number.digits, centre.tenant);
    for (const auto& agent : centre.agents) {
      by_user_.emplace(agent.key, &agent);
      by_id_.emplace(agent.id, &agent);
    }
  }
}

void LiveDirectory::connect(WebCallOf web_call, WebCallUsed used, BrowserSecret browser_secret) {
  web_call_ = std::move(web_call);
  web_call_used_ = std::move(used);
  browser_secret_ = std::move(browser_secret);
}

std::optional<core::TenantId> LiveDirectory::tenant_of(std::string_view dialled) const {
  const auto found = numbers_.find(std::string(dialled));
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

core::PartyId LiveDirectory::party_of(core::TenantId tenant, std::string_view caller) const {
  if (caller.empty()) return keys_.new_party(tenant);
  const auto country = countries_.find(tenant);
  return keys_.party_of(tenant, records::normalise_number(caller, country == countries_.end() ? "CN" : country->second));
}

telephony::SourceTrust LiveDirectory::trust(const sip::SocketAddress&) const {
  // Anyone may call our numbers; nobody is believed in an asserted identity
  // until trunks are configured.
  return telephony::SourceTrust::kCaller;
}

std::optional<sip::DigestSecret> LiveDirectory::device_secret(std::string_view realm, std::string_view user) const {
  if (const auto phone = phones_.find(std::string(user)); phone != phones_.end() && realm == realm_) return phone->second;
  return browser_secret_ ? browser_secret_(realm, user) : std::nullopt;
}

std::optional<telephony::DeviceOwner> LiveDirectory::device_owner(std::string_view user) const {
  const auto found = by_user_.find(std::string(user));
  if (found == by_user_.end() || found->second->device == core::DeviceKind::kOutside) return std::nullopt;
  return telephony::DeviceOwner{found->second->id, found->second->name};
}

std::optional<telephony::AgentDevice> LiveDirectory::device_of(core::AgentId agent) const {
  const auto found = by_id_.find(agent);
  if (found == by_id_.end()) return std::nullopt;
  return telephony::AgentDevice{found->second->device, found->second->key, found->second->address};
}

std::optional<telephony::WebCall> LiveDirectory::web_call(const sip::FlowAttributes& attributes) const {
  return web_call_ ? web_call_(attributes) : std::nullopt;
}

void LiveDirectory::web_call_used(const sip::FlowAttributes& attributes) {
  if (web_call_used_) web_call_used_(attributes);
}

media::PromptAudio LiveDirectory::prompt_recording(core::TenantId, std::string_view, std::string_view) const {
  return nullptr;  // Uploads come with the flow editor; until then every prompt is spoken.
}

media::PromptAudio LiveDirectory::music(core::TenantId, std::string_view) const { return nullptr; }

base::Result<DirectorySnapshot> read_directory(settings::Store& store, const std::string& realm) {
  DirectorySnapshot snapshot;
  auto settings = store.current();
  if (!settings) return base::fail(settings.error());
  auto tenants = store.tenants();
  if (!tenants) return base::fail(tenants.error());
  for (const auto& tenant : *tenants) snapshot.countries[tenant.id] = tenant.country;
  snapshot.tenants = *std::move(tenants);
  for (const auto& centre : settings->centres) {
    for (const auto& agent : centre.agents) {
      if (agent.device != core::DeviceKind::kSipPhone) continue;
      const auto secret = store.phone_secret(agent.id, realm);
      if (secret) snapshot.phones[agent.key] = {secret->ha1_md5, secret->ha1_sha256};
      else if (secret.error().code != base::ErrorCode::kNotFound) return base::fail(secret.error());
    }
  }
  snapshot.settings = std::make_shared<const core::Settings>(*std::move(settings));
  return snapshot;
}

}  // namespace peal::app
