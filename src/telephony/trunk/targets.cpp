#include <algorithm>

#include <fmt/format.h>

#include "telephony/limits.hpp"
#include "telephony/trunk/trunks.hpp"

/// The addresses that a trunk's name leads to, and what goes there (RFC 3263 4.3).
namespace peal::telephony {
namespace {

// Of a URI (RFC 3261 19.1.1); with sip and transport=tls a hop is secure, and
// the person called may still be reached by other means.
std::string_view transport_parameter(sip::Transport transport) {
  return transport == sip::Transport::kTcp ? ";transport=tcp" : transport == sip::Transport::kTls ? ";transport=tls" : "";
}

// Where the name chooses the transport, the URI leaves it to the name (RFC 3263 4.1).
std::string_view transport_parameter(const core::Trunk& trunk) {
  switch (trunk.transport) {
    case core::TrunkTransport::kTcp: return transport_parameter(sip::Transport::kTcp);
    case core::TrunkTransport::kTls: return transport_parameter(sip::Transport::kTls);
    case core::TrunkTransport::kUdp: case core::TrunkTransport::kAuto: break;
  }
  return "";
}

// "host:port" and "[v6]:port" without the port.
std::string bare_host(const std::string& address) {
  return address.substr(0, address.find(':', address.starts_with('[') ? address.find(']') : 0));
}

}  // namespace

std::string trunk_host(const core::Trunk& trunk) { return bare_host(trunk.proxy.empty() ? trunk.address : trunk.proxy); }

bool trunk_has(const TrunkSetup& setup, const sip::SocketAddress& address) {
  return std::ranges::any_of(setup.hops.located.places, [&](const sip::Place& place) {
    return std::ranges::find(place.addresses, address) != place.addresses.end();
  });
}

sip::Credentials trunk_credentials(const TrunkSetup& setup) {
  const auto& trunk = setup.trunk;
  sip::Credentials credentials{trunk.user, setup.password.value_or(std::string()), {}};
  if (!trunk.realm.empty()) {
    credentials.realms = {trunk.realm};
    return credentials;
  }
  for (const auto& host : {trunk_domain(trunk), bare_host(trunk.address), bare_host(trunk.proxy)}) {
    if (!host.empty()) credentials.realms.push_back(host.starts_with('[') ? host.substr(1, host.size() - 2) : host);
  }
  for (const auto& place : setup.hops.located.places) {
    for (const auto& address : place.addresses) credentials.realms.push_back(address.host());
  }
  return credentials;
}

void Trunks::begin_registration(Trunk& trunk, base::Time now) {
  const auto& setup = trunk.setup;
  const auto& wanted = setup.trunk;
  if (!wanted.registers || !setup.password) return;
  const auto user = sip::escape_user(wanted.user);
  std::vector<sip::RegistrationWay> ways;
  for (const auto& flow : flows(trunk, now)) {
    ways.push_back({flow, fmt::format("sip:{}@{}{}", user, sip_.advertised(flow), transport_parameter(flow.transport))});
  }
  if (trunk.registration) return trunk.registration->use(std::move(ways), now);
  sip::RegistrationAccount account;
  account.registrar = "sip:" + trunk_domain(wanted);
  account.address_of_record = fmt::format("sip:{}@{}", user, trunk_domain(wanted));
  account.ways = std::move(ways);
  account.route = trunk_route(setup);
  account.credentials = trunk_credentials(setup);
  account.expires = wanted.register_every;
  account.instance = instance_;
  trunk.registration = std::make_unique<sip::RegistrationClient>(std::move(account), sender(), seed_.next());
  trunk.registration->start(now);
}

void Trunks::advertised(base::Time now) {
  sending_at_ = now;
  for (auto& [id, trunk] : trunks_) {
    if (trunk.setup.reachable()) begin_registration(trunk, now);
  }
}

// Each address is asked for itself, so that calls find those that live.
void Trunks::begin_health(Trunk& trunk, base::Time now) {
  const auto& setup = trunk.setup;
  std::size_t checked = 0;
  for (const auto& place : setup.hops.located.places) {
    for (const auto& address : place.addresses) {
      auto& target = trunk.targets[address];
      if (setup.trunk.health_every.count() == 0 || checked++ >= kTargetsChecked || target.health) continue;
      const sip::Flow flow{setup.hops.located.transport, 0, address};
      sip::HealthTarget asked{trunk_uri(setup, {}), fmt::format("sip:peal@{}", sip_.advertised(flow)), flow, trunk_route(setup),
                              setup.trunk.health_every};
      target.health = std::make_unique<sip::HealthCheck>(std::move(asked), sender(), seed_.next());
      target.health->start(now);
    }
  }
}

sip::RegistrationClient::Send Trunks::sender() {
  return [this](const sip::OutsideRequest& request) { return sip_.request(request, sending_at_); };
}

// Those that fail at this moment come after the others: a second chance is
// better than none.
std::vector<sip::Flow> Trunks::flows(const Trunk& trunk, base::Time now) {
  std::vector<sip::Flow> order;
  for (const auto& address : sip::in_order(trunk.setup.hops.located.places, seed_)) {
    order.push_back({trunk.setup.hops.located.transport, 0, address});
  }
  std::stable_partition(order.begin(), order.end(), [&](const sip::Flow& flow) {
    const auto known = trunk.targets.find(flow.remote);
    return known == trunk.targets.end() || !known->second.failing(now);
  });
  return order;
}

std::vector<sip::Flow> Trunks::way(core::TrunkId id, base::Time now) {
  const Trunk* trunk = at(id);
  auto order = trunk == nullptr ? std::vector<sip::Flow>{} : flows(*trunk, now);
  if (order.empty()) return order;
  // RFC 5626 4.3: where the carrier keeps a flow for us, calls take it, too.
  if (trunk->registration && trunk->registration->kept()) {
    const auto& kept = trunk->registration->kept()->flow;
    std::erase_if(order, [&](const sip::Flow& flow) { return flow.remote == kept.remote; });
    order.insert(order.begin(), kept);
  }
  // The offer names media addresses of one family.
  const bool v6 = order.front().remote.v6;
  std::erase_if(order, [&](const sip::Flow& flow) { return flow.remote.v6 != v6; });
  return order;
}

bool Trunks::keeps(core::TrunkId id, const sip::Flow& flow) const {
  const auto found = trunks_.find(id);
  const auto* registration = found == trunks_.end() ? nullptr : found->second.registration.get();
  return registration != nullptr && registration->kept() && registration->kept()->flow == flow;
}

std::vector<sip::Flow> Trunks::way(const sip::Located& located) {
  std::vector<sip::Flow> order;
  for (const auto& address : sip::in_order(located.places, seed_)) {
    if (order.empty() || address.v6 == order.front().remote.v6) order.push_back({located.transport, 0, address});
  }
  return order;
}

void Trunks::target_failed(core::TrunkId id, const sip::SocketAddress& address, base::Time now) {
  Trunk* trunk = at(id);
  if (trunk == nullptr || !trunk_has(trunk->setup, address)) return;
  trunk->targets[address].shunned_until = now + sip::kTargetShunned;
}

std::string trunk_domain(const core::Trunk& trunk) { return trunk.domain.empty() ? bare_host(trunk.address) : trunk.domain; }

std::vector<std::string> trunk_route(const TrunkSetup& setup) {
  if (setup.trunk.proxy.empty()) return {};
  return {fmt::format("sip:{};lr{}", setup.trunk.proxy, transport_parameter(setup.trunk))};
}

std::string trunk_uri(const TrunkSetup& setup, std::string_view user) {
  const std::string before = user.empty() ? std::string() : sip::escape_user(user) + "@";
  return fmt::format("sip:{}{}{}", before, setup.trunk.address, transport_parameter(setup.trunk));
}

}  // namespace peal::telephony
