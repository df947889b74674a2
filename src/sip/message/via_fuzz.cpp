#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sip/message/message.hpp"
#include "sip/message/writer.hpp"

// Where an answer goes is decided by the top Via of a stranger: never anywhere
// but to the address that the request came from, or to one that the Via names itself.

using namespace peal::sip;

namespace {

void require(bool good) {
  if (!good) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto via = parse_via(text);
  if (!via) return 0;
  const Flow from{Transport::kUdp, 0, *parse_address("192.0.2.9", 5062)};
  const auto to = response_flow(*via, from);
  require(to.remote.ip == from.remote.ip && to.transport == Transport::kUdp);
  const Flow connection{Transport::kTcp, 42, *parse_address("192.0.2.9", 5062)};
  require(response_flow(*via, connection).connection == 42);
  return 0;
}
