#include "settings/lines.hpp"

/// Trunks as the settings file writes them.
namespace peal::settings {
namespace {

Lines rule_lines(const core::NumberRule& rule, const std::string& fixed) {
  return LineWriter()
      .word("form", rule.form, core::NumberForm::kAsIs, {"as_is", "e164", "plain", "national"})
      .text("strip", rule.strip)
      .text("prefix", rule.prefix)
      .text("fixed", fixed)
      .take();
}

}  // namespace

Lines lines_of(const core::Trunk& trunk) {
  const core::Trunk usual;
  return LineWriter()
      .text("key", trunk.key)
      .translated("name", trunk.name)
      .text("address", trunk.address)
      .text("outbound_proxy", trunk.proxy)
      .word("transport", trunk.transport, core::TrunkTransport::kAuto, {"udp", "tcp", "tls", "auto"})
      .text("authorities", trunk.authorities)
      .word("srtp", trunk.srtp, usual.srtp, {"off", "optional", "required"})
      .truth("srtp_without_tls", trunk.srtp_without_tls, usual.srtp_without_tls)
      .text("user", trunk.user)
      .text("domain", trunk.domain)
      .truth("register", trunk.registers, usual.registers)
      .seconds("register_every", trunk.register_every, usual.register_every)
      .text("realm", trunk.realm)
      .truth("trusted", trunk.trusted, usual.trusted)
      .word("forwarded_by", trunk.forwarded, usual.forwarded, {"diversion", "history_info", "both", "off"})
      .number("priority", trunk.priority, usual.priority)
      .number("weight", trunk.weight, usual.weight)
      .number("channels", trunk.channels, usual.channels)
      .number("calls_per_second", trunk.calls_per_second, usual.calls_per_second)
      .texts("codecs", trunk.codecs)
      .map("called", rule_lines(trunk.called, {}))
      .map("caller", rule_lines(trunk.caller, trunk.caller_fixed))
      .texts("allowed_sources", trunk.allowed_sources)
      .seconds("health_every", trunk.health_every, usual.health_every)
      .take();
}

}  // namespace peal::settings
