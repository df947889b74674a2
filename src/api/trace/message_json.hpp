#pragma once

#include <string_view>

#include "api/json/json_writer.hpp"
#include "trace/store.hpp"
#include "trace/view/summary.hpp"

namespace peal::api {

/// The fields that the ladder and the live trace share; the object stays open.
void write_message(JsonWriter& out, const trace::Message& message, const trace::Summary& summary, std::string_view language);

struct Call;
struct Context;
/// Whether messages that belong to no tenant may be shown to this caller; answers the refusal itself.
[[nodiscard]] bool sees_messages_of_nobody(Context& context, const Call& call);

/// "udp", "tcp", "tls", "ws", "wss".
[[nodiscard]] std::string_view transport_word(sip::Transport transport);

}  // namespace peal::api
