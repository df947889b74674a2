#include "sim/wire/network.hpp"

namespace peal::sim {

void Network::listen(const sip::SocketAddress& at, Take take) { takers_[at.text()] = std::move(take); }

bool Network::is_cut(const std::string& end) const {
  const auto found = cut_until_.find(end);
  return found != cut_until_.end() && agenda_.now() < found->second;
}

void Network::send(const sip::SocketAddress& from, const sip::SocketAddress& to, std::string_view bytes) {
  ++sent_;
  const auto target = to.text();
  if (chance_.below(100) < weather_.lost_percent || is_cut(target) || is_cut(from.text())) {
    ++lost_;
    return;
  }
  carry(from, target, std::string(bytes));
  if (chance_.below(100) < weather_.doubled_percent) carry(from, target, std::string(bytes));
}

void Network::carry(const sip::SocketAddress& from, const std::string& to, std::string bytes) {
  const base::Millis delay{1 + static_cast<std::int64_t>(chance_.below(static_cast<std::uint64_t>(weather_.delay_most.count()) + 1))};
  agenda_.after(delay, [this, from, to, bytes = std::move(bytes)] {
    const auto taker = takers_.find(to);
    if (taker == takers_.end()) return;
    // A copy: whoever takes it may leave the network meanwhile.
    const auto take = taker->second;
    take({sip::Transport::kUdp, 0, from}, bytes);
  });
}

}  // namespace peal::sim
