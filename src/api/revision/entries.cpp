#include <algorithm>
#include <optional>

#include "api/http/handlers.hpp"
#include "api/http/query_reader.hpp"
#include "api/json/body_reader.hpp"
#include "api/json/json_writer.hpp"
#include "api/limits.hpp"
#include "api/revision/mistake_words.hpp"
#include "api/service/context.hpp"

/// Trunks, numbers, agents, users, queues and conferences one by one: each change is a revision of
/// the settings like a file's, under the file's own rules and names.
namespace peal::api {
namespace {

constexpr std::string_view kSettingsPath = "/api/settings/";
constexpr std::int64_t kNewestRevision = INT64_MAX;

std::string section_of(const Call& call) {
  const auto rest = std::string_view(call.request.path).substr(kSettingsPath.size());
  return std::string(rest.substr(0, rest.find('/')));
}

// The owner of the data folder works in the only tenant; where there are
// several a file says which. Answers itself when there is none.
std::optional<core::TenantId> tenant_of_entries(const Context& context, const Call& call) {
  if (call.identity.kind != Identity::Kind::kControl) return call.identity.tenant;
  const auto settings = context.settings.all();
  if (settings->centres.size() == 1) return settings->centres.front().tenant;
  call.problem({base::ErrorCode::kBadInput, "There is not exactly one tenant; apply a file that names it.", "tenant"});
  return std::nullopt;
}

void write_value(JsonWriter& out, const settings::Value& value);

void write_lines(JsonWriter& out, const settings::Lines& lines) {
  out.begin_object();
  for (const auto& line : lines) {
    out.key(line.name);
    write_value(out, line.value);
  }
  out.end_object();
}

void write_value(JsonWriter& out, const settings::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value.of)) {
    out.value(std::string_view(*text));
  } else if (const auto* number = std::get_if<std::int64_t>(&value.of)) {
    out.value(*number);
  } else if (const auto* truth = std::get_if<bool>(&value.of)) {
    out.value(*truth);
  } else if (const auto* lines = std::get_if<settings::Lines>(&value.of)) {
    write_lines(out, *lines);
  } else if (const auto* list = std::get_if<std::vector<settings::Value>>(&value.of)) {
    out.begin_array();
    for (const auto& item : *list) write_value(out, item);
    out.end_array();
  }
}

bool mentions(const settings::Value& value, std::string_view words) {
  if (const auto* text = std::get_if<std::string>(&value.of)) return text->find(words) != std::string::npos;
  const auto* lines = std::get_if<settings::Lines>(&value.of);
  return lines != nullptr && std::ranges::any_of(*lines, [&](const settings::Line& line) { return mentions(line.value, words); });
}

void write_applied(JsonWriter& out, const settings::ApplyReport& report) {
  out.begin_object().field("revision", report.revision).field("changed", report.changed).key("changes").begin_array();
  for (const auto& change : report.changes) out.value(change);
  out.end_array().end_object();
}

void refuse_entry(const Call& call, const std::vector<settings::Mistake>& mistakes) {
  base::Error error{base::ErrorCode::kBadInput, mistake_text(mistakes.front(), call.language), mistakes.front().field};
  JsonWriter out;
  out.begin_array();
  for (const auto& mistake : mistakes) {
    out.begin_object().field("field", mistake.field).field("text", mistake_text(mistake, call.language)).end_object();
  }
  call.send(problem_with(error, call.language, "mistakes", out.end_array().text()));
}

void change_entry(Context& context, const Call& call, std::optional<std::string> json, std::uint64_t seen) {
  const auto tenant = tenant_of_entries(context, call);
  if (!tenant) return;
  const bool going = !json;
  const settings::EntryChange wanted{*tenant, section_of(call), call.id, std::move(json), seen};
  const auto report = context.rooms.settings.change_entry(wanted, call.identity.name, base::live_now());
  if (!report) return call.problem(report.error());
  if (!report->mistakes.empty()) return refuse_entry(call, report->mistakes);
  if (report->applied.changed) {
    context.authenticator.forget_all();
    if (const auto status = context.adoption.now(); !status) return call.problem(status.error());
    context.events.review_viewers();
    context.audit(call.identity, call.source(), going ? "settings.entry_removed" : "settings.entry_set",
                  wanted.section + "/" + wanted.key + " " + std::to_string(report->applied.revision));
  }
  JsonWriter out;
  write_applied(out, report->applied);
  call.json(200, out);
}

}  // namespace

void list_entries(Context& context, Call call) {
  const auto tenant = tenant_of_entries(context, call);
  if (!tenant) return;
  QueryReader query(call.request.query, {"search"});
  const auto search = query.text("search", kSearchBytesMax).value_or("");
  if (const auto status = query.finish(); !status) return call.problem(status.error());
  const auto found = context.rooms.settings.entries(*tenant, section_of(call), context.config.sip_domain);
  if (!found) return call.problem(found.error());
  JsonWriter out;
  out.begin_object().field("revision", found->revision).key("items").begin_array();
  std::size_t matching = 0;
  for (const auto& entry : found->entries) {
    const bool fits = search.empty() || std::ranges::any_of(entry.lines, [&](const settings::Line& line) { return mentions(line.value, search); });
    if (!fits || ++matching > kEntriesListed) continue;
    out.begin_object().field("key", entry.key).field("id", base::Id<struct EntryTag>{*tenant, entry.id});
    out.field("revision", entry.since).field("hasPassword", entry.has_password).key("entry");
    write_lines(out, entry.lines);
    out.end_object();
  }
  call.json(200, out.end_array().field("matching", matching).field("total", found->entries.size()).end_object());
}

void set_entry(Context& context, Call call) {
  BodyReader body(call.request.body);
  auto entry = body.object("entry");
  const auto seen = body.integer("revision", 0, kNewestRevision);
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  change_entry(context, call, std::move(entry), static_cast<std::uint64_t>(seen));
}

void remove_entry(Context& context, Call call) {
  QueryReader query(call.request.query, {"revision"});
  const auto seen = query.integer("revision", 1, kNewestRevision, 0);
  if (seen == 0) query.mistake("Say the revision of the entry that you have seen.", "revision");
  if (const auto status = query.finish(); !status) return call.problem(status.error());
  if (section_of(call) == "users" && call.identity.user.valid()) {
    const auto own = context.rooms.settings.find_user(call.identity.user);
    if (own && own->key == call.id) return call.problem({base::ErrorCode::kConflict, "You cannot remove yourself.", "api.not_yourself"});
  }
  change_entry(context, call, std::nullopt, static_cast<std::uint64_t>(seen));
}

void export_settings(Context& context, Call call) {
  const bool owner = call.identity.kind == Identity::Kind::kControl;
  auto yaml = context.rooms.settings.export_yaml(owner ? std::nullopt : std::optional(call.identity.tenant));
  if (!yaml) return call.problem(yaml.error());
  context.audit(call.identity, call.source(), "settings.export", "");
  net::HttpResponse response;
  response.with("Content-Type", "application/yaml").with("Cache-Control", "no-store");
  response.with("Content-Disposition", "attachment; filename=\"settings.yaml\"");
  response.body = *std::move(yaml);
  call.send(std::move(response));
}

}  // namespace peal::api
