#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "core/command.hpp"
#include "media/media_event.hpp"
#include "telephony/board.hpp"

namespace peal::telephony {

/// What legs are played: prompts, positions, music, the comfort tone, their echo.
class Sounds {
 public:
  explicit Sounds(Board& board);
  ~Sounds();
  Sounds(const Sounds&) = delete;
  Sounds& operator=(const Sounds&) = delete;

  /// PlayFinished follows when it has ended or cannot be played, not when
  /// another prompt or stop cuts it off.
  void play(Leg& leg, const core::PlayPrompt& command);
  void play_position(Leg& leg, const core::PlayPosition& command);
  /// Silence: prompt, music and tone end.
  void stop(Leg& leg);
  void music(Leg& leg, const core::PlayMusic& command);
  void ring_back(Leg& leg);
  void comfort(Leg& leg);
  void echo(Leg& leg);
  void finished(Leg& leg, const media::PlayFinished& event);

  /// Speaks ahead every prompt of the settings that has no recording.
  void prepare(const core::Settings& settings);

 private:
  void speak(Leg& leg, const core::PlayId& play, const std::string& language, std::string text);
  void spoken(const core::LegId& id, const core::PlayId& play, base::Result<speech::AudioPtr> sound);
  void start(Leg& leg, const media::PromptAudio& sound);
  void cannot_play(Leg& leg, std::string_view why);
  void prepare(const core::Prompt& prompt, core::TenantId tenant);
  void end_play(Leg& leg);
  void end_echo(Leg& leg);
  [[nodiscard]] media::MusicId piece(core::TenantId tenant, const std::string& name);

  Board& board_;
  std::thread::id home_;
  /// Null once this is gone: speech may answer later.
  std::shared_ptr<Sounds*> self_;
  struct Piece {
    media::MusicId id;
    media::PromptAudio sound;
  };
  std::map<std::pair<core::TenantId, std::string>, Piece> pieces_;
};

/// The text in `language`, else in one of the same primary language, else in any.
/// The language found goes into `language`.
[[nodiscard]] const std::string* text_in(const core::Translated& texts, std::string& language);

}  // namespace peal::telephony
