#include "sip/subscription/subscriptions.hpp"

#include <algorithm>

#include "sip/limits.hpp"
#include "sip/message/token.hpp"
#include "sip/message/writer.hpp"
#include "sip/user_agent/events.hpp"

namespace peal::sip {
namespace {

using base::Seconds;
using base::Time;

// Marks an owner of a transaction as a subscription, as outside_request.cpp does with another bit.
constexpr std::uint64_t kSubscription = std::uint64_t{1} << 61;

struct Asked {
  std::optional<EventPackage> package;
  Seconds expires = kSubscriptionExpiresMax;
  bool acceptable = true;
};

Asked read(const Message& message) {
  Asked asked;
  const auto event = message.header(HeaderName::kEvent);
  asked.package = parse_package(trimmed(event.substr(0, event.find(';'))));
  if (const auto expires = message.number(HeaderName::kExpires)) asked.expires = std::min(Seconds{*expires}, Seconds{kSubscriptionExpiresMax});
  if (!asked.package || !message.has(HeaderName::kAccept)) return asked;
  asked.acceptable = false;
  message.each_value(HeaderName::kAccept, [&](std::string_view value) {
    const auto kind = trimmed(value.substr(0, value.find(';')));
    asked.acceptable = same_text(kind, body_type(*asked.package)) || same_text(kind, "application/*") || kind == "*/*";
    return !asked.acceptable;
  });
  return asked;
}

Subscriptions::Outcome refused(std::uint16_t status, std::string fields = {}, std::string_view reason = {}) {
  return {status, std::move(fields), reason};
}

}  // namespace

Subscriptions::Outcome Subscriptions::asked(const Message& message, ServerRef server, const Flow& flow, std::string_view watcher, Time now) {
  const auto asked = read(message);
  // RFC 6665 4.2.1.1, 7.2.
  if (!asked.package) return refused(489, "Allow-Events: " + std::string(kEventPackages) + "\r\n");
  if (!asked.acceptable) return refused(406, "Accept: " + std::string(body_type(*asked.package)) + "\r\n");
  if (asked.expires.count() > 0 && asked.expires < kSubscriptionExpiresMin) {
    return refused(423, "Min-Expires: " + std::to_string(Seconds{kSubscriptionExpiresMin}.count()) + "\r\n");
  }
  const auto tag = message.to()->tag();
  if (tag.empty()) return begin(message, server, flow, watcher, now);
  const auto found = by_tag_.find(std::string(tag));
  Subscription* known = found == by_tag_.end() ? nullptr : subscriptions_.find(found->second);
  if (known == nullptr || !belongs(known->dialog, message) || known->package != *asked.package) return refused(481);
  if (known->watcher != watcher) return refused(403, {}, "Somebody Else's Subscription");
  return refresh(*known, found->second, message, server, flow, asked.expires, now);
}

Subscriptions::Outcome Subscriptions::begin(const Message& message, ServerRef server, const Flow& flow, std::string_view watcher, Time now) {
  const auto asked = read(message);
  if (contact_uri(message).empty()) return refused(400, {}, "A Subscription Needs One Contact");
  const auto& uri = message.uri();
  const std::string user = uri ? uri->user_text() : std::string{};
  const std::uint16_t verdict = around_.events.subscription_asked({*asked.package, user, watcher});
  if (verdict >= 300) return refused(verdict);
  if (subscriptions_.size() >= kSubscriptionsMax) return refused(503, {}, "Too Many Subscriptions");
  if (held_by(watcher) >= kSubscriptionsPerWatcherMax) return refused(403, {}, "Too Many Subscriptions Of This User");

  const std::uint64_t handle = subscriptions_.insert();
  Subscription& made = *subscriptions_.find(handle);
  made.dialog = dialog_of_server(message, around_.tokens.text(), flow);
  made.package = *asked.package;
  made.event = message.header(HeaderName::kEvent);
  made.user = user;
  made.watcher = watcher;
  by_tag_[made.dialog.local_tag] = handle;
  by_user_.emplace(user, handle);
  ++by_watcher_[made.watcher];
  on_.move(0, made.dialog.flow.connection);
  return refresh(made, handle, message, server, flow, asked.expires, now);
}

// RFC 6665 4.2.1.2: each SUBSCRIBE is answered and followed by the whole state; with no time left it was the last.
Subscriptions::Outcome Subscriptions::refresh(Subscription& subscription, std::uint64_t handle, const Message& message, ServerRef server,
                                              const Flow& flow, Seconds expires, Time now) {
  if (!message.to()->tag().empty() && !take_cseq(subscription.dialog, message)) return refused(500, {}, "CSeq out of order");
  const auto before = subscription.dialog.flow.connection;
  refresh_target(subscription.dialog, contact_uri(message), flow);
  on_.move(before, subscription.dialog.flow.connection);
  subscription.expires = now + expires;
  accept(subscription, message, server, flow, expires, now);
  std::vector<WatchedDialog> gone;
  (void)look(subscription, gone);
  notify(handle, subscription, gone, expires.count() == 0 ? "timeout" : "", now);
  if (expires.count() == 0) erase(handle);
  return {};
}

void Subscriptions::accept(const Subscription& subscription, const Message& message, ServerRef server, const Flow& flow, Seconds expires, Time now) {
  std::string bytes;
  Writer writer(bytes);
  write_response_head(writer, message, flow, 200, {}, subscription.dialog.local_tag);
  writer.field(HeaderName::kContact, around_.contact(subscription.dialog)).field(HeaderName::kExpires, static_cast<std::uint64_t>(expires.count()));
  writer.field(HeaderName::kServer, around_.product).no_body();
  around_.transactions.respond(server, 200, bytes, now);
}

bool Subscriptions::look(Subscription& subscription, std::vector<WatchedDialog>& gone) const {
  if (subscription.package == EventPackage::kMessageSummary) {
    const auto messages = around_.events.waiting_messages(subscription.user);
    return messages != std::exchange(subscription.messages, messages);
  }
  auto dialogs = around_.events.dialogs_of(subscription.user, subscription.watcher);
  for (const auto& before : subscription.dialogs) {
    if (std::ranges::find(dialogs, before.id, &WatchedDialog::id) == dialogs.end()) gone.push_back(before);
  }
  return dialogs != std::exchange(subscription.dialogs, dialogs);
}

void Subscriptions::notify(std::uint64_t handle, Subscription& subscription, const std::vector<WatchedDialog>& gone, std::string_view over, Time now) {
  auto& dialog = subscription.dialog;
  const std::string branch = around_.tokens.branch();
  std::string bytes;
  bytes.reserve(1'000);
  Writer writer(bytes);
  write_in_dialog(writer, dialog, Method::kNotify, ++dialog.local_cseq, around_.sent_by(dialog.flow), branch);
  writer.field(HeaderName::kContact, around_.contact(dialog)).field(HeaderName::kEvent, subscription.event);
  const auto left = std::max<std::int64_t>(0, std::chrono::duration_cast<Seconds>(subscription.expires - now).count());
  writer.field(HeaderName::kSubscriptionState, over.empty() ? "active;expires=" + std::to_string(left) : "terminated;reason=" + std::string(over));
  writer.field(HeaderName::kUserAgent, around_.product);
  const std::string entity = "sip:" + subscription.user + "@" + std::string(around_.sent_by(dialog.flow));
  if (subscription.package == EventPackage::kDialog) writer.body(body_type(subscription.package), dialog_info(subscription.version++, entity, subscription.dialogs, gone));
  else writer.body(body_type(subscription.package), message_summary(entity, subscription.messages));
  subscription.told = now;
  subscription.unanswered = over.empty();
  subscription.dirty = false;
  const std::uint64_t owner = over.empty() ? handle | kSubscription : kSubscription;
  around_.transactions.send({Method::kNotify, branch, std::move(bytes), dialog.flow, dialog.may_use_tcp, owner, {}}, now);
  if (over.empty()) arm(handle, subscription, now);
}

void Subscriptions::arm(std::uint64_t handle, Subscription& subscription, Time now) {
  wheel_.cancel(subscription.due);
  Time next = subscription.expires;
  if (subscription.dirty && !subscription.unanswered) next = std::min(next, std::max(now, subscription.told + Seconds{kNotifyEvery}));
  subscription.due = wheel_.arm(base::unix_millis(next), handle);
}

void Subscriptions::tell_change(std::uint64_t handle, Subscription& subscription, Time now) {
  std::vector<WatchedDialog> gone;
  if (look(subscription, gone)) return notify(handle, subscription, gone, {}, now);
  subscription.dirty = false;
  arm(handle, subscription, now);
}

void Subscriptions::changed(EventPackage package, std::string_view user, Time now) {
  const auto [first, last] = by_user_.equal_range(std::string(user));
  std::vector<std::uint64_t> handles;
  for (auto at = first; at != last; ++at) handles.push_back(at->second);
  for (const auto handle : handles) {
    Subscription* subscription = subscriptions_.find(handle);
    if (subscription == nullptr || subscription->package != package) continue;
    subscription->dirty = true;
    const bool soon = subscription->unanswered || now - subscription->told < Seconds{kNotifyEvery};
    if (soon) arm(handle, *subscription, now);
    else tell_change(handle, *subscription, now);
  }
}

std::vector<std::string> Subscriptions::watched(EventPackage package) const {
  std::vector<std::string> users;
  for (const auto& [user, handle] : by_user_) {
    const Subscription* subscription = subscriptions_.find(handle);
    if (subscription != nullptr && subscription->package == package) users.push_back(user);
  }
  std::ranges::sort(users);
  users.erase(std::unique(users.begin(), users.end()), users.end());
  return users;
}

// RFC 6665 4.2.2: a refused NOTIFY ends the subscription; a challenge to us is a refusal.
bool Subscriptions::answered(std::uint64_t owner, std::uint16_t status, Time now) {
  if ((owner & kSubscription) == 0) return false;
  const std::uint64_t handle = owner & ~kSubscription;
  Subscription* subscription = subscriptions_.find(handle);
  if (subscription == nullptr || status < 200) return true;
  if (status >= 300) {
    erase(handle);
    return true;
  }
  subscription->unanswered = false;
  if (subscription->dirty) arm(handle, *subscription, now);
  return true;
}

bool Subscriptions::failed(std::uint64_t owner) {
  if ((owner & kSubscription) == 0) return false;
  erase(owner & ~kSubscription);
  return true;
}

void Subscriptions::flow_closed(std::uint64_t connection) {
  if (!on_.any(connection)) return;
  for (const auto handle : subscriptions_.handles()) {
    if (subscriptions_.find(handle)->dialog.flow.connection == connection) erase(handle);
  }
}

void Subscriptions::due(std::uint64_t handle, Time now) {
  Subscription* subscription = subscriptions_.find(handle);
  if (subscription == nullptr) return;
  if (now < subscription->expires) return tell_change(handle, *subscription, now);
  notify(handle, *subscription, {}, "timeout", now);
  erase(handle);
}

void Subscriptions::advance(Time now) {
  wheel_.advance(base::unix_millis(now), [&](std::uint64_t handle) { due(handle, base::from_unix_millis(wheel_.now())); });
}

std::optional<Time> Subscriptions::next_due() const {
  const auto next = wheel_.next_due();
  return next ? std::optional(base::from_unix_millis(*next)) : std::nullopt;
}

void Subscriptions::erase(std::uint64_t handle) {
  Subscription* subscription = subscriptions_.find(handle);
  if (subscription == nullptr) return;
  wheel_.cancel(subscription->due);
  by_tag_.erase(subscription->dialog.local_tag);
  on_.move(subscription->dialog.flow.connection, 0);
  const auto [first, last] = by_user_.equal_range(subscription->user);
  const auto at = std::find_if(first, last, [&](const auto& entry) { return entry.second == handle; });
  if (at != last) by_user_.erase(at);
  if (const auto held = by_watcher_.find(subscription->watcher); held != by_watcher_.end() && --held->second == 0) by_watcher_.erase(held);
  subscriptions_.erase(handle);
}

std::size_t Subscriptions::held_by(std::string_view watcher) const {
  const auto held = by_watcher_.find(std::string(watcher));
  return held == by_watcher_.end() ? 0 : held->second;
}

}  // namespace peal::sip
