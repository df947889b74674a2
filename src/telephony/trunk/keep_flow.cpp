#include <cstring>

#include "base/log.hpp"
#include "telephony/trunk/trunks.hpp"

/// Flows that carriers keep for our registrations (RFC 5626 4.4, 4.5).
namespace peal::telephony {
namespace {

std::array<std::uint8_t, 32> fresh_secret(base::Seed& seed) {
  std::array<std::uint8_t, 32> secret{};
  for (std::size_t i = 0; i < secret.size(); i += 8) {
    const auto piece = seed.next();
    std::memcpy(secret.data() + i, &piece, sizeof piece);
  }
  return secret;
}

}  // namespace

void Trunks::keep_flow(Trunk& trunk, base::Time now) {
  const auto* kept = trunk.registration && trunk.registration->kept() ? &*trunk.registration->kept() : nullptr;
  if (kept == nullptr || kept->flow.transport != sip::Transport::kUdp) trunk.stun.reset();
  if (kept == nullptr || kept->flow.transport == sip::Transport::kUdp) trunk.ping_due.reset();
  if (kept == nullptr) return;
  if (kept->flow.transport != sip::Transport::kUdp) {
    if (trunk.ping_due && *trunk.ping_due <= now) sip_.keep_alive(kept->flow, {});
    if (!trunk.ping_due || *trunk.ping_due <= now) trunk.ping_due = now + kept->every;
    return;
  }
  if (!trunk.stun) {
    trunk.stun = std::make_unique<sip::PublicAddress>(fresh_secret(seed_), [this](const sip::SocketAddress& to, const std::string& bytes) {
      sip_.keep_alive({sip::Transport::kUdp, 0, to}, bytes);
    });
  }
  trunk.stun->use({kept->flow.remote}, now);
  trunk.stun->advance(now);
  if (trunk.stun->silent()) fail_flow(trunk, now);
}

void Trunks::fail_flow(Trunk& trunk, base::Time now) {
  base::log(base::LogLevel::kWarning, "telephony", "trunk_flow_failed", {{"trunk", trunk.setup.trunk.key}});
  trunk.registration->flow_failed(now);
  trunk.stun.reset();
  trunk.ping_due.reset();
  note_state(trunk, now);
}

void Trunks::flow_lost(std::uint64_t connection, base::Time now) {
  for (auto& [id, trunk] : trunks_) {
    if (!trunk.registration || !trunk.registration->kept()) continue;
    const auto& flow = trunk.registration->kept()->flow;
    if (flow.transport != sip::Transport::kUdp && flow.connection == connection) fail_flow(trunk, now);
  }
}

// 4.4.2: a NAT that shows us at another address has forgotten the flow.
bool Trunks::heard_stun(const sip::SocketAddress& from, std::string_view datagram, base::Time now) {
  for (auto& [id, trunk] : trunks_) {
    if (!trunk.stun) continue;
    const auto before = trunk.stun->address();
    if (!trunk.stun->received(from, datagram, now)) continue;
    if (before && before != trunk.stun->address()) fail_flow(trunk, now);
    return true;
  }
  return false;
}

}  // namespace peal::telephony
