#pragma once

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "media/media_event.hpp"
#include "sip/user_agent/user_agent.hpp"
#include "telephony/board.hpp"
#include "telephony/busy_text.hpp"
#include "telephony/leg.hpp"

namespace peal::telephony {

/// Says to callers who cannot be let in that every line is busy. It is played
/// before an answer (early media, RFC 3960 3.1), so that they pay nothing, and
/// the 503 that they would have got at once follows it. No rule and no record of
/// the centre takes part: these calls cost a stream and a sentence made before.
/// One thread.
class BusyAnnouncements {
 public:
  explicit BusyAnnouncements(Board& board);
  ~BusyAnnouncements();
  BusyAnnouncements(const BusyAnnouncements&) = delete;
  BusyAnnouncements& operator=(const BusyAnnouncements&) = delete;

  /// Has each sentence spoken ahead: in a storm there is no time to. One that
  /// cannot be (others wait to be spoken) is tried again every kBusySpokenAgain.
  void adopt(const std::map<core::TenantId, BusyText>& texts);
  /// Whether one more caller of this tenant can be told.
  [[nodiscard]] bool may_tell(core::TenantId tenant) const;
  /// Takes the call, which ends with 503 after the sentence, or at once when it
  /// cannot be played.
  void tell(core::TenantId tenant, sip::CallId call, const sip::IncomingCall& incoming, base::Seconds retry_after);

  /// True when it was about one of these calls.
  bool played(const media::PlayFinished& event);
  bool ended(sip::CallId call);

  void advance(base::Time now);
  [[nodiscard]] std::optional<base::Time> next_due() const;
  /// Refuses all of them.
  void stop();

 private:
  struct Told {
    Leg leg;  // Of its own: it stands in no table.
    base::Seconds retry_after{0};
    base::Time until{};
  };
  using At = std::list<Told>::iterator;

  void have_spoken(core::TenantId tenant, const std::string& text, const std::string& language);
  void spoken(core::TenantId tenant, const std::string& text, base::Result<speech::AudioPtr> sound);
  [[nodiscard]] bool begin(Told& told, const sip::IncomingCall& incoming, const media::PromptAudio& sound);
  void refuse(At at);

  Board& board_;
  std::thread::id home_;
  std::shared_ptr<BusyAnnouncements*> self_;  // Null once this is gone: speech may answer later.
  struct Sentence {
    std::string text, language;
    media::PromptAudio sound;         // Null until it is spoken.
    std::optional<base::Time> again;  // When it is tried once more: it could not be.
  };
  std::map<core::TenantId, Sentence> sentences_;
  std::list<Told> told_;
};

}  // namespace peal::telephony
