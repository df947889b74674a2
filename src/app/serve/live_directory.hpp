#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/centre.hpp"
#include "journal/key_ring.hpp"
#include "settings/store.hpp"
#include "telephony/directory.hpp"

namespace peal::app {

/// The telephony's questions, answered from a snapshot of the settings that is
/// replaced whole at each revision. Lives on the switch loop.
class LiveDirectory : public telephony::Directory {
 public:
  /// `keys` outlives it.
  LiveDirectory(const journal::KeyRing& keys, std::string realm) : keys_(keys), realm_(std::move(realm)) {}

  using PhoneSecrets = std::unordered_map<std::string, sip::DigestSecret>;  ///< By SIP user.
  using Countries = std::map<core::TenantId, std::string>;
  using Pins = std::map<core::ConferenceId, settings::ConferencePins>;
  void replace(std::shared_ptr<const core::Settings> settings, PhoneSecrets phones, Countries countries, Pins pins);

  /// What the web calls and browser credentials of the API answer; set once, before calls come.
  using WebCallOf = std::function<std::optional<telephony::WebCall>(const sip::FlowAttributes&)>;
  using WebCallUsed = std::function<void(const sip::FlowAttributes&)>;
  using BrowserSecret = std::function<std::optional<sip::DigestSecret>(std::string_view realm, std::string_view user)>;
  using OutsideRefused = std::function<void(const telephony::RefusedOutside&)>;
  /// Who writes refused calls to outside down; set once, before calls come.
  void tell_refused(OutsideRefused refused) { outside_refused_ = std::move(refused); }
  void connect(WebCallOf web_call, WebCallUsed used, BrowserSecret browser_secret);

  [[nodiscard]] std::optional<core::TenantId> tenant_of(std::string_view dialled) const override;
  [[nodiscard]] std::optional<std::string> number_on_trunk(core::TenantId tenant, std::string_view dialled) const override;
  [[nodiscard]] core::TrunkId trunk_of(core::TenantId tenant, std::string_view number) const override;
  [[nodiscard]] telephony::NumberForms forms_of(core::TenantId tenant, std::string_view number) const override;
  [[nodiscard]] telephony::OutsideNumber outside_number(core::TenantId tenant, std::string_view number) const override;
  [[nodiscard]] std::uint32_t minute_of_day(core::TenantId tenant, base::Time now) const override;
  [[nodiscard]] core::PartyId party_of(core::TenantId tenant, std::string_view caller) const override;
  [[nodiscard]] telephony::SourceTrust trust(const sip::SocketAddress& source) const override;
  [[nodiscard]] std::optional<sip::DigestSecret> device_secret(std::string_view realm, std::string_view user) const override;
  [[nodiscard]] std::optional<telephony::DeviceOwner> device_owner(std::string_view user) const override;
  [[nodiscard]] std::optional<telephony::AgentDevice> device_of(core::AgentId agent) const override;
  [[nodiscard]] bool may_pick_up(core::AgentId one, core::AgentId other) const override;
  [[nodiscard]] telephony::ConferencePins conference_pins(core::ConferenceId conference) const override;
  [[nodiscard]] std::optional<telephony::WebCall> web_call(const sip::FlowAttributes& attributes) const override;
  void web_call_used(const sip::FlowAttributes& attributes) override;
  void outside_refused(const telephony::RefusedOutside& call) const override {
    if (outside_refused_) outside_refused_(call);
  }
  [[nodiscard]] media::PromptAudio prompt_recording(core::TenantId tenant, std::string_view key,
                                                    std::string_view language) const override;
  [[nodiscard]] media::PromptAudio music(core::TenantId tenant, std::string_view name) const override;

 private:
  const journal::KeyRing& keys_;
  std::string realm_;
  std::shared_ptr<const core::Settings> settings_;
  PhoneSecrets phones_;
  Countries countries_;
  Pins pins_;
  [[nodiscard]] const std::string& country_of(core::TenantId tenant) const;

  std::unordered_map<std::string, core::TenantId> numbers_;
  using NumberKey = std::pair<core::TenantId, std::string>;
  std::map<NumberKey, const core::Number*> own_numbers_;   // As written in the settings...
  std::map<NumberKey, const core::Number*> e164_numbers_;  // ...and in E.164, where they are telephone numbers.
  std::unordered_map<std::string, const core::Agent*> by_user_;
  std::unordered_map<core::AgentId, const core::Agent*> by_id_;
  WebCallOf web_call_;
  WebCallUsed web_call_used_;
  BrowserSecret browser_secret_;
  OutsideRefused outside_refused_;
};

/// Reads what a snapshot needs from the settings store; blocks.
struct DirectorySnapshot {
  std::shared_ptr<const core::Settings> settings;
  LiveDirectory::PhoneSecrets phones;
  LiveDirectory::Countries countries;
  std::vector<settings::Tenant> tenants;
  std::map<core::TrunkId, std::string> trunk_passwords;
  LiveDirectory::Pins conference_pins;
  settings::TurnSecrets turn_secrets;
};
/// `trunk_key` unseals the passwords of trunks, the PINs of conferences and the secrets of TURN servers.
[[nodiscard]] base::Result<DirectorySnapshot> read_directory(settings::Store& store, const std::string& realm,
                                                             const std::string& trunk_key);

}  // namespace peal::app
