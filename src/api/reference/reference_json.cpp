#include "api/reference/reference_json.hpp"

#include "api/view/words.hpp"

namespace peal::api {

void write_agent(JsonWriter& out, const core::Agent& agent) {
  out.begin_object().field("id", agent.id).field("key", agent.key).field("name", agent.name);
  out.field("number", agent.number).field("device", word(agent.device)).field("language", agent.language);
  out.key("skills").begin_array();
  for (const auto& skill : agent.skills) {
    out.begin_object().field("skill", skill.skill).field("proficiency", skill.proficiency).end_object();
  }
  out.end_array().end_object();
}

void write_queue(JsonWriter& out, const core::Queue& queue) {
  out.begin_object().field("id", queue.id).field("key", queue.key).field("name", queue.name);
  out.key("skills").begin_array();
  for (const auto& skill : queue.skills) {
    out.begin_object().field("skill", skill.skill).field("least", skill.least).end_object();
  }
  out.end_array().field("strategy", word(queue.strategy)).field("priority", queue.priority);
  out.field("serviceLevelSeconds", queue.service_level.count());
  out.field("offerTimeoutSeconds", queue.offer_timeout.count());
  out.field("wrapUpPolicy", word(queue.wrap_up_policy)).field("wrapUpSeconds", queue.wrap_up.count());
  out.field("record", queue.record).end_object();
}

}  // namespace peal::api
