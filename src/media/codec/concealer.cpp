#include "media/codec/concealer.hpp"

#include <spandsp.h>

namespace peal::media::codec {

struct Concealer::State {
  plc_state_t plc;
};

Concealer::Concealer() : state_(std::make_unique<State>()) { plc_init(&state_->plc); }
Concealer::~Concealer() = default;

void Concealer::heard(std::span<std::int16_t> sound) {
  plc_rx(&state_->plc, sound.data(), static_cast<int>(sound.size()));
}

// Always a whole frame: plc_fillin writes up to 30 samples, however few it is asked for.
void Concealer::invent(std::span<std::int16_t, kFrameSamples> frame) {
  plc_fillin(&state_->plc, frame.data(), static_cast<int>(frame.size()));
}

}  // namespace peal::media::codec
