#include "base/salted_hash.hpp"

namespace peal::base {

namespace hash_detail {
std::uint64_t salt = 0;
}

void set_hash_salt(std::uint64_t salt) { hash_detail::salt = salt; }

}  // namespace peal::base
