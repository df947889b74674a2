#include "telephony/source_gate.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <string_view>

namespace peal::telephony {

std::size_t SourceGate::KeyHash::operator()(const Key& key) const noexcept {
  return std::hash<std::string_view>{}({reinterpret_cast<const char*>(key.data()), key.size()});
}

SourceGate::Key SourceGate::key_of(const sip::SocketAddress& source) {
  Key key{};
  std::memcpy(key.data(), source.ip.data(), source.v6 ? 8 : 4);
  return key;
}

SourceGate::Source& SourceGate::source_of(const Key& key, base::Time now) {
  if (const auto known = by_key_.find(key); known != by_key_.end()) {
    recent_.splice(recent_.begin(), recent_, known->second);
    return recent_.front();
  }
  if (by_key_.size() >= sources_max_) {
    by_key_.erase(recent_.back().key);
    recent_.pop_back();
  }
  recent_.push_front({key, static_cast<double>(burst_), now});
  by_key_[key] = recent_.begin();
  return recent_.front();
}

bool SourceGate::take(const sip::SocketAddress& source, std::uint32_t cost, base::Time now) {
  auto& from = source_of(key_of(source), now);
  const double passed = std::chrono::duration<double>(now - from.at).count();
  from.left = std::min<double>(burst_, from.left + passed * per_second_);
  from.at = now;
  if (from.left < cost) return false;
  from.left -= cost;
  return true;
}

}  // namespace peal::telephony
