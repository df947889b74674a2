#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sip/digest/digest.hpp"
#include "sip/digest/parse.hpp"

// Credentials and challenges of strangers: a server must come to a finding, and
// what our client answers to a challenge must be read again as we meant it.

using namespace peal::sip;

namespace {

void require(bool good) {
  if (!good) std::abort();
}

constexpr std::string_view kHead = "REGISTER sip:peal SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n";

void as_credentials(std::string_view value) {
  static const std::array<std::uint8_t, 32> kKey{7};
  DigestServer server(kKey, "peal");
  Message request;
  const std::string text = std::string(kHead) + "Authorization: " + std::string(value) + "\r\nContent-Length: 0\r\n\r\n";
  if (request.parse(text, Framing::kDatagram)) return;
  const auto nobody = [](std::string_view, std::string_view) -> std::optional<DigestSecret> { return std::nullopt; };
  const auto verdict = server.check(request, "source", nobody, peal::base::from_unix_millis(1'795'000'000'000));
  require(verdict.finding != DigestFinding::kRight);
}

void as_challenge(std::string_view value) {
  Message response;
  const std::string text = "SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: " + std::string(value) + "\r\nContent-Length: 0\r\n\r\n";
  if (response.parse(text, Framing::kDatagram)) return;
  const auto line = answer_challenge(response, {"user \"x\\", "secret", {}}, "REGISTER", "sip:peal", "cnonce", false);
  if (!line) return;
  const auto colon = line->find(": ");
  require(line->ends_with("\r\n") && colon != std::string::npos);
  const auto shown = parse_digest(std::string_view(*line).substr(colon + 2, line->size() - colon - 4));
  require(shown.has_value() && shown->username == "user \"x\\" && shown->known_algorithm().has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view value(reinterpret_cast<const char*>(data), size);
  if (const auto fields = parse_digest(value)) (void)fields->known_algorithm();
  as_credentials(value);
  as_challenge(value);
  return 0;
}
