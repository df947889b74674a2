#include "media/secure/random.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace peal::media::secure {
namespace {

struct Page {
  std::array<std::uint8_t, 4'096> bytes;
  std::size_t used = sizeof bytes;
  ~Page() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

}  // namespace

void fill_random(std::span<std::uint8_t> out) {
  thread_local Page page;
  while (!out.empty()) {
    if (page.used == page.bytes.size()) {
      PEAL_ASSERT(RAND_bytes(page.bytes.data(), static_cast<int>(page.bytes.size())) == 1);
      page.used = 0;
    }
    const auto fresh = std::span(page.bytes).subspan(page.used);
    const auto count = std::min(out.size(), fresh.size());
    std::copy_n(fresh.begin(), count, out.begin());
    // What was given out is not kept.
    OPENSSL_cleanse(fresh.data(), count);
    page.used += count;
    out = out.subspan(count);
  }
}

}  // namespace peal::media::secure
