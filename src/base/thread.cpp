#include "base/thread.hpp"

#include <pthread.h>
#include <sys/resource.h>

#include <array>
#include <cstring>

namespace peal::base {
namespace {

constexpr int kNiceForPeople = 5;
constexpr int kNiceForBackground = 10;

}  // namespace

void begin_thread(const char* name, Importance importance) {
  std::array<char, 16> cut{};
  std::strncpy(cut.data(), name, cut.size() - 1);
  ::pthread_setname_np(::pthread_self(), cut.data());
  if (importance == Importance::kCalls) return;
  // On Linux 0 means the calling thread, not the process. Becoming less important is always allowed.
  ::setpriority(PRIO_PROCESS, 0, importance == Importance::kPeople ? kNiceForPeople : kNiceForBackground);
}

}  // namespace peal::base
