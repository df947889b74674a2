#include "api/http/handlers.hpp"
#include "api/http/query_reader.hpp"
#include "api/json/body_reader.hpp"
#include "api/json/json_writer.hpp"
#include "api/limits.hpp"
#include "api/service/context.hpp"
#include "api/view/area.hpp"
#include "records/number.hpp"

/// Cards of customers.
namespace peal::api {
namespace {

void write_customer(JsonWriter& out, const records::Customer& customer, std::string_view country) {
  out.begin_object().field("id", customer.id).field("name", customer.name).field("level", customer.level);
  out.key("numbers").begin_array();
  for (const auto& number : customer.numbers) out.value(number.number);
  const std::string_view first = customer.numbers.empty() ? std::string_view{} : customer.numbers.front().number;
  out.end_array().field("area", area_of(first, country, customer.area)).key("tags").begin_array();
  for (const auto& tag : customer.tags) out.value(tag);
  out.end_array().field("fields", customer.fields).field("notes", customer.notes);
  out.field("version", customer.version).field("createdAt", customer.made).field("changedAt", customer.changed);
  out.end_object();
}

void send_customer(Context& context, const Call& call, std::uint16_t status, const records::Customer& customer) {
  JsonWriter out;
  write_customer(out, customer, context.settings.country(call.identity.tenant));
  call.json(status, out);
}

// Numbers as the journal knows them, so that the next call finds this card.
std::vector<records::CustomerNumber> numbers_of(Context& context, core::TenantId tenant,
                                                const std::vector<std::string>& typed) {
  const auto country = context.settings.country(tenant);
  std::vector<records::CustomerNumber> numbers;
  for (const auto& number : typed) {
    auto whole = records::normalise_number(number, country);
    if (whole.empty()) continue;
    const auto party = context.rooms.keys.party_of(tenant, whole);
    numbers.push_back({std::move(whole), party});
  }
  return numbers;
}

}  // namespace

void list_customers(Context& context, Call call) {
  QueryReader query(call.request.query, {"q", "cursor", "limit"});
  const auto text = query.text("q", 800);
  const auto older_than = query.id<core::CustomerId>("cursor");
  const auto most = static_cast<std::size_t>(query.integer("limit", 1, kPageRowsMax, kPageRows));
  if (const auto status = query.finish(); !status) return call.problem(status.error());
  const auto found = context.rooms.customers.search(call.identity.tenant, text.value_or(""), most, older_than);
  if (!found) return call.problem(found.error());
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  const auto country = context.settings.country(call.identity.tenant);
  for (const auto& customer : *found) write_customer(out, customer, country);
  out.end_array().key("nextCursor");
  if (found->size() == most) out.value(base::to_text(found->back().id));
  else out.null();
  call.json(200, out.end_object());
}

void create_customer(Context& context, Call call) {
  BodyReader body(call.request.body);
  records::NewCustomer card;
  card.name = body.text("name", 0, 200);
  const auto numbers = body.texts("numbers", 20, 64);
  if (!numbers) body.mistake("This field is needed.", "numbers");
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  const auto tenant = call.identity.tenant;
  card.numbers = numbers_of(context, tenant, *numbers);
  const auto centre = context.settings.centre(tenant);
  if (!card.numbers.empty() && centre != nullptr) {
    card.area = records::number_place(card.numbers.front().number, centre->language);
  }
  const auto made = context.rooms.customers.create(tenant, card, base::live_now());
  if (!made) return call.problem(made.error());
  context.audit(call.identity, call.source(), "customer.create", base::to_text(made->id));
  send_customer(context, call, 201, *made);
}

void one_customer(Context& context, Call call) {
  const auto id = call.path_id<core::CustomerId>();
  if (!id.valid()) return;
  const auto found = context.rooms.customers.find(id);
  if (!found) return call.problem(found.error());
  send_customer(context, call, 200, *found);
}

void save_customer(Context& context, Call call) {
  const auto id = call.path_id<core::CustomerId>();
  if (!id.valid()) return;
  BodyReader body(call.request.body);
  records::CustomerChange change;
  const auto version = body.integer("version", 1, INT64_MAX);
  change.name = body.optional_text("name", 200);
  change.level = body.optional_text("level", 40);
  change.notes = body.optional_text("notes", 20'000);
  change.tags = body.texts("tags", 50, 100);
  change.fields = body.pairs("fields", 100, 4'000);
  const auto numbers = body.texts("numbers", 20, 64);
  if (const auto status = body.finish(); !status) return call.problem(status.error());
  if (numbers) change.numbers = numbers_of(context, call.identity.tenant, *numbers);
  const auto saved = context.rooms.customers.change(id, version, change, base::live_now());
  if (!saved) {
    auto error = saved.error();
    if (error.code == base::ErrorCode::kConflict) error.where = "api.changed_meanwhile";
    return call.problem(error);
  }
  context.audit(call.identity, call.source(), "customer.change", call.id);
  send_customer(context, call, 200, *saved);
}

}  // namespace peal::api
