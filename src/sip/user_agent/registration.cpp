#include <algorithm>

#include "sip/message/token.hpp"
#include "sip/user_agent/core.hpp"

// REGISTER: RFC 3261 10.3.
namespace peal::sip {

using base::Time;

std::optional<std::string> UserAgent::Core::address_of_record(const NameAddr& to) const {
  if (!to.uri.sip() || to.uri.user.empty()) return std::nullopt;
  std::string aor = to.uri.user_text();
  if (config_.domains.empty()) return aor;
  const auto domain = std::ranges::find_if(config_.domains, [&](const auto& d) { return same_text(d, to.uri.host); });
  if (domain == config_.domains.end()) return std::nullopt;
  aor.push_back('@');
  for (const char c : *domain) aor.push_back(lower(c));
  return aor;
}

// RFC 5626 6 and RFC 3327 5.3: what we did with its flow, and the way that calls will take.
void UserAgent::Core::write_outbound(bool outbound, std::string& fields) const {
  Writer writer(fields);
  if (outbound) writer.field(HeaderName::kRequire, "outbound").field(HeaderName::kFlowTimer, static_cast<std::uint64_t>(kKeepAliveAsked.count()));
  writer.field(HeaderName::kSupported, "path, outbound");
  if (!message_.lists(HeaderName::kSupported, "path")) return;
  message_.each_value(HeaderName::kPath, [&](std::string_view value) {
    writer.field(HeaderName::kPath, value);
    return true;
  });
}

void UserAgent::Core::registration(ServerRef server, const Flow& flow, Time now) {
  const auto to = *message_.to();
  if (!to.uri.sip()) return respond(server, flow, 400, now, {}, "Address of record is not a SIP URI");
  const auto aor = address_of_record(to);
  if (!aor) return respond(server, flow, 404, now);
  if (!admitted(server, flow, now)) return;
  // Changes are told after the answer is on its way, for telephony may act on them.
  std::vector<std::pair<Binding, BindingChange>> changes;
  const auto outcome = registrar_.apply(message_, flow, *aor, now,
                                        [&](const Binding& b, BindingChange why) { changes.emplace_back(b, why); });
  std::string fields;
  if (outcome.status == 200) registrar_.write_contacts(*aor, now, fields);
  if (outcome.status == 200) write_outbound(outcome.outbound, fields);
  if (outcome.status == 423) fields = "Min-Expires: " + std::to_string(kExpiresMin.count()) + "\r\n";
  respond(server, flow, outcome.status, now, fields, outcome.reason);
  for (const auto& [binding, why] : changes) events_.binding_changed(binding, why);
}

}  // namespace peal::sip
