#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "media/limits.hpp"
#include "media/sound/tones.hpp"

namespace peal::media::sound {
namespace {

// The piece: sixteen bars of four beats at 96 a minute, 40 s, over the chords
// C, A minor, F, G and relatives; a plucked arpeggio, a soft bass and a sparse
// melody on the pentatonic scale, which Chinese and Western ears both find
// calm. Telephone band only: nothing below 130 Hz carries.
constexpr std::size_t kBeatSamples = kSampleRate * 60 / 96;
constexpr std::size_t kBars = 16;
constexpr std::size_t kLength = kBars * 4 * kBeatSamples;

using Chord = std::array<int, 4>;  // MIDI notes, low to high.
constexpr std::array<Chord, 8> kChords = {{{48, 60, 64, 67},
                                           {57, 60, 64, 69},
                                           {53, 60, 65, 69},
                                           {55, 59, 62, 67},
                                           {52, 59, 64, 67},
                                           {57, 60, 64, 72},
                                           {50, 57, 62, 65},
                                           {55, 59, 65, 67}}};
constexpr std::array<std::size_t, 8> kPattern = {1, 2, 3, 2, 1, 3, 2, 3};

struct MelodyNote {
  int beat;    // From the start of the piece.
  int length;  // In beats.
  int note;
};
constexpr std::array<MelodyNote, 26> kMelody = {
    {{0, 3, 76},  {3, 1, 74},  {4, 4, 72},  {8, 2, 69},  {10, 2, 72}, {12, 4, 74}, {16, 3, 79}, {19, 1, 76}, {20, 4, 74},
     {24, 2, 72}, {26, 2, 69}, {28, 4, 67}, {32, 2, 76}, {34, 2, 79}, {36, 4, 81}, {40, 2, 79}, {42, 2, 76}, {44, 4, 74},
     {48, 2, 72}, {50, 2, 74}, {52, 2, 76}, {54, 2, 72}, {56, 3, 69}, {59, 1, 72}, {60, 2, 74}, {62, 2, 71}}};

double hertz(int note) { return 440.0 * std::pow(2.0, (note - 69) / 12.0); }

struct Voice {
  double peak;
  double decay_seconds;
  double attack_seconds;
  std::array<double, 3> partials;
};
constexpr Voice kPluck{1'500, 0.55, 0.004, {1.0, 0.45, 0.12}};
constexpr Voice kBass{1'900, 1.1, 0.010, {1.0, 0.6, 0.25}};
constexpr Voice kLead{1'700, 1.4, 0.030, {1.0, 0.22, 0.08}};

// Notes ring past the end into the beginning, so the loop has no seam.
void strike(std::vector<double>& piece, std::size_t begin, int note, const Voice& voice) {
  const double frequency = hertz(note);
  const auto length = static_cast<std::size_t>(voice.decay_seconds * 4 * kSampleRate);
  for (std::size_t partial = 0; partial < voice.partials.size(); ++partial) {
    const double f = frequency * static_cast<double>(partial + 1);
    if (f > 3'400) break;
    // A sine by recurrence: one multiplication a sample instead of a call.
    const double step = 2 * std::numbers::pi * f / kSampleRate;
    const double factor = 2 * std::cos(step);
    double before = -std::sin(step);
    double now = 0;
    double level = voice.peak * voice.partials[partial];
    const double fall = std::exp(-1.0 * static_cast<double>(partial + 1) / (voice.decay_seconds * kSampleRate));
    for (std::size_t i = 0; i < length; ++i) {
      const double attack = std::min(1.0, static_cast<double>(i) / (voice.attack_seconds * kSampleRate));
      const double release = std::min(1.0, static_cast<double>(length - i) / 400);
      piece[(begin + i) % piece.size()] += now * level * attack * release;
      level *= fall;
      const double next = factor * now - before;
      before = now;
      now = next;
    }
  }
}

}  // namespace

PromptAudio make_music() {
  std::vector<double> piece(kLength);
  for (std::size_t bar = 0; bar < kBars; ++bar) {
    const Chord& chord = kChords[bar % kChords.size()];
    const std::size_t start = bar * 4 * kBeatSamples;
    strike(piece, start, chord[0], kBass);
    strike(piece, start + 2 * kBeatSamples, chord[0], kBass);
    for (std::size_t i = 0; i < kPattern.size(); ++i) {
      strike(piece, start + i * kBeatSamples / 2, chord[kPattern[i]], kPluck);
    }
  }
  for (const MelodyNote& note : kMelody) {
    strike(piece, static_cast<std::size_t>(note.beat) * kBeatSamples, note.note, kLead);
  }
  double peak = 1;
  for (const double sample : piece) peak = std::max(peak, std::abs(sample));
  std::vector<std::int16_t> out(piece.size());
  // Music on a line sits a little below the voice that interrupts it.
  std::ranges::transform(piece, out.begin(),
                         [&](double sample) { return static_cast<std::int16_t>(sample * 9'000 / peak); });
  return std::make_shared<const std::vector<std::int16_t>>(std::move(out));
}

}  // namespace peal::media::sound
