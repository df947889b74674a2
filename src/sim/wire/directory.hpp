#pragma once

#include <map>
#include <string>

#include "core/centre.hpp"
#include "telephony/directory.hpp"

namespace peal::sim {

/// What telephony asks, answered from one centre's settings. Every agent's SIP
/// user is the agent's number, with one password.
class SimulatedDirectory final : public telephony::Directory {
 public:
  static constexpr const char* kPassword = "told to nobody";

  void adopt(const core::Centre& centre);

  std::optional<core::TenantId> tenant_of(std::string_view dialled) const override;
  std::optional<std::string> number_on_trunk(core::TenantId tenant, std::string_view dialled) const override;
  core::TrunkId trunk_of(core::TenantId, std::string_view) const override { return {}; }
  telephony::NumberForms forms_of(core::TenantId, std::string_view number) const override;
  telephony::OutsideNumber outside_number(core::TenantId, std::string_view number) const override;
  std::uint32_t minute_of_day(core::TenantId, base::Time now) const override;
  core::PartyId party_of(core::TenantId tenant, std::string_view caller) const override;
  telephony::SourceTrust trust(const sip::SocketAddress&) const override { return telephony::SourceTrust::kCaller; }
  std::optional<sip::DigestSecret> device_secret(std::string_view realm, std::string_view user) const override;
  std::optional<telephony::DeviceOwner> device_owner(std::string_view user) const override;
  std::optional<telephony::AgentDevice> device_of(core::AgentId agent) const override;
  telephony::ConferencePins conference_pins(core::ConferenceId) const override { return {"1234", "98765"}; }
  std::optional<telephony::WebCall> web_call(const sip::FlowAttributes&) const override { return std::nullopt; }
  void web_call_used(const sip::FlowAttributes&) override {}
  media::PromptAudio prompt_recording(core::TenantId, std::string_view, std::string_view) const override { return nullptr; }
  media::PromptAudio music(core::TenantId, std::string_view) const override { return nullptr; }

 private:
  core::Centre centre_;
  std::map<std::string, const core::Agent*, std::less<>> by_user_;
  std::map<core::AgentId, const core::Agent*> by_id_;
};

}  // namespace peal::sim
