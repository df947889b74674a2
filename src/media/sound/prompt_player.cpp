#include "media/sound/prompt_player.hpp"

#include <algorithm>

namespace peal::media::sound {

std::optional<PlayId> PromptPlayer::start(PlayId play, std::vector<PromptAudio> pieces, bool loop) {
  const auto cut = stop();
  std::erase_if(pieces, [](const PromptAudio& piece) { return piece == nullptr || piece->empty(); });
  pieces_ = std::move(pieces);
  piece_ = 0;
  position_ = 0;
  loop_ = loop && !pieces_.empty();
  play_ = play;
  return cut;
}

std::optional<PlayId> PromptPlayer::stop() {
  if (!play_) return std::nullopt;
  const std::size_t length = read(tail_);
  std::fill(tail_.begin() + static_cast<std::ptrdiff_t>(length), tail_.end(), std::int16_t{0});
  for (std::size_t i = 0; i < kFadeSamples; ++i) {
    tail_[i] = static_cast<std::int16_t>(tail_[i] * static_cast<int>(kFadeSamples - i) / static_cast<int>(kFadeSamples));
  }
  tail_left_ = true;
  pieces_.clear();
  const auto cut = play_;
  play_.reset();
  return cut;
}

std::size_t PromptPlayer::read(std::span<std::int16_t> out) {
  std::size_t done = 0;
  while (done < out.size() && piece_ < pieces_.size()) {
    const auto& piece = *pieces_[piece_];
    const std::size_t length = std::min(out.size() - done, piece.size() - position_);
    std::copy_n(piece.data() + position_, length, out.data() + done);
    done += length;
    position_ += length;
    if (position_ < piece.size()) continue;
    position_ = 0;
    ++piece_;
    if (loop_ && piece_ == pieces_.size()) piece_ = 0;
  }
  return done;
}

std::optional<PlayId> PromptPlayer::next(std::span<std::int16_t, kFrameSamples> frame) {
  std::optional<PlayId> ended;
  std::size_t done = 0;
  if (play_) {
    done = read(frame);
    if (piece_ == pieces_.size()) {
      ended = play_;
      play_.reset();
      pieces_.clear();
    }
  }
  std::fill(frame.begin() + static_cast<std::ptrdiff_t>(done), frame.end(), std::int16_t{0});
  if (tail_left_) {
    for (std::size_t i = 0; i < kFadeSamples; ++i) {
      frame[i] = static_cast<std::int16_t>(std::clamp(frame[i] + tail_[i], -32'768, 32'767));
    }
    tail_left_ = false;
  }
  return ended;
}

void BackgroundPlayer::start(PromptAudio loop, bool shared) {
  if (loop == loop_) return;
  loop_ = loop != nullptr && !loop->empty() ? std::move(loop) : nullptr;
  shared_ = shared;
  started_ = false;
  was_heard_ = false;
}

void BackgroundPlayer::next(std::uint64_t beat, bool heard, std::span<std::int16_t, kFrameSamples> frame) {
  if (!started_) first_beat_ = shared_ ? 0 : beat;
  started_ = true;
  const bool begins = heard && !was_heard_;
  was_heard_ = heard;
  if (!heard) return;
  const auto& loop = *loop_;
  std::size_t position = static_cast<std::size_t>((beat - first_beat_) * kFrameSamples % loop.size());
  for (std::int16_t& sample : frame) {
    sample = loop[position];
    if (++position == loop.size()) position = 0;
  }
  if (!begins) return;
  for (std::size_t i = 0; i < kFrameSamples; ++i) {
    frame[i] = static_cast<std::int16_t>(frame[i] * static_cast<int>(i) / static_cast<int>(kFrameSamples));
  }
}

}  // namespace peal::media::sound
