#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace peal::media::codec {

/// ITU-T G.711. Samples are 16 bit linear, left aligned as the recommendation's
/// 13 and 14 bit values are. `out` is at least as long as `in`.
void alaw_encode(std::span<const std::int16_t> in, std::uint8_t* out);
void ulaw_encode(std::span<const std::int16_t> in, std::uint8_t* out);
void alaw_decode(std::span<const std::uint8_t> in, std::int16_t* out);
void ulaw_decode(std::span<const std::uint8_t> in, std::int16_t* out);

/// The code word for silence.
inline constexpr std::uint8_t kAlawSilence = 0xD5;
inline constexpr std::uint8_t kUlawSilence = 0xFF;

enum class Law : std::uint8_t { kMu, kA };

/// One byte is one sample, and none depends on another.
class G711Decoder final {
 public:
  explicit G711Decoder(Law law) : law_(law) {}
  [[nodiscard]] std::optional<std::size_t> samples_in(std::span<const std::uint8_t> payload) const { return payload.size(); }
  [[nodiscard]] bool decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out) {
    law_ == Law::kA ? alaw_decode(payload, out.data()) : ulaw_decode(payload, out.data());
    return true;
  }

 private:
  Law law_;
};

class G711Encoder final {
 public:
  explicit G711Encoder(Law law) : law_(law) {}
  [[nodiscard]] std::size_t encode(std::span<const std::int16_t> sound, std::span<std::uint8_t> out) {
    if (out.size() < sound.size()) return 0;
    law_ == Law::kA ? alaw_encode(sound, out.data()) : ulaw_encode(sound, out.data());
    return sound.size();
  }

 private:
  Law law_;
};

}  // namespace peal::media::codec
