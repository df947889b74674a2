#include "telephony/busy_announcement.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/log.hpp"
#include "telephony/cause.hpp"
#include "telephony/limits.hpp"
#include "telephony/lines.hpp"
#include "telephony/sound_keys.hpp"
#include "telephony/sounds.hpp"

namespace peal::telephony {

BusyAnnouncements::BusyAnnouncements(Board& board)
    : board_(board), home_(std::this_thread::get_id()), self_(std::make_shared<BusyAnnouncements*>(this)) {}

BusyAnnouncements::~BusyAnnouncements() { *self_ = nullptr; }

void BusyAnnouncements::adopt(const std::map<core::TenantId, BusyText>& texts) {
  std::erase_if(sentences_, [&](const auto& known) { return !texts.contains(known.first); });
  for (const auto& [tenant, wanted] : texts) {
    auto language = wanted.language;
    const auto* text = text_in(wanted.text, language);
    if (text == nullptr || text->empty()) {
      sentences_.erase(tenant);
      continue;
    }
    auto& sentence = sentences_[tenant];
    if (sentence.text == *text && sentence.language == language) continue;
    sentence = {*text, language, nullptr, {}};
    have_spoken(tenant, *text, language);
  }
}

void BusyAnnouncements::have_spoken(core::TenantId tenant, const std::string& text, const std::string& language) {
  speech::PromptRequest request;
  request.text = text;
  request.language = language;
  board_.speech.speak(request, [self = self_, home = home_, post = board_.post, of = tenant,
                                said = text](base::Result<speech::AudioPtr> sound) {
    auto deliver = [self, of, said, sound = std::move(sound)] {
      if (*self != nullptr) (*self)->spoken(of, said, sound);
    };
    if (std::this_thread::get_id() == home) deliver();
    else post(std::move(deliver));
  });
}

void BusyAnnouncements::spoken(core::TenantId tenant, const std::string& text, base::Result<speech::AudioPtr> sound) {
  const auto known = sentences_.find(tenant);
  if (known == sentences_.end() || known->second.text != text) return;  // Changed meanwhile.
  if (sound) {
    known->second.sound = *std::move(sound);
    return;
  }
  known->second.again = board_.now() + kBusySpokenAgain;
  base::log(base::LogLevel::kWarning, "telephony", "busy_announcement_not_spoken",
            {{"tenant", tenant.value}, {"error", sound.error().describe()}});
}

bool BusyAnnouncements::may_tell(core::TenantId tenant) const {
  const auto known = sentences_.find(tenant);
  return known != sentences_.end() && known->second.sound != nullptr && told_.size() < kBusyToldMax;
}

void BusyAnnouncements::tell(core::TenantId tenant, sip::CallId call, const sip::IncomingCall& incoming,
                             base::Seconds retry_after) {
  Told& told = told_.emplace_back();
  told.retry_after = retry_after;
  told.until = board_.now() + kBusyToldFor;
  const auto at = std::prev(told_.end());
  if (auto line = open_line(board_, call.value)) {
    line->call = call;
    line->peer = incoming.request.flow.remote;
    line->ipv6 = incoming.sdp.empty() ? line->peer.v6 : sip::sdp::at_ipv6(incoming.sdp);
    line->incoming = true;
    make_sound_keys(board_, *line, incoming.request.flow.transport);
    told.leg.lines.push_back(*std::move(line));
    const auto known = sentences_.find(tenant);
    if (known != sentences_.end() && known->second.sound != nullptr && begin(told, incoming, known->second.sound)) {
      board_.meters.told_busy.add();
      return;
    }
  } else {
    Line none;
    none.call = call;
    told.leg.lines.push_back(std::move(none));
  }
  refuse(at);
}

bool BusyAnnouncements::begin(Told& told, const sip::IncomingCall& incoming, const media::PromptAudio& sound) {
  Line& line = told.leg.line();
  auto answer = sip::sdp::answer_offer(line.session, capabilities(board_, line), incoming.sdp);
  if (!answer || !apply_agreed(board_, told.leg, line, answer->media)) return false;
  if (!board_.sip.progress(line.call, answer->sdp, board_.now())) return false;
  told.leg.media_play = media::PlayId{board_.next_name()};
  board_.media.play(line.stream, told.leg.media_play, {sound});
  return true;
}

void BusyAnnouncements::refuse(At at) {
  auto told = std::move(*at);
  told_.erase(at);
  const Line& line = told.leg.line();
  if (line.call.valid()) {
    sip::ExtraHeaders headers{{"Reason", reason_field(base::ErrorCode::kOverloaded)},
                              {"Warning", warning_field(base::ErrorCode::kOverloaded)},
                              {"Retry-After", fmt::format("{}", told.retry_after.count())}};
    (void)board_.sip.reject(line.call, 503, status_phrase(503), board_.now(), headers);
  }
  if (line.stream.value != 0) close_line(board_, line);
}

bool BusyAnnouncements::played(const media::PlayFinished& event) {
  const auto at = std::ranges::find_if(told_, [&](Told& told) { return told.leg.line().stream == event.stream; });
  if (at == told_.end()) return false;
  if (at->leg.media_play == event.play) refuse(at);
  return true;
}

bool BusyAnnouncements::ended(sip::CallId call) {
  const auto at = std::ranges::find_if(told_, [&](Told& told) { return told.leg.line().call == call; });
  if (at == told_.end()) return false;
  at->leg.line().call = {};  // They hung up; nothing to refuse any more.
  refuse(at);
  return true;
}

void BusyAnnouncements::advance(base::Time now) {
  while (!told_.empty() && told_.front().until <= now) refuse(told_.begin());
  for (auto& [tenant, sentence] : sentences_) {
    if (!sentence.again || *sentence.again > now) continue;
    sentence.again.reset();
    have_spoken(tenant, std::string(sentence.text), std::string(sentence.language));
  }
}

// The oldest are in front.
std::optional<base::Time> BusyAnnouncements::next_due() const {
  auto due = told_.empty() ? std::nullopt : std::optional(told_.front().until);
  for (const auto& [tenant, sentence] : sentences_) {
    if (sentence.again && (!due || *sentence.again < *due)) due = sentence.again;
  }
  return due;
}

void BusyAnnouncements::stop() {
  while (!told_.empty()) refuse(told_.begin());
}

}  // namespace peal::telephony
