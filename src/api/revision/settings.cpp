#include <optional>

#include "api/http/handlers.hpp"
#include "api/json/json_writer.hpp"
#include "api/limits.hpp"
#include "api/reference/reference_json.hpp"
#include "api/revision/flow_json.hpp"
#include "api/service/context.hpp"
#include "api/session/session_json.hpp"

/// Settings as numbered revisions.
namespace peal::api {
void apply_settings(Context& context, Call call) {
  // A file names its tenant. A person or a program of one must not change
  // another; the owner of the data folder may change all.
  const bool owner = call.identity.kind == Identity::Kind::kControl;
  const auto only = owner ? std::nullopt : std::optional(call.identity.tenant);
  // The name is for messages only: "bench.yaml:12:3".
  auto file = std::string(call.request.headers.get("X-Peal-File").substr(0, 100));
  if (file.empty()) file = "settings.yaml";
  const auto report = context.rooms.settings.apply(call.request.body, file, call.identity.name, base::live_now(), only);
  if (!report) return call.problem(report.error());
  if (report->changed) {
    context.authenticator.forget_all();
    if (const auto status = context.adoption.now(); !status) return call.problem(status.error());
    context.events.review_viewers();
    context.audit(call.identity, call.source(), "settings.apply", std::to_string(report->revision));
  }
  JsonWriter out;
  out.begin_object().field("revision", report->revision).field("changed", report->changed);
  out.key("changes").begin_array();
  for (const auto& change : report->changes) out.value(change);
  call.json(200, out.end_array().end_object());
}

void list_revisions(Context& context, Call call) {
  const auto revisions = context.rooms.settings.revisions(static_cast<std::size_t>(kRevisionsListed));
  if (!revisions) return call.problem(revisions.error());
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const auto& revision : *revisions) {
    out.begin_object().field("revision", revision.revision).field("at", revision.made).field("by", revision.by);
    out.field("changes", revision.changes).end_object();
  }
  call.json(200, out.end_array().end_object());
}

void current_settings(Context& context, Call call) {
  const auto centre = context.settings.centre(call.identity.tenant);
  if (centre == nullptr) return call.problem({base::ErrorCode::kNotFound, "There is no such tenant.", "tenant"});
  JsonWriter out;
  out.begin_object().field("revision", context.settings.all()->revision).key("tenant");
  write_tenant(out, *centre);
  out.field("timeZone", centre->time_zone).field("language", centre->language).key("allowedOrigins").begin_array();
  for (const auto& origin : context.settings.allowed_origins(call.identity.tenant)) out.value(origin);
  out.end_array();
  write_names(out, "skills", centre->skills);
  out.key("agents").begin_array();
  for (const auto& agent : centre->agents) write_agent(out, agent);
  out.end_array().key("queues").begin_array();
  for (const auto& queue : centre->queues) write_queue(out, queue);
  out.end_array().key("numbers").begin_array();
  for (const auto& number : centre->numbers) {
    out.begin_object().field("id", number.id).field("digits", number.digits).field("name", number.name);
    out.field("flow", number.flow).field("language", number.language).field("trunk", number.trunk).end_object();
  }
  out.end_array();
  write_names(out, "reasons", centre->reasons);
  write_names(out, "dispositions", centre->dispositions);
  out.key("flows").begin_array();
  for (const auto& flow : centre->flows) write_flow(out, flow);
  call.json(200, out.end_array().end_object());
}

}  // namespace peal::api
