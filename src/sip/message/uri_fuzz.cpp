#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sip/message/message.hpp"
#include "sip/message/writer.hpp"

// A URI that parses is equal to itself, can be asked for everything in it, and
// its user can be written into another one and read back.

using namespace peal::sip;

namespace {

void require(bool good) {
  if (!good) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto uri = parse_uri(text)) {
    require(equivalent(*uri, *uri));
    const auto user = uri->user_text();
    const std::string rebuilt = "sip:" + escape_user(user) + "@192.0.2.1";
    const auto again = user.empty() ? std::nullopt : parse_uri(rebuilt);
    if (again) require(again->user_text() == user);
  }
  if (const auto address = parse_name_addr(text)) {
    (void)address->display_text();
    (void)address->tag();
  }
  return 0;
}
