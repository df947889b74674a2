#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// What STUN messages are made of (RFC 8489 5, 14), for who asks and who answers.
namespace peal::sip::stun {

inline constexpr std::size_t kHeadBytes = 20;
inline constexpr std::uint16_t kBindingRequest = 0x0001;
inline constexpr std::uint16_t kBindingSuccess = 0x0101;
inline constexpr std::uint32_t kMagicCookie = 0x2112A442;
inline constexpr std::uint16_t kXorMappedAddress = 0x0020;
inline constexpr std::uint16_t kFirstOptional = 0x8000;  ///< Attributes from here on may be passed over.

/// `size` bytes (1 to 4), big-endian, that the caller knows to be there.
[[nodiscard]] inline std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}
inline void put(std::string& out, std::uint32_t value, std::size_t size) {
  for (std::size_t i = size; i-- > 0;) out.push_back(static_cast<char>(value >> (8 * i)));
}

}  // namespace peal::sip::stun
