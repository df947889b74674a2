#include "sip/transport/new_work.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "sip/limits.hpp"
#include "sip/message/header_name.hpp"
#include "sip/message/token.hpp"

namespace peal::sip {
namespace {

constexpr std::array<std::string_view, 4> kBeginnings{"INVITE ", "REGISTER ", "SUBSCRIBE ", "OPTIONS "};

// Also where a display name only looks so: that message is served at once, which costs no caller anything.
bool has_tag(std::string_view to) {
  for (std::size_t at = 0; at + 3 < to.size(); ++at) {
    if (!same_text(to.substr(at, 3), "tag")) continue;
    std::string_view rest = to.substr(at + 3);
    skip_spaces(rest);
    if (!rest.empty() && rest.front() == '=') return true;
  }
  return false;
}

std::uint64_t mark_of(const SocketAddress& from, std::string_view call_id) {
  SocketAddress host = from;
  host.port = 0;  // A proxy may send from another port.
  return std::hash<SocketAddress>{}(host) ^ std::hash<std::string_view>{}(call_id);
}

}  // namespace

Glance glance_at(std::string_view message) {
  Glance seen;
  seen.cancels = message.starts_with("CANCEL ");
  const bool may_be_new = std::ranges::any_of(kBeginnings, [&](std::string_view start) { return message.starts_with(start); });
  if (!may_be_new && !seen.cancels) return seen;
  bool to_seen = false, tagged = false;
  for (auto end = message.find('\n'); end != std::string_view::npos && end + 1 < message.size();) {
    message.remove_prefix(end + 1);
    end = message.find('\n');
    std::string_view line = message.substr(0, end);
    if (trimmed(line).empty()) break;  // The body begins.
    if (is(line.front(), kSpace)) continue;  // Of the field before.
    const auto name = parse_header_name(take(line, kToken));
    if (name != HeaderName::kTo && name != HeaderName::kCallId) continue;
    skip_spaces(line);
    if (!line.starts_with(':')) continue;
    const auto value = trimmed(line.substr(1));
    if (name == HeaderName::kCallId) {
      seen.call_id = value;
    } else {
      const bool folded = end != std::string_view::npos && end + 1 < message.size() && (message[end + 1] == ' ' || message[end + 1] == '\t');
      to_seen = true;
      tagged = tagged || folded || has_tag(value);
    }
    if (to_seen && !seen.call_id.empty()) break;
  }
  seen.asks_anew = may_be_new && to_seen && !tagged;
  return seen;
}

bool NewWork::add(const SocketAddress& from, std::string_view bytes, std::string_view call_id, Moment came) {
  bool room = true;
  while (!waiting_.empty() && (waiting_.size() >= kNewWorkMax || bytes_ + bytes.size() > kNewWorkBytesMax)) {
    (void)leave(waiting_.begin());
    room = false;
  }
  bytes_ += bytes.size();
  waiting_.push_back({{from, std::string(bytes), came}, mark_of(from, call_id)});
  return room;
}

std::optional<NewWork::Message> NewWork::take() {
  if (waiting_.empty()) return std::nullopt;
  return leave(waiting_.begin());
}

std::optional<NewWork::Message> NewWork::take_of(const SocketAddress& from, std::string_view call_id) {
  const auto found = std::ranges::find(waiting_, mark_of(from, call_id), &Entry::mark);
  if (found == waiting_.end()) return std::nullopt;
  return leave(found);
}

void NewWork::clear() {
  waiting_.clear();
  bytes_ = 0;
}

NewWork::Message NewWork::leave(std::deque<Entry>::iterator entry) {
  Message message = std::move(entry->message);
  waiting_.erase(entry);
  bytes_ -= message.bytes.size();
  return message;
}

}  // namespace peal::sip
