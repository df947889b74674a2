#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "media/endpoint.hpp"

namespace peal::media::secure {

using Bytes = std::span<const std::uint8_t>;

/// A STUN message seen in place (RFC 8489 5), with the attributes that ICE uses.
struct StunMessage {
  std::uint16_t type = 0;
  Bytes transaction;  // 12 bytes.
  std::string_view username;
  std::optional<std::size_t> integrity_at;    // Offset of the MESSAGE-INTEGRITY attribute.
  std::optional<std::size_t> fingerprint_at;  // Offset of the FINGERPRINT attribute.
  bool use_candidate = false;
  bool ice_controlled = false;
  bool priority = false;
  std::optional<Endpoint> mapped;             // XOR-MAPPED-ADDRESS.
  std::vector<std::uint16_t> not_understood;  // Comprehension-required, at most kUnknownAttributesMax.
  Bytes all;
};

inline constexpr std::uint16_t kBindingRequest = 0x0001;
inline constexpr std::uint16_t kBindingSuccess = 0x0101;
inline constexpr std::uint16_t kBindingError = 0x0111;
inline constexpr std::size_t kUnknownAttributesMax = 8;

/// Nothing for what is not a whole STUN message with the magic cookie.
[[nodiscard]] std::optional<StunMessage> parse_stun(Bytes datagram);
/// Constant in time. False without the attribute.
[[nodiscard]] bool integrity_holds(const StunMessage& message, std::string_view password);
/// False without the attribute: checks of ICE must carry it (RFC 8445 7.1.3).
[[nodiscard]] bool fingerprint_holds(const StunMessage& message);

/// Builds a message; call `finish` last.
class StunWriter {
 public:
  StunWriter(std::uint16_t type, Bytes transaction);
  void username(std::string_view name);
  void xor_mapped_address(const Endpoint& endpoint);
  /// RFC 8489 14.8.
  void error(unsigned code, std::string_view reason);
  void unknown_attributes(std::span<const std::uint16_t> types);
  void flag(std::uint16_t type);
  void number(std::uint16_t type, Bytes value) { attribute(type, value); }
  /// Adds MESSAGE-INTEGRITY and FINGERPRINT.
  [[nodiscard]] std::vector<std::uint8_t> finish(std::string_view password);

 private:
  void attribute(std::uint16_t type, Bytes value);
  void set_length(std::size_t beyond_header);
  std::vector<std::uint8_t> out_;
};

inline constexpr std::uint16_t kAttributePriority = 0x0024;
inline constexpr std::uint16_t kAttributeUseCandidate = 0x0025;
inline constexpr std::uint16_t kAttributeIceControlled = 0x8029;
inline constexpr std::uint16_t kAttributeIceControlling = 0x802A;

}  // namespace peal::media::secure
