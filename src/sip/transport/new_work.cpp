#include "sip/transport/new_work.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/salted_hash.hpp"

namespace peal::sip {
namespace {

std::uint64_t mark_of(const SocketAddress& from, std::string_view call_id) {
  SocketAddress host = from;
  host.port = 0;  // A proxy may send from another port.
  return std::hash<SocketAddress>{}(host) ^ base::salted_hash(call_id);
}

std::size_t places_of(std::string_view bytes) {
  const std::size_t needed = (bytes.size() + kNewWorkPlaceBytes - 1) / kNewWorkPlaceBytes;
  return std::clamp<std::size_t>(needed, 1, kNewWorkMessagePlaces);
}

}  // namespace

std::size_t NewWork::SourceKeyHash::operator()(const SourceKey& key) const noexcept {
  return static_cast<std::size_t>(base::salted_hash(key.front ^ (key.v6 ? 0x9e3779b97f4a7c15ULL : 0)));
}

NewWork::Lost NewWork::add(const Asked& asked) {
  Source& source = source_of(asked.from, asked.came);
  know(source, asked.known);
  charge(source, asked.came);
  if (source.line == &idle_) stand(source, line_of(source));

  Entry& entry = source.waiting.emplace_back(Entry{{asked.from, std::string(asked.bytes), asked.came}, mark_of(asked.from, asked.call_id), &source, {}});
  entry.self = std::prev(source.waiting.end());
  Entry*& first = index_[entry.mark % kNewWorkIndex];
  entry.after = first;
  if (first != nullptr) first->before = &entry;
  first = &entry;
  ++size_;
  if (source.known) ++known_size_;
  weigh(source, source.places + places_of(asked.bytes));

  Lost lost;
  for (; places_ > kNewWorkMax; ++lost.messages) {
    Source& longest = *by_places_[most_places_].front();
    if (longest.places > kNewWorkShare && !longest.known) lost.flooder = longest.waiting.front().message.from;
    (void)leave(longest.waiting.front());
  }
  return lost;
}

std::optional<NewWork::Message> NewWork::take() {
  Line* line = next_line();
  if (line == nullptr) return std::nullopt;
  Source& source = *line->front();
  Message message = leave(source.waiting.front());
  if (!source.waiting.empty()) stand(source, line_of(source));
  message.pressing = line == &rest_;
  message.rivals = rivals_in(line);
  return message;
}

std::optional<NewWork::Message> NewWork::take_of(const SocketAddress& from, std::string_view call_id) {
  const auto mark = mark_of(from, call_id);
  Entry* entry = index_[mark % kNewWorkIndex];
  while (entry != nullptr && entry->mark != mark) entry = entry->after;
  if (entry == nullptr) return std::nullopt;
  Line* line = entry->source->line;
  Message message = leave(*entry);
  message.pressing = line == &rest_;
  message.rivals = rivals_in(line);
  return message;
}

void NewWork::clear() {
  for (auto* line : {&known_, &quiet_, &rest_, &idle_}) line->clear();
  for (auto& line : by_places_) line.clear();
  std::ranges::fill(index_, nullptr);
  sources_.clear();
  known_row_ = quiet_row_ = 0;
  size_ = places_ = known_size_ = most_places_ = 0;
}

NewWork::Source& NewWork::source_of(const SocketAddress& from, Moment came) {
  SourceKey key;
  std::memcpy(&key.front, from.ip.data(), from.v6 ? 8 : 4);
  key.v6 = from.v6;
  const auto [at, is_new] = sources_.try_emplace(key);
  Source& source = at->second;
  if (!is_new) return source;
  source.key = key;
  source.filled = came;
  source.line = &idle_;
  source.turn = idle_.insert(idle_.end(), &source);
  forget_idle();
  return source;
}

// Those that wait are fewer than may be remembered, so somebody idle is there besides the newest.
void NewWork::forget_idle() {
  if (sources_.size() <= kNewWorkSources) return;
  const SourceKey oldest = idle_.front()->key;
  idle_.pop_front();
  sources_.erase(oldest);
}

// One message more. Whoever goes on asking stays in debt, and is quiet again only after a while of silence.
void NewWork::charge(Source& source, Moment now) {
  const double passed = std::max(0.0, std::chrono::duration<double>(now - source.filled).count());
  source.filled = std::max(source.filled, now);
  source.credit = std::max(std::min(kNewWorkCredit, source.credit + passed * kNewWorkCreditPerSecond) - 1, -kNewWorkDebt);
}

NewWork::Line& NewWork::line_of(const Source& source) {
  if (source.known) return known_;
  return source.credit >= 0 ? quiet_ : rest_;
}

void NewWork::know(Source& source, bool known) {
  if (source.known == known) return;
  source.known = known;
  known_size_ += known ? source.waiting.size() : -source.waiting.size();
}

void NewWork::stand(Source& source, Line& line) {
  line.splice(line.end(), *source.line, source.turn);
  source.line = &line;
}

void NewWork::weigh(Source& source, std::size_t places) {
  if (source.places == 0) source.weight = by_places_[places].insert(by_places_[places].end(), &source);
  else if (places == 0) by_places_[source.places].erase(source.weight);
  else by_places_[places].splice(by_places_[places].end(), by_places_[source.places], source.weight);
  places_ = places_ - source.places + places;
  source.places = places;
  most_places_ = std::max(most_places_, places);
  // At most the places of one message: that line itself is there.
  while (most_places_ > 0 && by_places_[most_places_].empty()) --most_places_;
}

NewWork::Message NewWork::leave(Entry& entry) {
  Source& source = *entry.source;
  if (entry.after != nullptr) entry.after->before = entry.before;
  (entry.before != nullptr ? entry.before->after : index_[entry.mark % kNewWorkIndex]) = entry.after;
  Message message = std::move(entry.message);
  source.waiting.erase(entry.self);
  --size_;
  if (source.known) --known_size_;
  weigh(source, source.places - places_of(message.bytes));
  if (source.waiting.empty()) stand(source, idle_);
  return message;
}

NewWork::Line* NewWork::next_line() {
  const bool strangers = !quiet_.empty() || !rest_.empty();
  if (!known_.empty() && (!strangers || known_row_ < kNewWorkKnownRow)) {
    ++known_row_;
    return &known_;
  }
  known_row_ = 0;
  if (!quiet_.empty() && (rest_.empty() || quiet_row_ < kNewWorkQuietRow)) {
    ++quiet_row_;
    return &quiet_;
  }
  quiet_row_ = 0;
  return rest_.empty() ? nullptr : &rest_;
}

std::size_t NewWork::rivals_in(const Line* line) const {
  if (line == &known_) return known_size_;
  return line == &quiet_ ? known_size_ + quiet_.size() : size_;
}

}  // namespace peal::sip
