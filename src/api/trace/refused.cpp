#include <algorithm>
#include <functional>
#include <map>
#include <vector>

#include "api/http/handlers.hpp"
#include "api/http/query_reader.hpp"
#include "api/service/context.hpp"
#include "api/trace/message_json.hpp"
#include "api/trace/status_words.hpp"

/// Calls that were refused before they had a leg, so that no contact shows them.
namespace peal::api {
namespace {

constexpr base::Seconds kRefusedLookedBack{3'600};  ///< Where no beginning is asked for.
constexpr std::size_t kRefusedShown = 200;

struct RefusedFilter {
  base::Time from{}, to{};
  std::optional<std::string> number, source;
};

struct RefusedCall {
  std::vector<trace::Message> messages;
  trace::Summary asked, refusal;
};

bool is_final_refusal(const trace::Summary& summary) {
  return summary.method == "INVITE" && summary.status >= 300 && summary.status != 401 && summary.status != 407;
}

bool wanted_call(const RefusedFilter& filter, const RefusedCall& call) {
  if (filter.source && call.messages.front().remote.text().find(*filter.source) == std::string::npos) return false;
  const auto& asked = call.asked;
  const auto has = [&](const std::string& text) { return text.find(*filter.number) != std::string::npos; };
  return !filter.number || has(asked.from) || has(asked.to) || has(asked.uri);
}

// A call that is being set up, or was only challenged, is not refused.
std::vector<RefusedCall> refused_among(std::vector<trace::Message> messages, const RefusedFilter& filter) {
  std::map<std::uint64_t, RefusedCall> by_call;
  for (auto& message : messages) by_call[message.call].messages.push_back(std::move(message));
  std::vector<RefusedCall> refused;
  for (auto& [name, call] : by_call) {
    call.asked = trace::summary_of(call.messages.front().text);
    for (const auto& message : call.messages) {
      auto summary = trace::summary_of(message.text);
      if (message.sent && is_final_refusal(summary)) call.refusal = std::move(summary);
    }
    if (call.refusal.status != 0 && wanted_call(filter, call)) refused.push_back(std::move(call));
  }
  std::ranges::sort(refused, std::greater{}, [](const RefusedCall& call) { return call.messages.front().at_us; });
  return refused;
}

void write_refused(JsonWriter& out, const RefusedCall& call, std::string_view language) {
  const auto& first = call.messages.front();
  out.begin_object().field("at", base::from_unix_millis(first.at_us / 1'000)).field("source", first.remote.text());
  out.field("from", call.asked.from).field("to", call.asked.to).field("callId", call.asked.call_id);
  out.field("status", call.refusal.status).field("reason", call.refusal.reason).field("cause", call.refusal.cause);
  out.field("meaning", status_meaning(call.refusal.status, language));
  out.key("ladder").begin_object().field("kept", true).field("more", false).key("peers").begin_array();
  out.begin_object().key("leg").null();
  out.field("address", first.remote.text()).field("transport", transport_word(first.transport));
  out.field("role", "caller").key("agent").null();
  out.key("trunk").null();
  out.end_object().end_array().key("messages").begin_array();
  for (const auto& message : call.messages) {
    write_message(out, message, trace::summary_of(message.text), language);
    out.field("peer", 0).end_object();
  }
  out.end_array().key("steps").begin_array().end_array().end_object().end_object();
}

}  // namespace

void refused_calls(Context& context, Call call) {
  QueryReader query(call.request.query, {"from", "to", "number", "source"});
  RefusedFilter filter;
  filter.to = query.time("to").value_or(base::live_now());
  filter.from = query.time("from").value_or(filter.to - kRefusedLookedBack);
  filter.number = query.text("number", 64);
  filter.source = query.text("source", 64);
  if (const auto status = query.finish(); !status) return call.problem(status.error());
  if (!sees_messages_of_nobody(context, call)) return;
  auto found = context.rooms.trace->legless_calls(filter.from, filter.to);
  const auto refused = refused_among(std::move(found.messages), filter);
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (std::size_t i = 0; i < std::min(refused.size(), kRefusedShown); ++i) write_refused(out, refused[i], call.language);
  call.json(200, out.end_array().field("more", found.more || refused.size() > kRefusedShown).end_object());
}

}  // namespace peal::api
