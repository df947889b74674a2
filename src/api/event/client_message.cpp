#include "api/event/client_message.hpp"

#include <nlohmann/json.hpp>

namespace peal::api {

std::optional<ClientMessage> parse_client_message(std::string_view text) {
  using nlohmann::json;
  const auto message = json::parse(text, nullptr, false);
  if (!message.is_object()) return std::nullopt;
  const auto type = message.find("type");
  if (type == message.end()) return std::nullopt;
  if (*type == "heartbeat" && message.size() == 1) return ClientMessage{};
  const auto position = message.find("position");
  if (*type != "hello" || message.size() != 2 || position == message.end()) return std::nullopt;
  if (position->is_null()) return ClientMessage{true, std::nullopt};
  if (!position->is_number_unsigned()) return std::nullopt;
  return ClientMessage{true, position->get<engine::Position>()};
}

}  // namespace peal::api
