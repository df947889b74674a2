#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <numbers>
#include <span>
#include <vector>

namespace peal::media::testing {

/// A sine of 8,000 samples a second.
inline std::vector<std::int16_t> tone(double hertz, std::size_t samples, double peak = 8'000) {
  std::vector<std::int16_t> out(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    out[i] = static_cast<std::int16_t>(peak * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / 8'000));
  }
  return out;
}

inline double energy(std::span<const std::int16_t> sound) {
  double sum = 0;
  for (const std::int16_t s : sound) sum += static_cast<double>(s) * s;
  return sum;
}

/// The share of the sound's energy at one frequency, by Goertzel's algorithm: near 1 for a pure tone.
inline double share_of(double hertz, std::span<const std::int16_t> sound) {
  const double factor = 2 * std::cos(2 * std::numbers::pi * hertz / 8'000);
  double s1 = 0;
  double s2 = 0;
  for (const std::int16_t sample : sound) {
    const double s0 = sample + factor * s1 - s2;
    s2 = s1;
    s1 = s0;
  }
  const double power = s1 * s1 + s2 * s2 - factor * s1 * s2;
  const double total = energy(sound);
  return total < 1 ? 0 : 2 * power / (static_cast<double>(sound.size()) * total);
}

/// The quarter of a second in which all of these are heard best; all of a shorter sound. What must not be heard
/// is looked for there: the edge of a hole that a busy machine tore has a little of every frequency.
inline std::span<const std::int16_t> clearest_window(std::initializer_list<double> hertz, std::span<const std::int16_t> sound) {
  constexpr std::size_t kWindow = 2'000;
  constexpr std::size_t kStep = 160;
  std::span<const std::int16_t> clearest = sound.first(std::min(kWindow, sound.size()));
  double best = 0;
  for (std::size_t from = 0; from + kWindow <= sound.size(); from += kStep) {
    const auto window = sound.subspan(from, kWindow);
    double least = 1;
    for (const double one : hertz) least = std::min(least, share_of(one, window));
    if (least > best) best = least, clearest = window;
  }
  return clearest;
}

/// The best share of any quarter of a second. For sound that went over real sockets on real time: a busy machine
/// may tear a hole anywhere, but a tone that came through is somewhere clear, and one that did not is nowhere.
inline double clearest_share_of(double hertz, std::span<const std::int16_t> sound) {
  return share_of(hertz, clearest_window({hertz}, sound));
}

}  // namespace peal::media::testing
