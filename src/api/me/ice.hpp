#pragma once

#include "api/json/json_writer.hpp"

namespace peal::api {

/// The member "ice": our media answers as ICE-lite (RFC 8445 2.5), so a browser
/// needs neither STUN nor TURN and no wait for its candidates.
void write_ice(JsonWriter& out);

}  // namespace peal::api
