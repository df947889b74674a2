#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <unordered_map>

#include "base/time.hpp"
#include "sip/flow.hpp"

namespace peal::telephony {

/// A leaky allowance for each source address (IPv6: each /64, which one
/// customer owns whole), so that a flood of registrations or of guessed
/// passwords is refused before it costs anything.
class SourceGate {
 public:
  SourceGate(std::uint32_t per_second, std::uint32_t burst, std::size_t sources_max)
      : per_second_(per_second), burst_(burst), sources_max_(sources_max) {}

  /// Takes `cost` from the source's allowance; false when it has not got it.
  [[nodiscard]] bool take(const sip::SocketAddress& source, std::uint32_t cost, base::Time now);

 private:
  using Key = std::array<std::uint8_t, 8>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  struct Source {
    Key key;
    double left = 0;
    base::Time at{};
  };
  [[nodiscard]] static Key key_of(const sip::SocketAddress& source);
  Source& source_of(const Key& key, base::Time now);

  std::uint32_t per_second_;
  std::uint32_t burst_;
  std::size_t sources_max_;
  std::list<Source> recent_;  // Most recent first.
  std::unordered_map<Key, std::list<Source>::iterator, KeyHash> by_key_;
};

}  // namespace peal::telephony
