#include "trace/store.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include <sodium.h>

#include "base/assert.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/thread.hpp"
#include "trace/file/block.hpp"
#include "trace/file/segments.hpp"
#include "trace/keeper.hpp"
#include "trace/limits.hpp"
#include "trace/secrets.hpp"

namespace peal::trace {
namespace {

Message message_of(const Head& head, std::string_view text) {
  Message message;
  message.at_us = head.at_us;
  message.sent = head.kind == Head::kSent;
  message.cut = head.whole_size > head.size;
  message.transport = static_cast<sip::Transport>(std::min<std::uint8_t>(head.transport, sip::kTransportCount - 1));
  message.remote = head.remote();
  message.call = head.call;
  message.text = text;
  return message;
}

/// Two sweeps over blocks: which calls the legs have, then the messages of those.
struct Gathered {
  struct Tie {
    Name leg, trunk;
  };
  std::unordered_map<std::uint64_t, Tie> ties;  // By call.
  std::vector<Message> messages;

  void note_ties(std::string_view records, const std::unordered_set<std::uint64_t>& legs) {
    each_record(records, [&](const Head& head, std::string_view) {
      const Name leg{head.leg, head.leg_tenant};
      if (head.kind == Head::kTie && legs.contains(name_of_leg(leg))) ties[head.call] = {leg, {head.trunk, head.trunk_tenant}};
    });
  }
  void note_messages(std::string_view records) {
    each_record(records, [&](const Head& head, std::string_view text) {
      if (head.kind == Head::kTie) return;
      const auto tie = ties.find(head.call);
      if (tie == ties.end()) return;
      auto& message = messages.emplace_back(message_of(head, text));
      message.leg = tie->second.leg;
      message.trunk = tie->second.trunk;
    });
  }
};

/// Two sweeps in the same way: which calls began with an INVITE to us and have no leg, then their messages.
struct Legless {
  std::unordered_set<std::uint64_t> tied, invited;
  std::int64_t from_us = 0, to_us = 0;
  std::vector<Message> messages;

  void note_calls(std::string_view records) {
    each_record(records, [&](const Head& head, std::string_view text) {
      if (head.kind == Head::kTie) tied.insert(head.call);
      const bool asked = head.kind == Head::kReceived && text.starts_with("INVITE ");
      if (asked && head.at_us >= from_us && head.at_us <= to_us && invited.size() < kLeglessMessagesMax) invited.insert(head.call);
    });
  }
  void note_messages(std::string_view records) {
    each_record(records, [&](const Head& head, std::string_view text) {
      if (head.kind != Head::kTie && invited.contains(head.call) && !tied.contains(head.call)) messages.push_back(message_of(head, text));
    });
  }
};

// The same bytes the same way: timers A, E and G of RFC 3261 17, and 200s until their ACK.
void mark_again(std::vector<Message>& messages) {
  std::unordered_set<std::uint64_t> seen;
  for (auto& message : messages) {
    const auto name = name_of_call(message.text) ^ (message.sent ? 1U : 0U) ^ std::hash<sip::SocketAddress>{}(message.remote);
    message.again = !seen.insert(name).second;
  }
}

}  // namespace

struct Store::Inside {
  explicit Inside(Options wanted) : options(std::move(wanted)), tap(kRingBytes), keeper(options), segments(options) {}

  void run() {
    base::begin_thread("trace", base::Importance::kBackground);
    std::unique_lock lock(mutex);
    while (!stopping) {
      wake.wait_for(lock, kGatherEvery);
      gather(lock);
      const auto now = tap.now_us();
      if (!block.empty() && (stopping || now - block.first_us() >= base::Micros{kBlockAge}.count())) write_block(lock);
      if (now - tidied_us >= base::Micros{kTidyEvery}.count()) {
        tidied_us = now;
        lock.unlock();
        segments.tidy(now);
        lock.lock();
      }
    }
    gather(lock);
    if (!block.empty()) write_block(lock);
  }

  void gather(std::unique_lock<std::mutex>& lock) {
    const bool watched = tap.now_us() < watched_until_us;
    tap.ring().read_all([&](const Head& from, std::string_view text) {
      Head head = from;
      Glance seen;
      if (head.kind == Head::kTie) seen.call_id = text;
      else seen = glance(text);
      head.call = name_of_call(seen.call_id);
      if (watched) remember(head, text);
      keeper.take(head, text, seen, [&](const Head& kept, std::string_view words) { keep(kept, words); });
      if (block.bytes() >= kBlockBytes) write_block(lock);
    });
    const auto lost_now = tap.lost();
    if (lost_now != lost_told) lost.add(static_cast<double>(lost_now - lost_told));
    lost_told = lost_now;
    const auto let_go_now = keeper.let_go();
    if (let_go_now != let_go_told) let_go.add(static_cast<double>(let_go_now - let_go_told));
    let_go_told = let_go_now;
  }

  void keep(const Head& head, std::string_view text) {
    if (head.kind == Head::kTie) return block.add(head, text);
    covered.assign(text);
    hide_secrets(covered.data(), covered.size());
    block.add(head, covered);
  }

  // The disk is slow: whoever asks need not wait for it.
  void write_block(std::unique_lock<std::mutex>& lock) {
    std::swap(block, written);
    lock.unlock();
    const auto status = segments.write(written.sealed(options.key), tap.now_us());
    lock.lock();
    written.clear();
    if (status.has_value() == works) return;
    works = status.has_value();
    if (works) base::log(base::LogLevel::kInfo, "trace", "trace_written_again");
    else base::log(base::LogLevel::kWarning, "trace", "trace_not_written", {{"error", status.error().describe()}});
  }

  void remember(const Head& head, std::string_view text) {
    if (head.kind == Head::kTie) {
      if (live_ties.size() >= kVerdictsMax) live_ties.clear();
      live_ties[head.call] = {{head.leg, head.leg_tenant}, {head.trunk, head.trunk_tenant}};
      return;
    }
    std::string words(text);
    hide_secrets(words.data(), words.size());
    live.push_back(message_of(head, words));
    ++live_next;
    if (live.size() > kLiveMessagesMax) live.pop_front();
  }

  Options options;
  Tap tap;
  Keeper keeper;
  Segments segments;
  std::thread thread;

  mutable std::mutex mutex;  // Over all that follows, and the ring's end.
  std::condition_variable wake;
  bool stopping = false;
  bool works = true;
  Block block, written;      // `written` is on its way to the disk.
  std::string covered;
  std::int64_t tidied_us = 0;
  std::deque<Message> live;
  std::unordered_map<std::uint64_t, Gathered::Tie> live_ties;
  std::uint64_t live_next = 0;
  std::int64_t watched_until_us = 0;
  std::uint64_t lost_told = 0, let_go_told = 0;
  base::Counter& lost = base::counter("peal_trace_lost_total", "Messages that the trace lost.", "why=behind");
  base::Counter& let_go = base::counter("peal_trace_lost_total", "Messages that the trace lost.", "why=share");
};

Store::Store(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

base::Result<std::unique_ptr<Store>> Store::open(Options options) {
  PEAL_ASSERT(sodium_init() >= 0);
  auto inside = std::make_unique<Inside>(std::move(options));
  if (inside->options.keep != Keep::kNone) {
    if (auto status = inside->segments.open(); !status) return base::fail(status.error());
    inside->segments.tidy(inside->tap.now_us());
    inside->thread = std::thread([raw = inside.get()] { raw->run(); });
  }
  return std::unique_ptr<Store>(new Store(std::move(inside)));
}

Store::~Store() {
  if (!inside_->thread.joinable()) return;
  {
    const std::lock_guard lock(inside_->mutex);
    inside_->stopping = true;
  }
  inside_->wake.notify_one();
  inside_->thread.join();
}

Tap* Store::tap() { return inside_->options.keep == Keep::kNone ? nullptr : &inside_->tap; }

OfCall Store::messages_of(const std::vector<Name>& legs, base::Time from, base::Time to) const {
  const auto from_us = base::unix_millis(from - kBeforeCall) * 1'000;
  const auto to_us = base::unix_millis(to + kAfterCall) * 1'000;
  std::unordered_set<std::uint64_t> leg_names;
  for (const auto& leg : legs) leg_names.insert(name_of_leg(leg));
  Gathered found;

  // What is not on disk is copied first: a block that reaches the disk meanwhile would be missed otherwise.
  std::string pending;
  {
    const std::lock_guard lock(inside_->mutex);
    pending = inside_->written.records() + inside_->block.records();
  }
  const auto& folder = inside_->options.folder;
  const auto& key = inside_->options.key;
  const auto read = [&](const BlockPlace& place) { return read_block(place, key); };
  for (const auto& place : find_blocks(folder, from_us, to_us, [&](std::uint64_t name) { return leg_names.contains(name); })) {
    found.note_ties(read(place), leg_names);
  }
  found.note_ties(pending, leg_names);
  for (const auto& place : find_blocks(folder, from_us, to_us, [&](std::uint64_t name) { return found.ties.contains(name); })) {
    if (found.messages.size() > kMessagesOfCallMax) break;
    found.note_messages(read(place));
  }
  found.note_messages(pending);

  OfCall answer;
  answer.messages = std::move(found.messages);
  std::ranges::stable_sort(answer.messages, {}, &Message::at_us);
  // A block that was pending at first and on disk at last was read twice.
  const auto twice = [](const Message& a, const Message& b) { return a.at_us == b.at_us && a.sent == b.sent && a.text == b.text; };
  answer.messages.erase(std::unique(answer.messages.begin(), answer.messages.end(), twice), answer.messages.end());
  answer.more = answer.messages.size() > kMessagesOfCallMax;
  if (answer.more) answer.messages.resize(kMessagesOfCallMax);
  mark_again(answer.messages);
  return answer;
}

OfCall Store::legless_calls(base::Time from, base::Time to) const {
  Legless found;
  found.from_us = base::unix_millis(from) * 1'000;
  found.to_us = base::unix_millis(to) * 1'000;
  std::string pending;
  {
    const std::lock_guard lock(inside_->mutex);
    pending = inside_->written.records() + inside_->block.records();
  }
  // A leg comes a moment after its first INVITE, so that moment is looked at too.
  auto places = find_blocks(inside_->options.folder, found.from_us, base::unix_millis(to + kAfterCall) * 1'000, [](std::uint64_t) { return true; });
  OfCall answer;
  answer.more = places.size() > kLeglessBlocksMax;
  if (answer.more) places.erase(places.begin(), places.end() - static_cast<std::ptrdiff_t>(kLeglessBlocksMax));
  const auto& key = inside_->options.key;
  for (const auto& place : places) found.note_calls(read_block(place, key));
  found.note_calls(pending);
  for (const auto& place : places) found.note_messages(read_block(place, key));
  found.note_messages(pending);
  answer.messages = std::move(found.messages);
  std::ranges::stable_sort(answer.messages, {}, &Message::at_us);
  const auto twice = [](const Message& a, const Message& b) { return a.at_us == b.at_us && a.sent == b.sent && a.text == b.text; };
  answer.messages.erase(std::unique(answer.messages.begin(), answer.messages.end(), twice), answer.messages.end());
  const auto over = answer.messages.size() > kLeglessMessagesMax ? answer.messages.size() - kLeglessMessagesMax : 0;
  answer.more = answer.more || over > 0;
  answer.messages.erase(answer.messages.begin(), answer.messages.begin() + static_cast<std::ptrdiff_t>(over));
  mark_again(answer.messages);
  return answer;
}

Watched Store::watch(std::optional<std::uint64_t> after) {
  auto& in = *inside_;
  const std::lock_guard lock(in.mutex);
  const bool was_watched = in.tap.now_us() < in.watched_until_us;
  in.watched_until_us = in.tap.now_us() + base::Micros{kLiveWatchedFor}.count();
  Watched answer;
  answer.next = in.live_next;
  if (!was_watched) in.live.clear();
  if (!after || *after > in.live_next) return answer;
  const std::uint64_t first = in.live_next - in.live.size();
  if (*after < first) answer.missed = first - *after;
  for (std::uint64_t at = std::max(*after, first); at < in.live_next; ++at) {
    auto message = in.live[at - first];
    if (const auto tie = in.live_ties.find(message.call); tie != in.live_ties.end()) {
      message.leg = tie->second.leg;
      message.trunk = tie->second.trunk;
    }
    answer.messages.push_back(std::move(message));
  }
  return answer;
}

}  // namespace peal::trace
