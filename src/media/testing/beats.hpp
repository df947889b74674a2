#pragma once

#include <chrono>
#include <thread>

/// Real time on a real wire, for tests where threads and sockets are the point.
namespace peal::media::testing {

/// `each` every 20 ms. A machine that is late does what it missed at once.
template <class Each>
void for_beats(int beats, Each each) {
  auto due = std::chrono::steady_clock::now();
  for (int i = 0; i < beats; ++i) {
    each();
    due += std::chrono::milliseconds(20);
    std::this_thread::sleep_until(due);
  }
}

/// Half a second of beats, again and again until `done`; false after half a
/// minute. What must come is waited for so: a busy machine needs its time.
template <class Done, class Each>
bool beats_until(Done done, Each each) {
  constexpr int kRounds = 60;
  for (int round = 0; round < kRounds; ++round) {
    for_beats(25, each);
    if (done()) return true;
  }
  return false;
}

}  // namespace peal::media::testing
