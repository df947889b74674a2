#include "telephony/sounds.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/log.hpp"
#include "core/conference/sentences.hpp"
#include "speech/sentences.hpp"
#include "telephony/limits.hpp"

namespace peal::telephony {
namespace {

std::string_view primary(std::string_view language) { return language.substr(0, language.find('-')); }

speech::PromptRequest request_for(const std::string& language, std::string text) {
  speech::PromptRequest request;
  request.text = std::move(text);
  request.language = language;
  return request;
}

}  // namespace

const std::string* text_in(const core::Translated& texts, std::string& language) {
  auto at = texts.find(language);
  if (at == texts.end()) {
    at = std::ranges::find_if(texts, [&](const auto& text) { return primary(text.first) == primary(language); });
  }
  if (at == texts.end()) at = texts.begin();
  if (at == texts.end()) return nullptr;
  language = at->first;
  return &at->second;
}

Sounds::Sounds(Board& board)
    : board_(board), home_(std::this_thread::get_id()), self_(std::make_shared<Sounds*>(this)) {}

Sounds::~Sounds() { *self_ = nullptr; }

void Sounds::play(Leg& leg, const core::PlayPrompt& command) {
  end_echo(leg);
  leg.play = command.play;
  leg.media_play = {};
  if (!command.prompt.recording.empty()) {
    if (auto sound = board_.directory.prompt_recording(leg.id.tenant, command.prompt.recording, command.language)) {
      return start(leg, sound);
    }
  }
  auto language = command.language;
  const auto* text = text_in(command.prompt.text, language);
  if (text == nullptr || text->empty()) return cannot_play(leg, "The prompt has neither a recording nor a text.");
  speak(leg, command.play, language, *text);
}

void Sounds::play_position(Leg& leg, const core::PlayPosition& command) {
  leg.play = command.play;
  leg.media_play = {};
  speak(leg, command.play, command.language, speech::position_sentence(command.language, command.position));
}

void Sounds::speak(Leg& leg, const core::PlayId& play, const std::string& language, std::string text) {
  // A prompt that still plays gives way at once, not when the new one is ready.
  board_.media.stop_play(leg.line().stream);
  const auto answer = [self = self_, home = home_, post = board_.post, id = leg.id, play](base::Result<speech::AudioPtr> sound) {
    auto deliver = [self, id, play, sound = std::move(sound)] {
      if (*self != nullptr) (*self)->spoken(id, play, sound);
    };
    // In memory already: it starts within this turn of the loop.
    if (std::this_thread::get_id() == home) deliver();
    else post(std::move(deliver));
  };
  board_.speech.speak(request_for(language, std::move(text)), answer);
}

void Sounds::spoken(const core::LegId& id, const core::PlayId& play, base::Result<speech::AudioPtr> sound) {
  Leg* leg = board_.legs.find(id);
  if (leg == nullptr || leg->play != play) return;  // Hung up, stopped, or another prompt meanwhile.
  if (!sound) return cannot_play(*leg, sound.error().message);
  start(*leg, *sound);
}

void Sounds::start(Leg& leg, const media::PromptAudio& sound) {
  leg.media_play = media::PlayId{board_.next_name()};
  board_.media.play(leg.line().stream, leg.media_play, {sound});
}

// The caller goes on without the prompt: a broken voice must not hold anyone.
void Sounds::cannot_play(Leg& leg, std::string_view why) {
  board_.meters.prompts_failed.add();
  base::log(base::LogLevel::kWarning, "telephony", "prompt_failed", {{"leg", base::to_text(leg.id)}, {"error", why}});
  const auto play = leg.play;
  leg.play = {};
  board_.raise(core::PlayFinished{leg.id, play, true});
}

void Sounds::finished(Leg& leg, const media::PlayFinished& event) {
  if (!leg.play.valid() || event.play != leg.media_play) return;
  const auto play = leg.play;
  end_play(leg);
  if (event.completed) board_.raise(core::PlayFinished{leg.id, play, false});
}

void Sounds::end_play(Leg& leg) {
  leg.play = {};
  leg.media_play = {};
}

// The next thing a leg is played ends the echo of the device check.
void Sounds::end_echo(Leg& leg) {
  if (std::exchange(leg.echoing, false)) board_.media.echo(leg.line().stream, false);
}

void Sounds::stop(Leg& leg) {
  end_play(leg);
  end_echo(leg);
  board_.media.stop_play(leg.line().stream);
  board_.media.set_background(leg.line().stream, {media::BackgroundKind::kNothing, {}});
}

void Sounds::music(Leg& leg, const core::PlayMusic& command) {
  end_echo(leg);
  board_.media.set_background(leg.line().stream,
                              {media::BackgroundKind::kMusic, piece(leg.id.tenant, command.music)});
}

void Sounds::comfort(Leg& leg) {
  end_echo(leg);
  board_.media.set_background(leg.line().stream, {media::BackgroundKind::kComfortTone, {}});
}

void Sounds::ring_back(Leg& leg) {
  end_echo(leg);
  board_.media.set_background(leg.line().stream, {media::BackgroundKind::kRingBack, {}});
}

void Sounds::echo(Leg& leg) {
  stop(leg);
  leg.echoing = true;
  board_.media.echo(leg.line().stream, true);
}

media::MusicId Sounds::piece(core::TenantId tenant, const std::string& name) {
  auto sound = board_.directory.music(tenant, name);
  if (sound == nullptr) return media::kBuiltInMusic;
  const auto key = std::pair(tenant, name);
  auto known = pieces_.find(key);
  if (known == pieces_.end()) {
    if (pieces_.size() >= kMusicPiecesMax) return media::kBuiltInMusic;
    known = pieces_.emplace(key, Piece{media::MusicId{board_.next_name()}, nullptr}).first;
  }
  if (known->second.sound != sound) {  // New, or uploaded again.
    known->second.sound = sound;
    board_.media.add_music(known->second.id, std::move(sound));
  }
  return known->second.id;
}

void Sounds::prepare(const core::Prompt& prompt, core::TenantId tenant) {
  for (const auto& [language, text] : prompt.text) {
    const bool recorded = !prompt.recording.empty() &&
                          board_.directory.prompt_recording(tenant, prompt.recording, language) != nullptr;
    if (!recorded && !text.empty()) board_.speech.prepare(request_for(language, text));
  }
}

void Sounds::prepare(const core::Settings& settings) {
  std::set<std::string> languages;
  for (const auto& centre : settings.centres) {
    for (const auto& flow : centre.flows) {
      for (const auto& node : flow.nodes) {
        if (const auto* play = std::get_if<core::PlayNode>(&node.kind)) prepare(play->prompt, centre.tenant);
        if (const auto* menu = std::get_if<core::MenuNode>(&node.kind)) prepare(menu->prompt, centre.tenant);
        if (const auto* set = std::get_if<core::SetLanguageNode>(&node.kind)) languages.insert(set->language);
      }
    }
    for (const auto& number : centre.numbers) languages.insert(number.language);
    if (centre.conferences.empty()) continue;
    for (const auto& sentence : core::conference::sentences()) prepare(sentence, centre.tenant);
  }
  for (std::uint32_t position = 1; position <= kPositionsPrepared; ++position) {
    for (const auto& language : languages) {
      board_.speech.prepare(request_for(language, speech::position_sentence(language, position)));
    }
  }
}

}  // namespace peal::telephony
