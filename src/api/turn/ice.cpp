#include "api/turn/ice.hpp"

#include "api/turn/turn_credential.hpp"

namespace peal::api {

void write_ice(JsonWriter& out, const std::optional<TurnServer>& turn, std::string_view user, core::Time now) {
  out.begin_object().key("iceServers").begin_array();
  core::Time expires{};
  if (turn) {
    expires = now + turn->servers.lifetime;
    const auto made = turn_credential(turn->secret, user, expires);
    out.begin_object().key("urls").begin_array();
    for (const auto& url : turn->servers.urls) out.value(url);
    out.end_array().field("username", made.username).field("credential", made.credential).end_object();
  }
  out.end_array().key("expires").time_or_null(expires).key("renewSeconds");
  // Two more tries are left to a page that does not reach us the first time.
  if (turn) out.value(turn->servers.lifetime.count() / 3);
  else out.null();
  out.field("waitForCandidates", false).end_object();
}

}  // namespace peal::api
