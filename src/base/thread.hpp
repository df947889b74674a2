#pragma once

namespace peal::base {

/// Who waits for a thread: when the processors are busy the more important go first.
enum class Importance {
  kCalls,       ///< Callers hear it when it is late: signalling and sound.
  kPeople,      ///< Somebody at a screen waits for it.
  kBackground,  ///< Nobody waits for it.
};

/// Names the calling thread for `top -H`, `perf` and a debugger (at most 15 bytes, the rest is cut: prctl(2),
/// PR_SET_NAME), and tells the kernel's scheduler how important it is (setpriority(2), for this thread only).
void begin_thread(const char* name, Importance importance);

}  // namespace peal::base
