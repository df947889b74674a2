#pragma once

#include <optional>
#include <string_view>

#include "engine/recorded.hpp"

namespace peal::api {

/// What a client says on /events: a hello, or a heartbeat.
struct ClientMessage {
  bool is_hello = false;
  std::optional<engine::Position> position;  ///< Of a hello: the last one seen.
};

/// Nothing when it is no such message (api/events/client.schema.json).
[[nodiscard]] std::optional<ClientMessage> parse_client_message(std::string_view text);

}  // namespace peal::api
