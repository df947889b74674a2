#include "trace/record.hpp"

namespace peal::trace {
namespace {

// FNV-1a with the finaliser of splitmix: Call-IDs of one peer differ in few characters.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  x ^= x >> 31;
  return x == 0 ? 1 : x;
}

}  // namespace

std::uint64_t name_of_call(std::string_view call_id) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : call_id) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mixed(hash);
}

std::uint64_t name_of_leg(const Name& leg) { return mixed(leg.value + 0x9e3779b97f4a7c15ULL * (leg.tenant + 1)); }

}  // namespace peal::trace
