#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "media/limits.hpp"

namespace peal::media::codec {

/// Invents lost sound from what was heard before it: its last pitch period goes
/// on, fading out within 50 ms, and the sound behind the hole is blended in. For
/// codecs that have no way of their own (the idea of G.711 appendix I).
class Concealer {
 public:
  Concealer();
  ~Concealer();

  /// Sound that came; its beginning is changed a little after a hole.
  void heard(std::span<std::int16_t> sound);
  void invent(std::span<std::int16_t, kFrameSamples> frame);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peal::media::codec
