#include <algorithm>
#include <charconv>

#include "api/http/handlers.hpp"
#include "api/http/query_reader.hpp"
#include "api/service/context.hpp"
#include "api/trace/message_json.hpp"
#include "trace/limits.hpp"

/// SIP as it comes and goes, for `peal trace`.
namespace peal::api {
namespace {

struct TraceFilter {
  std::optional<std::string> number, call_id, source, method;
  std::optional<core::TrunkId> trunk;
  bool failures = false;
};

bool holds(std::string_view text, const std::optional<std::string>& part) { return !part || text.find(*part) != std::string_view::npos; }

// A challenge is no failure, and neither is a call that its caller took back.
bool is_refusal(const trace::Summary& summary) {
  return summary.status >= 400 && summary.status != 401 && summary.status != 407 && summary.status != 487;
}

bool passes(const TraceFilter& filter, const trace::Message& message, const trace::Summary& summary) {
  if (filter.failures && !is_refusal(summary)) return false;
  if (filter.method && summary.method != *filter.method) return false;
  if (filter.source && message.remote.text().find(*filter.source) == std::string::npos) return false;
  if (filter.trunk && message.trunk != trace::Name{filter.trunk->value, filter.trunk->tenant.value}) return false;
  if (!holds(summary.call_id, filter.call_id)) return false;
  return !filter.number || holds(summary.from, filter.number) || holds(summary.to, filter.number) || holds(summary.uri, filter.number);
}

std::optional<core::TrunkId> trunk_named(Context& context, std::string_view key) {
  const auto settings = context.settings.all();
  for (const auto& centre : settings->centres) {
    const auto trunk = std::ranges::find(centre.trunks, key, &core::Trunk::key);
    if (trunk != centre.trunks.end()) return trunk->id;
  }
  return std::nullopt;
}

TraceFilter read_trace_filter(Context& context, QueryReader& query) {
  TraceFilter filter;
  filter.number = query.text("number", 64);
  filter.call_id = query.text("callId", 256);
  filter.source = query.text("source", 64);
  filter.method = query.text("method", 20);
  filter.failures = query.boolean("failures").value_or(false);
  if (const auto key = query.text("trunk", 64)) {
    filter.trunk = trunk_named(context, *key);
    if (!filter.trunk) query.mistake("There is no such trunk.", "trunk");
  }
  return filter;
}

void write_watched(JsonWriter& out, const trace::Watched& seen, const TraceFilter& filter, std::string_view language) {
  std::size_t shown = 0;
  std::uint64_t missed = seen.missed;
  out.begin_object().field("next", seen.next).key("messages").begin_array();
  for (const auto& message : seen.messages) {
    const auto summary = trace::summary_of(message.text);
    if (!passes(filter, message, summary)) continue;
    if (++shown > trace::kLiveAnswerMax) {
      ++missed;
      continue;
    }
    write_message(out, message, summary, language);
    out.field("peer", message.remote.text()).field("transport", transport_word(message.transport)).end_object();
  }
  out.end_array().field("missed", missed).end_object();
}

}  // namespace

bool sees_messages_of_nobody(Context& context, const Call& call) {
  if (context.rooms.trace == nullptr || context.rooms.trace->tap() == nullptr) {
    call.problem({base::ErrorCode::kUnavailable, "This server keeps no trace: it was started with --trace none.", "api.no_trace_kept"});
    return false;
  }
  // Messages before a call belong to no tenant yet, so they are for the owner of the machine, or of its only tenant.
  const bool owner = call.identity.kind == Identity::Kind::kControl || context.settings.all()->centres.size() <= 1;
  if (!owner) call.problem({base::ErrorCode::kForbidden, "Several tenants share this server; use peal trace on its machine.", "api.trace_shared"});
  return owner;
}

void watch_trace(Context& context, Call call) {
  QueryReader query(call.request.query, {"after", "number", "callId", "source", "method", "trunk", "failures"});
  const auto text = query.text("after", 20);
  std::optional<std::uint64_t> after;
  if (text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error == std::errc{} && end == text->data() + text->size()) after = value;
    else query.mistake("It is the 'next' of the answer before.", "after");
  }
  const auto filter = read_trace_filter(context, query);
  if (const auto status = query.finish(); !status) return call.problem(status.error());
  if (!sees_messages_of_nobody(context, call)) return;
  const auto seen = context.rooms.trace->watch(after);
  if (!after) context.audit(call.identity, call.source(), "trace.watch", "");
  JsonWriter out;
  write_watched(out, seen, filter, call.language);
  call.json(200, out);
}

}  // namespace peal::api
