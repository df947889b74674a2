#include "media/secure/stun_responder.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace peal::media;
  static const secure::StunResponder kResponder({"user", "password"}, "");
  static const Endpoint kSource = *Endpoint::parse("127.0.0.1", 9);
  (void)kResponder.receive({data, size}, kSource);
  if (const auto message = secure::parse_stun({data, size})) {
    (void)secure::fingerprint_holds(*message);
    (void)secure::integrity_holds(*message, "password");
  }
  return 0;
}
