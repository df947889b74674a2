#include "app/serve/trunk_lookup.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include <netdb.h>
#include <sys/socket.h>

#include "base/log.hpp"
#include "base/thread.hpp"
#include "net/address.hpp"

namespace peal::app {
namespace {

constexpr std::chrono::seconds kLookUpEvery{60};
// RFC 3261 19.1.2.
constexpr std::uint16_t kSipPort = 5060;
constexpr std::uint16_t kSipTlsPort = 5061;
constexpr std::size_t kAddressesMax = 16;

struct HostPort {
  std::string host;
  std::uint16_t port = 0;
};

std::uint16_t usual_port(core::TrunkTransport transport) {
  return transport == core::TrunkTransport::kTls ? kSipTlsPort : kSipPort;
}

std::size_t colon_of(const std::string& text) { return text.find(':', text.starts_with('[') ? text.find(']') : 0); }

// An address of the settings, which have checked its form, with its port.
std::string with_port(const std::string& text, core::TrunkTransport transport) {
  return colon_of(text) == std::string::npos ? text + ":" + std::to_string(usual_port(transport)) : text;
}

HostPort split(const std::string& text) {
  const auto colon = colon_of(text);
  return {text.substr(0, colon), static_cast<std::uint16_t>(std::stoi(text.substr(colon + 1)))};
}

std::vector<sip::SocketAddress> numeric(const std::string& text) {
  const auto parts = split(text);
  const auto address = sip::parse_address(parts.host, parts.port);
  return address ? std::vector{*address} : std::vector<sip::SocketAddress>{};
}

// Blocks. RFC 3263 4.2 without a port would ask for SRV; a name here stands for its addresses.
std::vector<sip::SocketAddress> look_up(const std::string& text) {
  const auto parts = split(text);
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* list = nullptr;
  std::vector<sip::SocketAddress> found;
  const int failed = ::getaddrinfo(parts.host.c_str(), nullptr, &hints, &list);
  if (failed != 0) {
    base::log(base::LogLevel::kWarning, "app", "trunk_name_unknown", {{"name", parts.host}, {"error", ::gai_strerror(failed)}});
    return found;
  }
  for (const addrinfo* each = list; each != nullptr && found.size() < kAddressesMax; each = each->ai_next) {
    const auto address = net::Address::from_sockaddr(*each->ai_addr);
    found.push_back({address.ip, address.is_ipv6(), parts.port});
  }
  ::freeaddrinfo(list);
  // Sorted, so that a resolver that turns its answers round changes nothing.
  std::ranges::sort(found, {}, &sip::SocketAddress::text);
  return found;
}

void add_sources(std::vector<base::IpRange>& sources, const std::vector<sip::SocketAddress>& addresses) {
  for (const auto& address : addresses) {
    sources.push_back({address.ip, address.v6, static_cast<std::uint8_t>(address.v6 ? 128 : 32)});
  }
}

}  // namespace

TrunkLookup::TrunkLookup(Take take) : take_(std::move(take)), thread_([this] { run(); }) {}

TrunkLookup::~TrunkLookup() { stop(); }

void TrunkLookup::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void TrunkLookup::adopt(const core::Settings& settings, const std::map<core::TrunkId, std::string>& passwords) {
  std::vector<telephony::TrunkSetup> setups;
  {
    const std::lock_guard lock(mutex_);
    wanted_.clear();
    for (const auto& centre : settings.centres) {
      for (const auto& trunk : centre.trunks) {
        telephony::TrunkSetup setup;
        setup.trunk = trunk;
        if (const auto password = passwords.find(trunk.id); password != passwords.end()) setup.password = password->second;
        wanted_.push_back(std::move(setup));
      }
    }
    fresh_ = true;
    setups = with_addresses();
  }
  wake_.notify_all();
  take_(std::move(setups));
}

std::vector<telephony::TrunkSetup> TrunkLookup::with_addresses() const {
  auto setups = wanted_;
  for (auto& setup : setups) {
    const auto addresses_of = [&](const std::string& written) {
      const auto text = with_port(written, setup.trunk.transport);
      auto addresses = numeric(text);
      if (!addresses.empty()) return addresses;
      const auto known = found_.find(text);
      if (known == found_.end()) setup.looked_up = false;
      return known == found_.end() ? std::vector<sip::SocketAddress>{} : known->second;
    };
    const auto& trunk = setup.trunk;
    const auto peers = addresses_of(trunk.address);
    const auto proxies = trunk.proxy.empty() ? std::vector<sip::SocketAddress>{} : addresses_of(trunk.proxy);
    setup.hops = trunk.proxy.empty() ? peers : proxies;
    for (const auto& text : trunk.allowed_sources) setup.sources.push_back(*base::parse_ip_range(text));
    if (!trunk.allowed_sources.empty()) continue;
    add_sources(setup.sources, peers);
    add_sources(setup.sources, proxies);
  }
  return setups;
}

void TrunkLookup::run() {
  base::begin_thread("trunk-names", base::Importance::kPeople);
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    wake_.wait_for(lock, kLookUpEvery, [this] { return stopping_ || fresh_; });
    if (stopping_) return;
    fresh_ = false;
    std::set<std::string> names;
    for (const auto& setup : wanted_) {
      for (const auto& written : {setup.trunk.address, setup.trunk.proxy}) {
        if (written.empty()) continue;
        const auto text = with_port(written, setup.trunk.transport);
        if (numeric(text).empty()) names.insert(text);
      }
    }
    if (names.empty()) {
      found_.clear();
      continue;
    }
    lock.unlock();
    Found found;
    for (const auto& name : names) found[name] = look_up(name);
    lock.lock();
    // A resolver that fails for a moment must not take a working trunk away.
    for (auto& [name, addresses] : found) {
      if (addresses.empty() && found_.contains(name)) addresses = found_[name];
    }
    if (found == found_) continue;
    found_ = std::move(found);
    auto setups = with_addresses();
    lock.unlock();
    take_(std::move(setups));
    lock.lock();
  }
}

}  // namespace peal::app
