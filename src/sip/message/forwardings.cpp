#include "sip/message/forwardings.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "sip/limits.hpp"
#include "sip/message/privacy.hpp"
#include "sip/message/token.hpp"

namespace peal::sip {
namespace {

// RFC 7544 7: what the cause of RFC 4458 means in the words of RFC 5806.
constexpr std::array<std::pair<std::uint16_t, std::string_view>, 7> kForwardingCauses{{
    {302, "unconditional"}, {486, "user-busy"}, {408, "no-answer"}, {480, "deflection"}, {487, "deflection"},
    {503, "unavailable"}, {404, "unknown"}}};

std::string_view words_of_cause(std::uint64_t cause) {
  const auto row = std::ranges::find(kForwardingCauses, cause, &std::pair<std::uint16_t, std::string_view>::first);
  return row == kForwardingCauses.end() ? std::string_view("unknown") : row->second;
}

std::uint16_t cause_of_words(std::string_view reason) {
  const auto row = std::ranges::find(kForwardingCauses, reason, &std::pair<std::uint16_t, std::string_view>::second);
  if (row != kForwardingCauses.end()) return row->first;
  if (reason == "do-not-disturb" || reason == "away" || reason == "time-of-day" || reason == "follow-me") return 302;
  return reason == "out-of-service" ? 503 : 404;
}

// RFC 5806 4: a token, quoted or not; what else a peer writes there is not passed on.
std::string reason_of(const NameAddr& who) {
  auto reason = unquoted(who.param("reason").value_or("unknown"));
  return all(reason, kToken) && reason.size() <= kReasonMaxBytes ? reason : std::string("unknown");
}

Forwardings read_diversions(const Message& request) {
  Forwardings found;
  request.each_value(HeaderName::kDiversion, [&](std::string_view value) {
    const auto who = parse_name_addr(value);
    if (!who) return true;  // One that cannot be read says nothing, and breaks nothing.
    const auto counter = parse_number(who->param("counter").value_or("1"), UINT32_MAX);
    const auto times = std::clamp<std::uint64_t>(counter.value_or(1), 1, kForwardingsCounted);
    found.times = static_cast<std::uint32_t>(std::min<std::uint64_t>(found.times + times, kForwardingsCounted));
    const auto uri = who->uri.bare();
    if (found.steps.size() == kForwardingsMax || uri.size() > kForwardingUriMaxBytes) return true;
    Forwarding step{std::string(uri), reason_of(*who), false};
    const auto privacy = unquoted(who->param("privacy").value_or("off"));
    step.hidden = same_text(privacy, "full") || same_text(privacy, "uri");
    found.steps.push_back(std::move(step));
    return true;
  });
  return found;
}

struct HistoryEntry {
  std::string uri, index, mapped_from;
  std::optional<std::uint64_t> cause;
  bool hidden = false;
  bool has_reason = false;  // RFC 4244: its URI says why it failed.
};

HistoryEntry read_history_entry(const NameAddr& value) {
  HistoryEntry entry;
  entry.uri = value.uri.bare();
  entry.index = value.param("index").value_or("");
  entry.mapped_from = value.param("mp").value_or("");
  if (const auto cause = value.uri.param("cause")) entry.cause = parse_number(*cause, 699);
  const std::string headers = unescape(value.uri.headers);
  std::string low = headers;
  std::ranges::transform(low, low.begin(), [](char c) { return lower(c); });
  entry.hidden = low.find("privacy=") != std::string::npos && low.find("privacy=none") == std::string::npos;
  entry.has_reason = low.find("reason=sip") != std::string::npos;
  if (!entry.cause && entry.has_reason) {
    const auto at = low.find("cause=");
    const auto digits = at == std::string::npos ? std::string_view{} : std::string_view(low).substr(at + 6, 3);
    if (const auto cause = parse_number(digits, 699)) entry.cause = *cause;
  }
  return entry;
}

// "1.2" of "1.2.1".
std::string_view parent_of(std::string_view index) {
  const auto dot = index.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : index.substr(0, dot);
}

// RFC 7044 5: an entry whose target is mapped (mp) names the one who was called before.
Forwardings read_history(const Message& request) {
  std::vector<HistoryEntry> entries;
  request.each_value(HeaderName::kHistoryInfo, [&](std::string_view value) {
    const auto target = parse_name_addr(value);
    if (target) entries.push_back(read_history_entry(*target));
    return entries.size() < kHistoryEntriesMax;
  });
  const bool all_hidden = read_privacy(request.header(HeaderName::kPrivacy)).history;
  Forwardings found;
  for (std::size_t i = 1; i < entries.size(); ++i) {
    const auto& entry = entries[i];
    const auto by = entry.mapped_from.empty() ? parent_of(entry.index) : std::string_view(entry.mapped_from);
    const auto from = std::ranges::find(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(i), by, &HistoryEntry::index);
    if (from == entries.begin() + static_cast<std::ptrdiff_t>(i)) continue;
    // A cause in the target's URI is RFC 4458; one in the headers of the old target is RFC 4244.
    const bool said = !entry.mapped_from.empty() || (entry.cause && !entry.has_reason) || from->has_reason;
    if (!said || from->uri == entry.uri) continue;
    const auto cause = entry.cause && !entry.has_reason ? entry.cause : from->cause;
    ++found.times;
    if (from->uri.size() > kForwardingUriMaxBytes) continue;
    Forwarding step{from->uri, std::string(words_of_cause(cause.value_or(0))), all_hidden || from->hidden};
    found.steps.insert(found.steps.begin(), std::move(step));
  }
  if (found.steps.size() > kForwardingsMax) found.steps.resize(kForwardingsMax);
  return found;
}

}  // namespace

Forwardings read_forwardings(const Message& request) {
  auto history = read_history(request);
  return history.times > 0 ? history : read_diversions(request);
}

std::vector<std::string> write_diversions(std::span<const Forwarding> steps) {
  std::vector<std::string> values;
  for (const auto& step : steps.first(std::min(steps.size(), kForwardingsMax))) {
    values.push_back("<" + step.uri + ">;reason=" + step.reason + ";counter=1;privacy=" + (step.hidden ? "full" : "off"));
  }
  return values;
}

std::string write_history(std::span<const Forwarding> steps, std::string_view target) {
  std::string value, index = "1", before, cause;
  const auto entry = [&](std::string_view uri, bool hidden) {
    if (!value.empty()) value.append(", ");
    value.append("<").append(uri);
    if (!cause.empty()) value.append(";cause=").append(cause);
    if (hidden) value.append("?Privacy=history");
    value.append(">;index=").append(index);
    if (!before.empty()) value.append(";mp=").append(before);
  };
  const auto named = steps.first(std::min(steps.size(), kForwardingsMax));
  for (std::size_t i = named.size(); i > 0; --i) {
    entry(named[i - 1].uri, named[i - 1].hidden);
    before = index;
    index += ".1";
    cause = std::to_string(cause_of_words(named[i - 1].reason));
  }
  entry(target, false);
  return value;
}

}  // namespace peal::sip
