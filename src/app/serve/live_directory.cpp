#include "app/serve/live_directory.hpp"

#include <algorithm>
#include <utility>

#include "api/figures/local_day.hpp"
#include "base/log.hpp"
#include "records/number.hpp"

namespace peal::app {

void LiveDirectory::replace(std::shared_ptr<const core::Settings> settings, PhoneSecrets phones, Countries countries, Pins pins) {
  pins_ = std::move(pins);
  settings_ = std::move(settings);
  phones_ = std::move(phones);
  countries_ = std::move(countries);
  numbers_.clear();
  own_numbers_.clear();
  e164_numbers_.clear();
  by_user_.clear();
  by_id_.clear();
  for (const auto& centre : settings_->centres) {
    for (const auto& number : centre.numbers) {
      numbers_.emplace(number.digits, centre.tenant);
      own_numbers_.emplace(NumberKey{centre.tenant, number.digits}, &number);
      const auto e164 = records::telephone_number(number.digits, country_of(centre.tenant));
      if (e164) e164_numbers_.emplace(NumberKey{centre.tenant, *e164}, &number);
    }
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

const std::string& LiveDirectory::country_of(core::TenantId tenant) const {
  static const std::string kUsual = settings::Tenant{}.country;
  const auto country = countries_.find(tenant);
  return country == countries_.end() ? kUsual : country->second;
}

std::optional<std::string> LiveDirectory::number_on_trunk(core::TenantId tenant, std::string_view dialled) const {
  if (const auto own = own_numbers_.find({tenant, std::string(dialled)}); own != own_numbers_.end()) return own->second->digits;
  const auto& country = country_of(tenant);
  auto e164 = records::telephone_number(dialled, country);
  // Carriers like to leave out the plus of an international number.
  if (!e164 && !dialled.starts_with('+')) e164 = records::telephone_number("+" + std::string(dialled), country);
  const auto found = e164 ? e164_numbers_.find({tenant, *e164}) : e164_numbers_.end();
  return found == e164_numbers_.end() ? std::nullopt : std::optional(found->second->digits);
}

core::TrunkId LiveDirectory::trunk_of(core::TenantId tenant, std::string_view number) const {
  const auto own = own_numbers_.find({tenant, std::string(number)});
  return own == own_numbers_.end() ? core::TrunkId{} : own->second->trunk;
}

telephony::NumberForms LiveDirectory::forms_of(core::TenantId tenant, std::string_view number) const {
  const auto& country = country_of(tenant);
  return {records::normalise_number(number, "ZZ"), records::telephone_number(number, country).value_or(""),
          records::national_number(number, country).value_or("")};
}

telephony::OutsideNumber LiveDirectory::outside_number(core::TenantId tenant, std::string_view number) const {
  const auto& country = country_of(tenant);
  telephony::OutsideNumber meant;
  meant.dialled = records::normalise_number(number, "ZZ");
  const auto kind = records::number_kind(number, country);
  meant.readable = kind.has_value();
  if (!kind) return meant;
  meant.e164 = kind->e164;
  meant.country = kind->country;
  meant.home = kind->country == country;
  meant.premium = kind->premium;
  meant.satellite = kind->satellite;
  meant.emergency = kind->emergency;
  return meant;
}

std::uint32_t LiveDirectory::minute_of_day(core::TenantId tenant, base::Time now) const {
  const auto centre = std::ranges::find(settings_->centres, tenant, &core::Centre::tenant);
  const std::string zone = centre == settings_->centres.end() ? "UTC" : centre->time_zone;
  return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::minutes>(now - api::local_day(zone, now).midnight).count());
}

core::PartyId LiveDirectory::party_of(core::TenantId tenant, std::string_view caller) const {
  if (caller.empty()) return keys_.new_party(tenant);
  return keys_.party_of(tenant, records::normalise_number(caller, country_of(tenant)));
}

telephony::SourceTrust LiveDirectory::trust(const sip::SocketAddress&) const {
  // Anyone may call the numbers of a tenant without trunks, and is not believed
  // in an asserted identity; the calls of trunks are known before this is asked.
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

bool LiveDirectory::may_pick_up(core::AgentId one, core::AgentId other) const {
  const auto taker = by_id_.find(one);
  const auto rung = by_id_.find(other);
  return one != other && one.tenant == other.tenant && taker != by_id_.end() && rung != by_id_.end() &&
         !taker->second->pickup_group.empty() && taker->second->pickup_group == rung->second->pickup_group;
}

telephony::ConferencePins LiveDirectory::conference_pins(core::ConferenceId conference) const {
  const auto found = pins_.find(conference);
  return found == pins_.end() ? telephony::ConferencePins{} : telephony::ConferencePins{found->second.guest, found->second.host};
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

namespace {

// Its browsers get no relay until it is set, and nothing else would say so.
void warn_of_missing_secrets(const DirectorySnapshot& snapshot) {
  for (const auto& tenant : snapshot.tenants) {
    if (tenant.turn.urls.empty() || snapshot.turn_secrets.contains(tenant.id)) continue;
    base::log(base::LogLevel::kWarning, "app", "turn_without_secret", {{"tenant", tenant.key}, {"error", "run `peal turn secret`"}});
  }
}

}  // namespace

base::Result<DirectorySnapshot> read_directory(settings::Store& store, const std::string& realm, const std::string& trunk_key) {
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
  auto passwords = store.trunk_passwords(trunk_key);
  if (!passwords) return base::fail(passwords.error());
  snapshot.trunk_passwords = *std::move(passwords);
  auto pins = store.conference_pins(trunk_key);
  if (!pins) return base::fail(pins.error());
  snapshot.conference_pins = *std::move(pins);
  auto turn_secrets = store.turn_secrets(trunk_key);
  if (!turn_secrets) return base::fail(turn_secrets.error());
  snapshot.turn_secrets = *std::move(turn_secrets);
  warn_of_missing_secrets(snapshot);
  snapshot.settings = std::make_shared<const core::Settings>(*std::move(settings));
  return snapshot;
}

}  // namespace peal::app
