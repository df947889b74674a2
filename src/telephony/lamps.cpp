#include "telephony/lamps.hpp"

#include "telephony/limits.hpp"

namespace peal::telephony {

std::uint16_t Lamps::asked(const sip::SubscriptionAsked& asked) const {
  const auto watcher = board_.directory.device_owner(asked.watcher);
  const auto watched = board_.directory.device_owner(asked.user);
  if (!watcher) return 403;
  // Another tenant's user does not exist.
  if (!watched || watched->agent.tenant != watcher->agent.tenant) return 404;
  if (asked.package == sip::EventPackage::kMessageSummary && watched->agent != watcher->agent) return 403;
  return 200;
}

std::optional<sip::DialogName> Lamps::name_to_take(const Leg& leg) const {
  if (leg.state != LegState::kRinging) return std::nullopt;
  for (const auto& line : leg.lines) {
    if (auto name = board_.sip.dialog_name(line.call)) return name;
  }
  return std::nullopt;
}

// With the names of all that ring: who asks is looked at later.
Lamps::Dialogs Lamps::all_dialogs() const {
  Dialogs dialogs;
  for (const auto& id : board_.legs.all()) {
    const Leg* leg = board_.legs.find(id);
    if (leg == nullptr || !leg->agent.valid()) continue;
    dialogs[leg->agent].push_back({base::to_text(leg->id), leg->state != LegState::kUp, leg->incoming, name_to_take(*leg)});
  }
  return dialogs;
}

std::vector<sip::WatchedDialog> Lamps::dialogs_of(std::string_view user, std::string_view watcher) const {
  const auto owner = board_.directory.device_owner(user);
  if (!owner) return {};
  const auto now = round_ ? std::nullopt : std::optional(all_dialogs());
  const auto& dialogs = round_ ? *round_ : *now;
  const auto found = dialogs.find(owner->agent);
  if (found == dialogs.end()) return {};
  auto seen = found->second;
  const auto watches = board_.directory.device_owner(watcher);
  if (watches && board_.directory.may_pick_up(watches->agent, owner->agent)) return seen;
  for (auto& dialog : seen) dialog.name.reset();
  return seen;
}

// Many legs change within one turn; one look a tenth of a second later sees them all.
void Lamps::changed() {
  if (due_ || !board_.sip.anybody_watches()) return;
  due_ = board_.now() + kLampsPause;
}

void Lamps::advance(base::Time now) {
  if (!due_ || *due_ > now) return;
  due_.reset();
  round_ = all_dialogs();
  for (const auto& user : board_.sip.watched(sip::EventPackage::kDialog)) board_.sip.state_changed(sip::EventPackage::kDialog, user, now);
  round_.reset();
}

}  // namespace peal::telephony
