#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

struct g722_decode_state_s;
struct g722_encode_state_s;

namespace peal::media::codec {

/// ITU-T G.722 at 64 kbit/s, its lower band alone: a byte is one sample at
/// 8 kHz. What is above 4 kHz is heard only where packets are passed on as they are.
class G722Decoder final {
 public:
  G722Decoder();
  [[nodiscard]] std::optional<std::size_t> samples_in(std::span<const std::uint8_t> payload) const { return payload.size(); }
  [[nodiscard]] bool decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out);

 private:
  struct Free {
    void operator()(g722_decode_state_s* state) const;
  };
  std::unique_ptr<g722_decode_state_s, Free> state_;
};

/// The upper band is sent as silence; every wideband phone takes that.
class G722Encoder final {
 public:
  G722Encoder();
  [[nodiscard]] std::size_t encode(std::span<const std::int16_t> sound, std::span<std::uint8_t> out);

 private:
  struct Free {
    void operator()(g722_encode_state_s* state) const;
  };
  std::unique_ptr<g722_encode_state_s, Free> state_;
};

}  // namespace peal::media::codec
