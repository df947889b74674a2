#include "api/contact/contact_json.hpp"
#include "api/http/handlers.hpp"
#include "api/http/query_reader.hpp"
#include "api/limits.hpp"
#include "api/service/context.hpp"
#include "api/view/words.hpp"
#include "records/number.hpp"

/// What happened: lists and details of contacts.
namespace peal::api {
namespace {

void send_page(Context& context, const Call& call, const std::vector<journal::ContactRow>& rows, std::size_t most) {
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  const auto country = context.settings.country(call.identity.tenant);
  for (const auto& row : rows) write_contact(out, row, country);
  out.end_array().key("nextCursor");
  if (rows.size() == most) out.value(base::to_text(rows.back().contact));
  else out.null();
  call.json(200, out.end_object());
}

}  // namespace

void list_contacts(Context& context, Call call) {
  QueryReader query(call.request.query,
                    {"from", "to", "queue", "agent", "number", "end", "recorded", "cursor", "limit"});
  journal::ContactFilter filter;
  filter.from = query.time("from");
  filter.before = query.time("to");
  filter.queue = query.id<core::QueueId>("queue");
  filter.agent = query.id<core::AgentId>("agent");
  filter.recorded = query.boolean("recorded");
  filter.older_than = query.id<core::ContactId>("cursor");
  filter.most = static_cast<std::size_t>(query.integer("limit", 1, kPageRowsMax, kPageRows));
  const auto number = query.text("number", 64);
  if (const auto end = query.text("end", 20)) {
    filter.end = contact_end_of(*end);
    if (!filter.end) query.mistake("There is no such end of a contact.", "end");
  }
  if (const auto status = query.finish(); !status) return call.problem(status.error());

  const auto tenant = call.identity.tenant;
  if (number && !number->empty()) {
    const auto whole = records::normalise_number(*number, context.settings.country(tenant));
    filter.party = context.rooms.keys.party_of(tenant, whole);
  }
  if (!call.identity.may(Permission::kContactsAll)) filter.agent = call.identity.agent;
  auto connection = context.rooms.pool.borrow();
  if (!connection) return call.problem(connection.error());
  const auto rows = journal::list_contacts(**connection, context.rooms.keys, tenant, filter);
  if (!rows) return call.problem(rows.error());
  send_page(context, call, *rows, filter.most);
}

void one_contact(Context& context, Call call) {
  const auto id = call.path_id<core::ContactId>();
  if (!id.valid()) return;
  auto connection = context.rooms.pool.borrow();
  if (!connection) return call.problem(connection.error());
  const auto detail = journal::contact_detail(**connection, context.rooms.keys, id);
  if (!detail) return call.problem(detail.error());
  const auto own = [&] {
    return std::ranges::any_of(detail->handlings, [&](const auto& row) { return row.agent == call.identity.agent; });
  };
  // To somebody who may not see it, it does not exist.
  if (!call.identity.may(Permission::kContactsAll) && !(call.identity.agent.valid() && own())) {
    return call.problem({base::ErrorCode::kNotFound, "There is no such contact.", "id"});
  }
  const bool with_withheld = call.identity.may(Permission::kContactsWithheld);
  if (with_withheld && !withheld_caller(*detail).empty()) context.audit(call.identity, call.source(), "contact.withheld", call.id);
  const auto centre = context.settings.centre(call.identity.tenant);
  call.json(200, contact_detail_json(*detail, context.settings.country(call.identity.tenant), centre.get(), with_withheld));
}

void customer_history(Context& context, Call call) {
  const auto id = call.path_id<core::CustomerId>();
  if (!id.valid()) return;
  QueryReader query(call.request.query, {"cursor", "limit"});
  journal::ContactFilter filter;
  filter.customer = id;
  filter.older_than = query.id<core::ContactId>("cursor");
  filter.most = static_cast<std::size_t>(query.integer("limit", 1, kPageRowsMax, kPageRows));
  if (const auto status = query.finish(); !status) return call.problem(status.error());
  if (const auto customer = context.rooms.customers.find(id); !customer) return call.problem(customer.error());
  auto connection = context.rooms.pool.borrow();
  if (!connection) return call.problem(connection.error());
  const auto rows = journal::list_contacts(**connection, context.rooms.keys, call.identity.tenant, filter);
  if (!rows) return call.problem(rows.error());
  send_page(context, call, *rows, filter.most);
}

}  // namespace peal::api
