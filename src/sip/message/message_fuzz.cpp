#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sip/message/message.hpp"
#include "sip/message/stream_framer.hpp"
#include "sip/message/writer.hpp"

// Whatever parses must be readable to its end, and what we answer to it must
// parse again. Seeds: tests/fixtures/sip-torture.

using namespace peal::sip;

namespace {

void require(bool good) {
  if (!good) std::abort();
}

void read_everything(const Message& message) {
  for (std::size_t i = 0; i < message.field_count(); ++i) {
    std::string_view rest = message.field_value(i);
    while (const auto value = next_list_value(rest)) {
      if (const auto address = parse_name_addr(*value)) (void)address->display_text();
    }
  }
  (void)message.body_of("application/sdp");
  (void)message.contact();
  if (const auto uri = parse_uri(message.request_uri())) require(equivalent(*uri, *uri));
}

void answer(const Message& message) {
  std::string out;
  Writer writer(out);
  const Flow flow{Transport::kUdp, 0, *parse_address("192.0.2.9", 5060)};
  write_response_head(writer, message, flow, 486, {}, "tag");
  writer.no_body();
  Message again;
  require(!again.parse(out, Framing::kDatagram));
  require(again.call_id() == message.call_id());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Message message;
  for (const auto framing : {Framing::kDatagram, Framing::kWhole, Framing::kStream}) {
    if (message.parse(bytes, framing)) continue;
    read_everything(message);
    if (!message.check() && message.is_request()) answer(message);
  }
  StreamFramer framer;
  framer.append(bytes.substr(0, size / 2));
  for (auto piece = framer.next(); piece.kind != StreamFramer::Kind::kNeedMore; piece = framer.next()) {
    if (piece.kind == StreamFramer::Kind::kBroken) return 0;
  }
  framer.append(bytes.substr(size / 2));
  for (auto piece = framer.next(); piece.kind != StreamFramer::Kind::kNeedMore; piece = framer.next()) {
    if (piece.kind == StreamFramer::Kind::kBroken) return 0;
    require(piece.bytes.size() <= size);
  }
  return 0;
}
