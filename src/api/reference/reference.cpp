#include "api/http/handlers.hpp"
#include "api/reference/reference_json.hpp"
#include "api/service/context.hpp"

namespace peal::api {
namespace {

// Writes {"items": [...]} of one list of the caller's tenant.
template <class List, class Write>
void send_items(Context& context, const Call& call, List core::Centre::* list, Write write) {
  const auto centre = context.settings.centre(call.identity.tenant);
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  if (centre != nullptr) {
    for (const auto& item : (*centre).*list) write(out, item);
  }
  call.json(200, out.end_array().end_object());
}

}  // namespace

void list_queues(Context& context, Call call) { send_items(context, call, &core::Centre::queues, write_queue); }

void list_agents(Context& context, Call call) { send_items(context, call, &core::Centre::agents, write_agent); }

}  // namespace peal::api
