#include "api/trace/message_json.hpp"

#include "api/trace/status_words.hpp"

namespace peal::api {

std::string_view transport_word(sip::Transport transport) {
  switch (transport) {
    case sip::Transport::kUdp: return "udp";
    case sip::Transport::kTcp: return "tcp";
    case sip::Transport::kTls: return "tls";
    case sip::Transport::kWs: return "ws";
    case sip::Transport::kWss: return "wss";
  }
  return "udp";
}

void write_message(JsonWriter& out, const trace::Message& message, const trace::Summary& summary, std::string_view language) {
  out.begin_object().field("at", base::from_unix_millis(message.at_us / 1'000)).field("micros", message.at_us % 1'000);
  out.field("sent", message.sent).field("again", message.again).field("cut", message.cut);
  out.field("method", summary.method).key("status");
  if (summary.request) out.null();
  else out.value(summary.status);
  out.field("line", trace::line_of(summary)).field("from", summary.from).field("to", summary.to);
  out.field("callId", summary.call_id).field("cseq", summary.cseq).field("cause", summary.cause);
  out.field("meaning", status_meaning(summary.status, language)).key("media").begin_array();
  for (const auto& media : summary.media) {
    out.begin_object().field("address", media.address).field("codecs", media.codecs).field("direction", media.direction).end_object();
  }
  out.end_array().field("text", message.text);
}

}  // namespace peal::api
