#include <algorithm>

#include "sip/message/token.hpp"
#include "sip/registrar/registrar.hpp"

// One REGISTER: RFC 3261 10.3, steps 6 and 7.
namespace peal::sip {

using base::Seconds;
using base::Time;

/// One Contact of the request, looked at but not yet done.
struct Registrar::Change {
  Binding binding;
  Seconds life{0};  ///< Zero removes.
};

namespace {

std::uint16_t parse_q(std::string_view text) {
  if (text.empty() || text[0] != '0') return 1000;
  std::uint16_t q = 0;
  std::uint16_t unit = 100;
  for (const char c : text.substr(std::min<std::size_t>(text.size(), 2), 3)) {
    if (!is(c, kDigit)) return 1000;
    q = static_cast<std::uint16_t>(q + unit * (c - '0'));
    unit = static_cast<std::uint16_t>(unit / 10);
  }
  return q;
}

std::string instance_of(std::string_view value) {
  for (const char mark : {'"', '<'}) {
    if (value.size() >= 2 && value.front() == mark) value = value.substr(1, value.size() - 2);
  }
  return std::string(value);
}

// 10.2.1.1: the parameter, else the Expires field, else ours; malformed counts as missing.
Seconds wanted_life(const Message& request, const NameAddr& contact) {
  const auto most = static_cast<std::uint64_t>(UINT32_MAX);
  if (const auto param = contact.param("expires")) {
    if (const auto seconds = parse_number(*param, most)) return Seconds{*seconds};
  }
  if (const auto field = request.number(HeaderName::kExpires)) return Seconds{*field};
  return kExpiresDefault;
}

constexpr Registrar::Outcome kBadContact{400, "Bad Contact"};
constexpr Registrar::Outcome kBadPath{400, "Bad Path"};

// RFC 3327 5.3. Nothing for a malformed or overlong one.
std::optional<std::vector<std::string>> path_of(const Message& request) {
  std::vector<std::string> path;
  bool well = true;
  request.each_value(HeaderName::kPath, [&](std::string_view value) {
    const auto proxy = parse_name_addr(value);
    well = proxy && proxy->uri.sip() && proxy->uri.text.size() <= kPathUriMaxBytes && path.size() < kPathMax;
    if (well) path.emplace_back(proxy->uri.text);
    return well;
  });
  return well ? std::optional(std::move(path)) : std::nullopt;
}

// RFC 5626 6: proxies in between must keep the flow, as the first of them says
// with `ob` in its Path.
bool first_hop_keeps_flows(const Message& request, const std::vector<std::string>& path) {
  std::size_t vias = 0;
  request.each_value(HeaderName::kVia, [&](std::string_view) { return ++vias < 2; });
  if (vias < 2) return true;
  const auto edge = path.empty() ? std::nullopt : parse_uri(path.back());
  return edge && edge->param("ob").has_value();
}

}  // namespace

Registrar::Outcome Registrar::plan(const Message& request, std::vector<Change>& changes) const {
  Outcome outcome;
  const auto path = path_of(request);
  if (!path) return kBadPath;
  const bool knows_outbound = request.lists(HeaderName::kSupported, "outbound");
  request.each_value(HeaderName::kContact, [&](std::string_view value) {
    const auto contact = parse_name_addr(value);
    if (!contact) outcome = kBadContact;
    if (!contact) return false;
    Change change;
    change.life = std::min<Seconds>(wanted_life(request, *contact), kExpiresMax);
    if (change.life.count() > 0 && change.life < kExpiresMin) outcome = {423, "Interval Too Brief"};
    Binding& b = change.binding;
    b.contact = contact->uri.text;
    b.call_id = request.call_id();
    b.cseq = request.cseq()->number;
    b.q = contact->param("q") ? parse_q(*contact->param("q")) : std::uint16_t{1000};
    b.instance = instance_of(contact->param("+sip.instance").value_or(std::string_view{}));
    b.reg_id = static_cast<std::uint32_t>(parse_number(contact->param("reg-id").value_or("0"), UINT32_MAX).value_or(0));
    b.user_agent = request.header(HeaderName::kUserAgent);
    b.path = *path;
    outcome.outbound = outcome.outbound || (knows_outbound && b.reg_id != 0 && !b.instance.empty());
    changes.push_back(std::move(change));
    return outcome.status == 200;
  });
  if (outcome.status == 200 && outcome.outbound && !first_hop_keeps_flows(request, *path)) {
    return {439, "First Hop Lacks Outbound Support"};
  }
  return outcome;
}

Registrar::Outcome Registrar::remove_all(const Message& request, std::string_view aor, const Changed& changed) {
  // 10.2.2: '*' only alone and with Expires: 0.
  std::size_t contacts = 0;
  request.each_value(HeaderName::kContact, [&](std::string_view) { return ++contacts < 2; });
  if (contacts != 1 || request.number(HeaderName::kExpires) != 0U) return kBadContact;
  auto at = by_aor_.find(aor);
  if (at == by_aor_.end()) return {};
  for (const auto& entry : at->second) {
    if (entry.binding.call_id == request.call_id() && entry.binding.cseq >= request.cseq()->number) {
      return {500, "CSeq out of order"};
    }
  }
  const std::string key(aor);
  for (; at != by_aor_.end(); at = by_aor_.find(key)) remove(at->second, 0, BindingChange::kRemoved, changed);
  return {};
}

Registrar::Outcome Registrar::apply(const Message& request, const Flow& flow, std::string_view aor, Time now,
                                    const Changed& changed) {
  if (request.header(HeaderName::kContact) == "*" || request.lists(HeaderName::kContact, "*")) {
    return remove_all(request, aor, changed);
  }
  std::vector<Change> changes;
  const auto outcome = plan(request, changes);
  if (outcome.status != 200) return outcome;
  if (changes.empty()) return {};  // A query (10.3 step 6).
  const auto known = by_aor_.find(aor);
  const std::size_t had = known == by_aor_.end() ? 0 : known->second.size();
  std::size_t fresh = 0;
  for (const auto& change : changes) {
    bool found = false;
    for (std::size_t i = 0; i < had; ++i) {
      const Binding& old = known->second[i].binding;
      if (!same_binding(old, change.binding)) continue;
      found = true;
      // Step 7: an older or equal CSeq of the same Call-ID changes nothing at all.
      if (old.call_id == change.binding.call_id && change.binding.cseq <= old.cseq) return {500, "CSeq out of order"};
    }
    if (!found && change.life.count() > 0) ++fresh;
  }
  if (had + fresh > kContactsPerAddressMax) return {403, "Too many contacts"};
  if (count_ + fresh > kBindingsMax) return {503, "Service Unavailable"};
  for (auto& change : changes) {
    change.binding.aor = aor;
    change.binding.flow = flow;
    change.binding.expires = now + change.life;
    if (change.life.count() > 0) {
      put(by_aor_[std::string(aor)], std::move(change.binding), changed);
      continue;
    }
    const auto at = by_aor_.find(aor);
    if (at == by_aor_.end()) continue;
    const auto entry = std::ranges::find_if(at->second, [&](const Entry& e) { return same_binding(e.binding, change.binding); });
    if (entry != at->second.end()) {
      remove(at->second, static_cast<std::size_t>(entry - at->second.begin()), BindingChange::kRemoved, changed);
    }
  }
  return outcome;
}

}  // namespace peal::sip
