#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "net/dns_answer.hpp"
#include "net/limits.hpp"

// Answers of name servers, or of whoever got in between.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace peal::net;
  for (const auto kind : {DnsKind::kNaptr, DnsKind::kSrv}) {
    const auto answer = parse_dns_answer({data, size}, kind);
    if (!answer) continue;
    PEAL_ASSERT(answer->services.size() <= kDnsRecordsMax && answer->pointers.size() <= kDnsRecordsMax);
    const bool found = answer->outcome == DnsAnswer::Outcome::kFound;
    PEAL_ASSERT(found == (!answer->services.empty() || !answer->pointers.empty()));
    for (const auto& service : answer->services) PEAL_ASSERT(service.target.size() <= 255);
    for (const auto& pointer : answer->pointers) PEAL_ASSERT(pointer.replacement.size() <= 255);
  }
  return 0;
}
