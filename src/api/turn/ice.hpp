#pragma once

#include <optional>
#include <string_view>

#include "api/json/json_writer.hpp"
#include "api/service/settings_mirror.hpp"

namespace peal::api {

/// What a browser makes its connections with: our media answers as ICE-lite (RFC
/// 8445 2.5), so it needs no STUN and no wait for its candidates. With `turn` it
/// also gets a credential for that server, made for `user` at `now`.
void write_ice(JsonWriter& out, const std::optional<TurnServer>& turn, std::string_view user, core::Time now);

}  // namespace peal::api
