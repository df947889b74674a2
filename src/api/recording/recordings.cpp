#include <map>

#include "api/contact/contact_json.hpp"
#include "api/http/handlers.hpp"
#include "api/http/query_reader.hpp"
#include "api/limits.hpp"
#include "api/recording/waveform.hpp"
#include "api/service/context.hpp"

/// Recordings: lists, sound and waveforms. Every hearing goes to the audit log.
namespace peal::api {
namespace {

// The recording of the path; answers itself when it is not there for this caller.
std::optional<journal::RecordingRow> find_row(Context& context, const Call& call) {
  const auto id = call.path_id<core::RecordingId>();
  if (!id.valid()) return std::nullopt;
  auto connection = context.rooms.pool.borrow();
  if (!connection) {
    call.problem(connection.error());
    return std::nullopt;
  }
  auto row = journal::find_recording(**connection, id);
  if (!row) {
    call.problem(row.error());
    return std::nullopt;
  }
  const bool own = call.identity.agent.valid() && row->agent == call.identity.agent;
  if (own || call.identity.may(Permission::kContactsAll)) return *row;
  call.problem({base::ErrorCode::kNotFound, "There is no such recording.", "id"});
  return std::nullopt;
}

// Personal text of a contact lies in its row; a recording only names it.
class ContactsOf {
 public:
  ContactsOf(Context& context, db::Connection& connection) : context_(context), connection_(connection) {}
  const journal::ContactRow* find(core::ContactId id) {
    const auto [it, is_new] = rows_.try_emplace(id);
    if (is_new) {
      if (auto row = journal::contact_detail(connection_, context_.rooms.keys, id)) it->second = std::move(row->contact);
    }
    return it->second ? &*it->second : nullptr;
  }

 private:
  Context& context_;
  db::Connection& connection_;
  std::map<core::ContactId, std::optional<journal::ContactRow>> rows_;
};

void write_peaks(JsonWriter& out, std::string_view field, const std::vector<float>& peaks) {
  out.key(field).begin_array();
  // Three digits are more than a page can draw.
  for (const float peak : peaks) out.value(static_cast<double>(static_cast<int>(peak * 1'000.0F)) / 1'000.0);
  out.end_array();
}

}  // namespace

void list_recordings(Context& context, Call call) {
  QueryReader query(call.request.query, {"from", "to", "agent", "cursor", "limit"});
  journal::RecordingFilter filter;
  filter.from = query.time("from");
  filter.before = query.time("to");
  filter.agent = query.id<core::AgentId>("agent");
  filter.older_than = query.id<core::RecordingId>("cursor");
  filter.most = static_cast<std::size_t>(query.integer("limit", 1, kPageRowsMax, kPageRows));
  if (const auto status = query.finish(); !status) return call.problem(status.error());
  if (!call.identity.may(Permission::kContactsAll)) filter.agent = call.identity.agent;
  auto connection = context.rooms.pool.borrow();
  if (!connection) return call.problem(connection.error());
  const auto rows = journal::list_recordings(**connection, call.identity.tenant, filter);
  if (!rows) return call.problem(rows.error());

  ContactsOf contacts(context, **connection);
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const auto& row : *rows) write_recording(out, row, contacts.find(row.contact));
  out.end_array().key("nextCursor");
  if (rows->size() == filter.most) out.value(base::to_text(rows->back().recording));
  else out.null();
  call.json(200, out.end_object());
}

void one_recording(Context& context, Call call) {
  const auto row = find_row(context, call);
  if (!row) return;
  auto connection = context.rooms.pool.borrow();
  if (!connection) return call.problem(connection.error());
  ContactsOf contacts(context, **connection);
  JsonWriter out;
  write_recording(out, *row, contacts.find(row->contact));
  call.json(200, out);
}

void recording_audio(Context& context, Call call) {
  const auto row = find_row(context, call);
  if (!row) return;
  const auto file = context.config.recording_path(row->recording);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) {
    return call.problem({base::ErrorCode::kNotFound, "The recording's file is not there.", "api.not_recorded"});
  }
  // A player asks for many ranges; the first one is the hearing.
  const auto range = call.request.headers.get("Range");
  if (range.empty() || range.starts_with("bytes=0-")) {
    context.audit(call.identity, call.source(), "recording.hear", call.id);
  }
  auto response = net::HttpResponse::of_file(file.string());
  response.with("Cache-Control", "private, no-cache");
  response.with("Content-Disposition", "inline; filename=\"" + call.id + ".wav\"");
  call.send(std::move(response));
}

void recording_waveform(Context& context, Call call) {
  QueryReader query(call.request.query, {"points"});
  const auto points = query.integer("points", kWaveformPointsLeast, kWaveformPointsMost, kWaveformPoints);
  if (const auto status = query.finish(); !status) return call.problem(status.error());
  const auto row = find_row(context, call);
  if (!row) return;
  const auto wave = read_waveform(context.config.recording_path(row->recording), static_cast<std::size_t>(points));
  if (!wave) return call.problem(wave.error());
  JsonWriter out;
  out.begin_object().field("lengthMs", wave->length);
  write_peaks(out, "caller", wave->left);
  write_peaks(out, "agent", wave->right);
  call.json(200, out.end_object());
}

}  // namespace peal::api
