#include "api/figures/figures.hpp"
#include "api/http/handlers.hpp"
#include "api/json/json_writer.hpp"
#include "api/service/context.hpp"
#include "api/view/live_json.hpp"

namespace peal::api {

void live(Context& context, Call call) {
  context.events.live(viewer_of(call.identity), [call](std::string body) { call.json(200, std::move(body)); });
}

void figures(Context& context, Call call) {
  const auto now = base::live_now();
  const auto tenant = call.identity.tenant;
  const auto found = live_figures_of(context, tenant, now);
  if (!found) return call.problem(found.error());
  JsonWriter queues;
  JsonWriter agents;
  queues.begin_array();
  agents.begin_array();
  for (const auto& entry : figures_entries(*found)) {
    if (!entry.agent.valid()) queues.raw(entry.json);
    else if (call.identity.may(Permission::kLiveAll) || entry.agent == call.identity.agent) agents.raw(entry.json);
  }
  queues.end_array();
  agents.end_array();
  context.rooms.follower.read([call, now, tenant, queues = queues.take(), agents = agents.take()](
                                  const core::State& state, engine::Position) {
    JsonWriter out;
    out.begin_object().field("at", now).key("now").begin_array();
    for (const auto& id : core::queues_of(state, tenant)) {
      if (const auto view = core::queue_view(state, id)) out.raw(queue_json(*view));
    }
    out.end_array().key("queues").raw(queues).key("agents").raw(agents);
    call.json(200, out.end_object());
  });
}

}  // namespace peal::api
